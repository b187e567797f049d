"""What rules compare a report with (sql/045_comparison.sql): the last day of a period, breaks of series, blocks in force."""

from __future__ import annotations

import pytest
from sending import Country

from mtqg.registry.periods import parse_period
from mtqg.store import connect
from mtqg.store.registry_tables import store_comparisons

pytestmark = pytest.mark.slow
PERIODS = ("2026", "2026-S1", "2026-S2", "2026-Q1", "2026-Q4", "2024-02", "2026-09", "2022-01--2022-08", "2022--2023")


@pytest.fixture
def country(registry, warehouse: str, rows_of) -> Country:
    with connect() as db:
        store_comparisons(db, registry)
    return Country(registry, warehouse, rows_of)


def test_a_period_ends_in_sql_when_it_ends_in_the_registry(warehouse):
    with connect() as db:
        said = db.execute("select code, control.period_end(code) as ends_on from unnest(%s::text[]) code", (list(PERIODS),))
        assert {row["code"]: row["ends_on"] for row in said} == {code: parse_period(code).end for code in PERIODS}


@pytest.mark.parametrize(("unit", "one", "other", "broken"), [
    ("34-P-48", "2025-12-31", "2026-02-14", {"plan_phase"}), ("34-P-48", "2026-02-14", "2026-02-15", {"commune_criteria"}),
    ("34-P-48", "2026-02-15", "2026-12-31", set()), ("34-P-48", "2026-12-31", "2027-12-31", {"poverty_standard"}),
    ("34-P-48", "2025-07-01", "2025-12-31", set()), ("63-P-36", "2024-08-31", "2024-09-01", {"communes"}),
    ("63-P-36", "2024-09-01", "2024-10-31", set()), ("63-P-02", "2024-08-31", "2024-09-01", set())])
def test_series_break_where_the_reference_lists_say(country, unit, one, other, broken):
    with connect() as db:
        found = db.execute("select control.breaks_between(%s::date, %s::date, %s) as series", (one, other, unit)).fetchone()
    assert set(found["series"]) == broken


def test_a_block_that_its_verdict_rejected_is_not_compared_with(country):
    before = country.send({"form": "GN-01", "period": "2025", "rows": {"A": {"cuoi_ky": 75, "nk_cuoi_ky": 300}}})
    now = country.send({"form": "GN-01", "period": "2026", "rows": {"A": {"dau_ky": 80, "nk_dau_ky": 310}}}, "received")
    assert [one.expected for one in country.judge("GN-01-R020", "GN-01", now)] == ["75", "300"]
    with connect() as db:
        persons = db.execute("select block_code from raw.reported_cells where submission_id = %s and column_key = 'nk_cuoi_ky'",
                             (before,)).fetchone()["block_code"]
        db.execute("update control.submissions set status = 'partially_accepted', blocks_left_out = %s where submission_id = %s",
                   ([persons], before))
    assert [one.expected for one in country.judge("GN-01-R020", "GN-01", now)] == ["75"]


def test_of_two_reports_that_share_a_slice_each_counts_with_its_block(country):
    first = country.send({"form": "GN-01", "period": "2025", "rows": {"A": {"cuoi_ky": 70, "nk_cuoi_ky": 300}}})
    later = country.send({"form": "GN-01", "period": "2025", "rows": {"A": {"cuoi_ky": 75, "nk_cuoi_ky": 999}}},
                         "partially_accepted", revision=2)
    now = country.send({"form": "GN-01", "period": "2026", "rows": {"A": {"dau_ky": 80, "nk_dau_ky": 310}}}, "received")
    with connect() as db:
        persons = db.execute("select block_code from raw.reported_cells where submission_id = %s and column_key = 'nk_cuoi_ky'",
                             (first,)).fetchone()["block_code"]
        db.execute("update control.submissions set blocks_in_force = %s where submission_id = %s", ([persons], first))
        db.execute("update control.submissions set blocks_left_out = %s where submission_id = %s", ([persons], later))
    assert [one.expected for one in country.judge("GN-01-R020", "GN-01", now)] == ["75", "300"]
