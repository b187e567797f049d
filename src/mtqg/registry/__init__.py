"""What is expected, loaded and cross-checked: reference lists, forms, rules and sources, frozen."""

from __future__ import annotations

import hashlib
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from mtqg import settings
from mtqg.registry.admin_units import AdminUnits
from mtqg.registry.aliases import Aliases
from mtqg.registry.approvals import Approvals, read_approvals
from mtqg.registry.corrections import Correction
from mtqg.registry.notices import Notices, read_notices
from mtqg.registry.reference_lists import (
    Agency,
    Breakdown,
    CapitalSource,
    Indicator,
    MeasureUnit,
    NationalResult,
    Obligation,
    Programme,
)
from mtqg.registry.retention import Retention, read_retention
from mtqg.registry.seeds import read_csv, read_rows, require_unique
from mtqg.registry.series import SeriesBreak, read_commune_breaks, read_series_breaks
from mtqg.registry.sources import Source, read_sources
from mtqg.registry.waivers import Waiver


@dataclass(frozen=True)
class Registry:
    """Everything under expectations/ and dbt_project/seeds/; each part is read when first asked for."""

    expectations: Path
    seeds: Path

    @cached_property
    def version(self) -> str:
        """First 12 hex digits of the hash of every file that decides what a cell means."""
        return _hash_of([*sorted(self.expectations.rglob("*")), *self._seed_paths])

    @cached_property
    def seeds_version(self) -> str:
        """The same of the reference lists that the warehouse is made of; waivers and corrections touch slices of their own."""
        return _hash_of([path for path in self._seed_paths if path.stem not in ("waivers", "corrections")])

    @property
    def _seed_paths(self) -> list[Path]:
        return sorted(self.seeds.glob("*.csv"))

    def _by_code(self, name: str, model, key=lambda row: row.code) -> dict:
        path = self.seeds / f"{name}.csv"
        return require_unique(path, read_rows(path, model), key)

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        return self._by_code("indicators", Indicator)

    @cached_property
    def measure_units(self) -> dict[str, MeasureUnit]:
        return self._by_code("measure_units", MeasureUnit)

    @cached_property
    def breakdowns(self) -> dict[str, Breakdown]:
        return self._by_code("breakdowns", Breakdown)

    @cached_property
    def programmes(self) -> dict[str, Programme]:
        return self._by_code("programmes", Programme)

    @cached_property
    def capital_sources(self) -> dict[str, CapitalSource]:
        return self._by_code("capital_sources", CapitalSource)

    @cached_property
    def agencies(self) -> dict[str, Agency]:
        return self._by_code("agencies", Agency)

    @cached_property
    def obligations(self) -> dict[str, Obligation]:
        return self._by_code("obligations", Obligation, lambda row: row.obligation_code)

    @cached_property
    def national_results(self) -> tuple[NationalResult, ...]:
        def key(row: NationalResult) -> tuple:
            return row.indicator_code, row.breakdown_code, row.valid_from

        return tuple(self._by_code("national_results", NationalResult, key).values())

    @cached_property
    def period_words(self) -> dict[str, str]:
        """Period type -> what it is called: `month` is `tháng`."""
        rows = [row for _, row in read_csv(self.seeds / "code_lists.csv") if row["list_code"] == "period_type"]
        return {str(row["code"]): str(row["name_vi"]) for row in rows}

    @cached_property
    def series_breaks(self) -> tuple[SeriesBreak, ...]:
        units = (one for versions in self.units.versions.values() for one in versions)
        return (*read_series_breaks(self.seeds / "criteria_sets.csv", self.programmes.values()), *read_commune_breaks(units))

    @cached_property
    def waivers(self) -> dict[str, Waiver]:
        return self._by_code("waivers", Waiver, lambda row: row.waiver_id)

    @cached_property
    def corrections(self) -> dict[str, Correction]:
        return self._by_code("corrections", Correction, lambda row: row.correction_id)

    def with_waivers(self, waivers: dict[str, Waiver]) -> Registry:
        """The same registry, with these in the place of its waivers."""
        other = copy(self)
        other.__dict__["waivers"] = dict(waivers)
        return other

    @cached_property
    def approvals(self) -> Approvals:
        """Who may decide, and when a revision waits for it."""
        return read_approvals(self.expectations / "approvals.yml")

    @cached_property
    def retention(self) -> Retention:
        """What is kept how long."""
        return read_retention(self.expectations / "retention.yml")

    @cached_property
    def notices(self) -> Notices:
        """Who is reminded when, in which words."""
        return read_notices(self.expectations / "notices.yml")

    @cached_property
    def days_off(self) -> dict[date, bool]:
        """Day -> whether it is worked on, of the days that dbt_project/seeds/holidays.csv names."""
        return {date.fromisoformat(row["date"]): row["is_working_day"] == "1"
                for _, row in read_csv(self.seeds / "holidays.csv")}

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday, unless a holiday or a day worked instead says otherwise."""
        return self.days_off.get(day, day.weekday() < 5)

    @cached_property
    def units(self) -> AdminUnits:
        return AdminUnits([self.seeds / "admin_units_63.csv", self.seeds / "admin_units_34.csv"], self.aliases)

    @cached_property
    def aliases(self) -> Aliases:
        """Other names of units, indicators and components."""
        return Aliases(self.seeds)

    @cached_property
    def _regions(self):
        from mtqg.registry.regions import read_regions

        return read_regions(self.seeds)

    def regions(self, day: date) -> list:
        """The socio-economic regions of the day with their provinces (registry.regions.Region), in their order."""
        return self._regions.on(day)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        return read_sources(self.expectations / "sources.yml", self.units)

    @cached_property
    def forms(self) -> dict:
        """Form code -> registry.forms.Form, one a folder of expectations/."""
        from mtqg.registry.form_files import read_form

        found = [read_form(path) for path in sorted(self.expectations.glob("*/form.yml"))]
        return {form.form_code: form for form in found}

    @cached_property
    def layouts(self) -> dict:
        """(source code, form code) -> registry.layouts.LayoutFile: the layouts of a source's own."""
        from mtqg.registry.layouts import read_layouts

        return read_layouts(self.expectations)

    @cached_property
    def rules(self) -> dict:
        """Rule id -> registry.rules.Rule, from every suite.yml."""
        from mtqg.registry.rules import read_rules

        return read_rules(self.expectations)

    def source(self, source_code: str, day: date) -> Source | None:
        """The version of the source in force on the day."""
        return next((s for s in self.sources if s.source_code == source_code and s.in_force(day)), None)

    def programmes_in_force(self, day: date) -> list[Programme]:
        """Programmes, phases and components in force on the day, in the order of their forms."""
        found = [p for p in self.programmes.values() if p.valid_from <= day and (p.valid_to is None or day <= p.valid_to)]
        return sorted(found, key=lambda row: row.sort_order)


def _hash_of(paths: list[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        if path.is_file() and path.suffix in (".yml", ".sql", ".csv"):
            total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:12]


@cache
def load_registry(root: Path | None = None) -> Registry:
    """The registry of the project (or of another root with expectations/ and dbt_project/seeds/)."""
    root = root or settings.project_root()
    return Registry(root / "expectations", root / "dbt_project" / "seeds")
