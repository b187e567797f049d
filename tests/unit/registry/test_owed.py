"""Which obligations a month counts, and the day on which they are due."""

import itertools
from datetime import date

import pytest

from mtqg.registry import load_registry
from mtqg.registry.owed import owed_in_month
from mtqg.registry.periods import parse_period

REGISTRY = load_registry()


def owed(month: str) -> dict[tuple[str, str], date]:
    end = parse_period(month).end
    return {(each.obligation.obligation_code, each.period_code): each.nominal_due
            for each in owed_in_month(REGISTRY.obligations, end)}


def test_december_counts_the_year_and_the_plan_of_the_next():
    assert owed("2024-12") == {
        ("VON-01-M", "2024-12"): date(2025, 1, 10), ("NTM-01-Q", "2024-Q4"): date(2025, 1, 15),
        ("OCOP-01-Q", "2024-Q4"): date(2025, 1, 15), ("DT-01-Q-63", "2024-Q4"): date(2025, 1, 15),
        ("VM-01-Q", "2024-Q4"): date(2025, 1, 10), ("GN-01-Y-CT-LD", "2024"): date(2024, 12, 19),
        ("GN-02-Y-LD", "2024"): date(2024, 12, 19), ("KH-01-Y", "2024"): date(2024, 1, 31),
        ("BTC-M09-Y-DT", "2024"): date(2023, 12, 31), ("BTC-M09-Y-DT", "2025"): date(2024, 12, 31)}


@pytest.mark.parametrize(("month", "is_counted"), [("2025-10", False), ("2025-11", True), ("2025-12", False)])
def test_a_preliminary_figure_counts_in_its_due_month_only(month, is_counted):
    assert (("GN-01-Y-SB-NN", "2025") in owed(month)) is is_counted


@pytest.mark.parametrize(("month", "is_counted"), [("2025-12", False), ("2026-01", True), ("2026-09", True), ("2026-12", True)])
def test_a_plan_counts_from_its_due_month_until_the_year_is_over(month, is_counted):
    assert (("KH-01-Y", "2026") in owed(month)) is is_counted


def test_every_form_but_the_summary_on_demand_is_owed_by_some_source():
    by_agency = {(source.agency_code, form) for source in REGISTRY.sources for form in source.form_codes}
    for form in REGISTRY.forms.values():
        rows = [row for row in REGISTRY.obligations.values() if row.form_code == form.form_code]
        assert rows and any((row.agency_code, row.form_code) in by_agency for row in rows), form.form_code


def test_sources_of_a_form_follow_each_other_without_a_day_between():
    for code in ("GN-01", "NTM-01", "VON-01"):
        for province in ("38", "40", "66"):
            spans = sorted((source.valid_from, source.valid_to) for source in REGISTRY.sources
                           if source.province_code == province and code in source.form_codes)
            assert spans[0][0] == date(2021, 1, 1) and spans[-1][1] is None
            for (_, end), (start, _) in itertools.pairwise(spans):
                assert end is not None and (start - end).days == 1
