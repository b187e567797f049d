"""Facts for measuring dashboards: communes x indicators x 60 months, the same rows for PostgreSQL and DuckDB."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from mtqg.registry import load_registry

MONTHS = tuple(f"{year}-{month:02d}" for year in range(2026, 2031) for month in range(1, 13))
DAY = date(2026, 9, 30)

#: One figure of a commune: whole numbers of the three places in their lists make it, the same in both databases.
FIGURES = """
    select indicators.code as indicator_code, '_T' as breakdown_code, communes.code as admin_unit_code,
        '{month}' as period_code, 'actual' as value_kind, communes.province_code as province_unit_code,
        cast((communes.no * 7919 + indicators.no * 104729 + {number} * 1299709) % 99991 as decimal(18, 6)) as observation_value
    from bench_communes as communes cross join bench_indicators as indicators
    order by communes.province_code, communes.no, indicators.no
"""
OBSERVATIONS = f"""
    insert into mart.fct_observations (indicator_code, breakdown_code, admin_unit_code, period_code, value_kind,
        province_unit_code, observation_value, reported_value, value_origin, observation_status, measure_unit_code, as_of_date,
        form_code, authority_rank, submission_id, sheet, cell_ref, submission_origin)
    select figures.*, observation_value, 'reported', 'final', 'HO',
        (to_date('{{month}}', 'YYYY-MM') + interval '1 month')::date - 1,
        'NTM-01', 10, province_unit_code || '.NTM-01.{{month}}.1', 'NTM-01', 'G' || right(admin_unit_code, 3), 'synthetic'
    from ({FIGURES}) as figures
"""
#: What the roll-ups of dbt hold for figures that add up: each province from its communes, then the country from the provinces.
_ROLLUP = """
    insert into mart.fct_rollups (indicator_code, breakdown_code, admin_unit_code, period_code, value_kind, province_unit_code,
        admin_unit_level, rollup_value, value_origin, computed_value, contributing_level, units_expected, units_reported,
        units_estimated, observation_status, measure_unit_code, as_of_date, is_month_figure, authority_rank, submission_origin)
    select indicator_code, breakdown_code, {unit}, period_code, value_kind, {unit}, '{level}', sum({value}), 'computed',
        sum({value}), '{below}', count(*), count(*), 0, 'final', min(measure_unit_code), max(as_of_date), true, 10, 'synthetic'
    from mart.{table}
    where period_code between '{{first}}' and '{{last}}'
    group by indicator_code, breakdown_code, {grouped}period_code, value_kind
"""
ROLLUPS = tuple(_ROLLUP.format(**one) for one in (
    {"unit": "province_unit_code", "grouped": "province_unit_code, ", "level": "province", "value": "observation_value",
     "below": "commune", "table": "fct_observations"},
    {"unit": "'VN'", "grouped": "", "level": "country", "value": "rollup_value", "below": "province", "table": "fct_rollups"}))


@dataclass(frozen=True)
class Facts:
    """`wanted` facts, as near as whole indicators come."""

    wanted: int

    @cached_property
    def communes(self) -> list[tuple[int, str, str]]:
        """(number, code, province) of every commune in force on 30/09/2026."""
        units = load_registry().units
        rows = [(one.admin_unit_code, province.admin_unit_code) for province in units.provinces(DAY)
                for one in units.under(province.admin_unit_code, DAY, "commune")]
        return [(number, *codes) for number, codes in enumerate(rows)]

    @cached_property
    def indicators(self) -> list[tuple[int, str]]:
        """(number, code) of indicators that add up."""
        codes = sorted(code for code, one in load_registry().indicators.items() if one.admin_aggregation == "sum")
        return list(enumerate(codes[:max(1, round(self.wanted / len(self.communes) / len(MONTHS)))]))

    @property
    def provinces(self) -> list[str]:
        return sorted({province for _, _, province in self.communes})

    def write_lists(self, cursor: Any, mark: str) -> None:
        """The session has tables bench_communes and bench_indicators; `mark` stands for a value in the database's SQL."""
        cursor.execute("create temp table bench_communes (no integer, code text, province_code text)")
        cursor.execute("create temp table bench_indicators (no integer, code text)")
        cursor.executemany(f"insert into bench_communes values ({mark}, {mark}, {mark})", self.communes)
        cursor.executemany(f"insert into bench_indicators values ({mark}, {mark})", self.indicators)
