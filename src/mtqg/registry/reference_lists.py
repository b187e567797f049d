"""The rows of the reference lists in dbt_project/seeds/, a model a list; its columns are described in _seeds.yml there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from mtqg.registry.seeds import SeedRow


class Agency(SeedRow):
    code: str
    name_vi: str
    name_en: str
    admin_level: str
    valid_from: date
    valid_to: date | None = None
    replaced_by: str | None = None
    provenance: str
    note: str | None = None


class MeasureUnit(SeedRow):
    """`factor_to_canonical` is exact; `spellings` are the labels seen in workbooks."""

    code: str
    name_vi: str
    name_en: str
    quantity: str
    label_spellings: str
    canonical_code: str
    factor_to_canonical: str
    decimals: int
    provenance: str
    note: str | None = None

    @property
    def factor(self) -> Fraction:
        return Fraction(self.factor_to_canonical)

    @property
    def spellings(self) -> tuple[str, ...]:
        return tuple(self.label_spellings.split("|"))


class Breakdown(SeedRow):
    code: str
    dimension: str
    name_vi: str
    name_en: str
    measure_unit_code: str | None = None
    criteria_set_code: str | None = None
    criterion_no: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    default_first_period: str | None = None
    default_last_period: str | None = None
    first_stock_period: str | None = None
    last_stock_period: str | None = None
    first_change_period: str | None = None
    last_change_period: str | None = None
    sort_order: int
    provenance: str
    note: str | None = None


class Programme(SeedRow):
    """A programme, phase, component, subcomponent or topic."""

    code: str
    parent_code: str | None = None
    level: str
    phase: str
    sort_order: int
    name_vi: str
    name_en: str
    short_vi: str | None = None
    lead_agency_vi: str | None = None
    lead_agency_vi_from_2025_03: str | None = None
    legal_basis: str | None = None
    valid_from: date
    valid_to: date | None = None
    tabmis_ctmt_code: str | None = None
    provenance: str
    is_name_confirmed: bool
    note_unconfirmed_name_vi: str | None = None
    note_unconfirmed_name_en: str | None = None
    source: str | None = None
    note: str | None = None


class CapitalSource(SeedRow):
    code: str
    parent_code: str | None = None
    sort_order: int
    name_vi: str
    name_en: str
    nature_code: str
    origin_code: str
    is_group: bool
    mof_software_suffix: str | None = None
    valid_from: date
    valid_to: date | None = None
    provenance: str
    note: str | None = None


class Indicator(SeedRow):
    """What is measured; `measure_unit_code` is the unit of the forms, figures are kept in its canonical unit."""

    code: str
    name_vi: str
    name_en: str
    programme_code: str | None = None
    component_code: str | None = None
    theme: str
    criterion_code: str | None = None
    value_type: str
    measure_unit_code: str
    accumulation: str
    time_aggregation: str
    admin_aggregation: str
    numerator_code: str | None = None
    numerator_breakdown_code: str | None = None
    numerator_value_kind: str | None = None
    denominator_code: str | None = None
    denominator_breakdown_code: str | None = None
    denominator_value_kind: str | None = None
    formula: str | None = None
    accumulates_code: str | None = None
    included_in_code: str | None = None
    counts_as_dat_chuan: str | None = None
    counts_as_nang_cao: str | None = None
    default_breakdown_code: str | None = None
    breakdown_dimensions: str | None = None
    direction: str
    level_collected: str
    cadence: str
    valid_from: date
    valid_to: date | None = None
    replaced_by: str | None = None
    source_decision: str | None = None
    tier: str
    provenance: str
    in_published_figures: bool
    target_note: str | None = None
    definition_note: str | None = None
    note: str | None = None


class NationalResult(SeedRow):
    """A rate of the country as published (per cent) for the days of its validity; `margin`: percentage points."""

    indicator_code: str
    breakdown_code: str
    valid_from: date
    valid_to: date
    published_value: Decimal
    margin: Decimal
    legal_basis: str
    provenance: str
    margin_provenance: str
    note: str | None = None


class Obligation(SeedRow):
    """A form owed; the due date itself is computed in the warehouse (`fct_submissions`)."""

    obligation_code: str
    form_code: str
    form_name: str
    agency_code: str
    admin_level: str
    cadence: str
    period_type: str
    vintage: str
    value_kind: str | None = None
    due_rule: str
    due_days: int | None = None
    due_month_day: str | None = None
    due_year_offset: int | None = None
    is_due_day_included: bool | None = None
    grace_days: int | None = None
    roll_rule: str
    valid_from: date
    valid_to: date | None = None
    regime_no: str | None = None
    legal_basis: str | None = None
    provenance: str
    note: str | None = None
