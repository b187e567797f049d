"""The reference lists of dbt_project/seeds/, each read when first asked for."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path

from mtqg.registry.admin_units import AdminUnits
from mtqg.registry.aliases import Aliases
from mtqg.registry.corrections import Correction
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
from mtqg.registry.seeds import read_csv, read_rows, require_unique
from mtqg.registry.series import SeriesBreak, read_commune_breaks, read_series_breaks
from mtqg.registry.waivers import Waiver


class SeedLists:
    """What stands in the CSV files under `seeds`: codes and what they mean, units, holidays, and what was signed."""

    seeds: Path

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

    def programmes_in_force(self, day: date) -> list[Programme]:
        """Programmes, phases and components in force on the day, in the order of their forms."""
        found = [p for p in self.programmes.values() if p.valid_from <= day and (p.valid_to is None or day <= p.valid_to)]
        return sorted(found, key=lambda row: row.sort_order)
