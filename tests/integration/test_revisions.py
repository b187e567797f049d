"""What was known when, on a real PostgreSQL: every figure ever accepted, and any moment reprinted exactly."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import psycopg
import pytest
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.quality import Verdict
from mtqg.store import verdicts
from mtqg.store.checksums import past_beside_cells
from tests.integration.beginnings import begin_with_hand_made_rows
from tests.integration.built_warehouse import ask, build, checksum
from tests.integration.hand_made_rows import NOW, XA_1, XA_2, communes, fact, money, send

pytestmark = pytest.mark.slow

SHARED = """indicator_code, breakdown_code, admin_unit_code, period_code, value_kind, province_unit_code, observation_value,
    reported_value, numerator_value, denominator_value, value_origin, observation_status, value_qualifier, measure_unit_code,
    as_of_date, form_code, authority_rank, submission_id, sheet, cell_ref, submission_origin"""
CAPITAL = """admin_unit_code, component_code, capital_source_code, plan_year, origin_year, period_code, value_kind,
    province_unit_code, programme_code, planned_amount, allocated_amount, carried_over_amount, disbursed_cumulative_amount,
    disbursed_carried_over_amount, cancelled_amount, as_of_date, submission_id, sheet, cell_ref, submission_origin"""
YEAR_END = date(2024, 12, 31)
#: What fct_capital held at each moment.
capital_then: dict[datetime, list[dict]] = {}


def hours(n: float) -> datetime:
    return NOW + timedelta(hours=n)


def known(at: datetime) -> list[dict]:
    return ask(f"select {SHARED} from mart.observations_as_of(%s) order by 1, 2, 3, 4, 5", at)


def in_force() -> list[dict]:
    return ask(f"select {SHARED} from mart.fct_observations order by 1, 2, 3, 4, 5")


def capital() -> list[dict]:
    return ask(f"select {CAPITAL} from mart.fct_capital order by 1, 2, 3, 4, 5, 6, 7")


def of_year_2022(source: str, period: str, value: float, at: datetime, day: date) -> None:
    """A report of the province, of this day, that also states the year 2022."""
    unit = f"63-P-{source[:2]}"
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        send(db, source, "TH-01", unit, period, [
            fact("NTM.XA_DC", value, unit, "2022", as_of_date=date(2022, 12, 31)),
            fact("CT.XA", 100, unit, "2022", as_of_date=date(2022, 12, 31)),
            fact("NTM.XA_DC", value, unit, period)], at=at, day=day)


def of_equal_authority() -> None:
    """Thanh Hóa's two reports came in the order of their days, Quảng Nam's the other way round, Kon Tum's were judged at once."""
    june, december = ("2024-06", 61, date(2024, 6, 30)), ("2024-12", 62, YEAR_END)
    for source, came in {"38-CB": {3.1: june, 3.3: december}, "49-CB": {3.1: december, 3.3: june}}.items():
        for hour, (period, value, day) in came.items():
            of_year_2022(source, period, value, hours(hour), day)
    for period, value, day in (june, december, ("2024-01--2024-12", 63, YEAR_END)):     # of one day: the month's counts
        of_year_2022("62-CB", period, value, hours(3.3), day)


@pytest.fixture(scope="module")
def moments(postgres_server) -> Iterator[dict[datetime, list[dict]]]:
    """Moments, and what fct_observations held then: first deliveries, a revision, a rejection of it, reports of equal rank."""
    begin_with_hand_made_rows()
    seen: dict[datetime, list[dict]] = {}

    def at(moment: datetime) -> None:
        build(now=moment)
        seen[moment], capital_then[moment] = in_force(), capital()

    seen[hours(0.5)], capital_then[hours(0.5)] = in_force(), capital()
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        send(db, "62-VP", "NTM-01", "63-P-62", "2024-Q4", communes((XA_1, 1), (XA_2, 1)), revision=2, at=hours(1), day=YEAR_END)
        send(db, "04-TC", "VON-01", "34-P-04", "2026-09",
             money("HN2635-HP1", "NSTW-SN-TN", 2026, kh_giao=250e9, phan_bo=160e9, gn_lk=90e9), revision=2, at=hours(1))
    at(hours(1.5))
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        name = send(db, "62-CB", "TH-01", "63-P-62", "2023-10", [fact("NTM.XA_DC", 43, "63-P-62", "2023-10"),
                                                               fact("CT.XA", 85, "63-P-62", "2023-10")],
                    revision=2, at=hours(2), day=date(2023, 10, 23))
    at(hours(2.5))
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        verdicts.give_verdict(db, name, Verdict("rejected"), [], reason="rules changed", run_id="test", registry_version="test",
                              now=hours(3))
        send(db, "62-VP", "TH-01", "63-P-62", "2024-Q4", [fact("NTM.XA_DC", 0, XA_1, "2024-Q4")], at=hours(3), day=YEAR_END)
    of_equal_authority()
    at(hours(3.5))
    yield seen


def test_every_moment_is_reprinted_exactly(moments):
    for moment, stood in moments.items():
        assert known(moment) == stood
    assert known(NOW - timedelta(days=1)) == []
    assert len({len(stood) for stood in moments.values()}) > 1


def test_every_line_of_capital_is_reprinted_as_it_stood(moments):
    """The second report of 04-TC names one line of the five of the first."""
    for moment, stood in capital_then.items():
        assert ask(f"select {CAPITAL} from mart.capital_as_of(%s) order by 1, 2, 3, 4, 5, 6, 7", moment) == stood
    assert [len(stood) for stood in capital_then.values()] == [5, 1, 1, 1]
    assert ask("select count(*) as n from mart.capital_as_of(%s)", NOW - timedelta(days=1)) == [{"n": 0}]
    rows = ask("""select planned_amount::int8, known_from, known_to from mart.fct_capital_revisions
                  where component_code = 'HN2635-HP1' and capital_source_code = 'NSTW-SN-TN' and origin_year = 2026
                  order by known_from""")
    assert [tuple(row.values()) for row in rows] == [(200_000_000_000, NOW, hours(1)), (250_000_000_000, hours(1), None)]


def test_a_rejected_revision_gives_the_earlier_figures_back_and_stays_on_record(moments):
    rows = ask("""select submission_id, figure_value, known_from, known_to from mart.fct_observation_revisions
                  where indicator_code = 'NTM.XA_DC' and admin_unit_code = '63-P-62' and period_code = '2023-10'
                  order by known_from""")
    assert [tuple(row.values())[1:] for row in rows] == [
        (42, NOW, hours(2)), (43, hours(2), hours(3)), (42, hours(3), None)]


def test_a_moment_between_two_builds_is_that_of_the_verdict(moments):
    assert known(hours(1)) == moments[hours(1.5)]
    assert known(hours(1) - timedelta(microseconds=1)) == moments[hours(0.5)]


def test_what_stands_behind_a_form_of_lower_rank_is_kept(moments):
    rows = ask("""select form_code, figure_value, known_to from mart.fct_observation_revisions where indicator_code = 'NTM.XA_DC'
                  and admin_unit_code = %s and period_code = '2024-Q4' and known_to is null order by form_code""", XA_1)
    assert [tuple(row.values()) for row in rows] == [("NTM-01", 1, None), ("TH-01", 0, None)]
    assert {row["form_code"] for row in moments[hours(3.5)] if row["admin_unit_code"] == XA_1} == {"NTM-01"}


def stated_of_2022(figures: list[dict]) -> dict[str, tuple[float, str]]:
    """Province -> the communes of 2022 and the period of the report that says so."""
    return {row["admin_unit_code"]: (float(row["observation_value"]), row["submission_id"].split(".")[2]) for row in figures
            if (row["indicator_code"], row["period_code"], row["value_kind"]) == ("NTM.XA_DC", "2022", "actual")}


def test_of_equal_authority_the_report_of_the_later_day_is_in_force_in_whatever_order_they_came(moments):
    assert stated_of_2022(moments[hours(3.5)]) == {f"63-P-{code}": (62, "2024-12") for code in ("38", "49", "62")}
    assert stated_of_2022(known(hours(3.2))) == {"63-P-38": (61, "2024-06"), "63-P-49": (62, "2024-12")}
    one, other = ({(row["indicator_code"], row["period_code"], row["observation_value"], row["submission_id"][2:])
                   for row in moments[hours(3.5)] if row["admin_unit_code"] == unit and "2024-" in row["submission_id"]}
                  for unit in ("63-P-38", "63-P-49"))
    assert one == other


def rows_as_written() -> dict[tuple, tuple[str, datetime | None, str]]:
    """Key of each revision -> the transaction that wrote the row, its end, and all the rest of it."""
    return {tuple(row["key"]): (row["written"], row["known_to"], str(row["rest"])) for row in ask("""
        select array[indicator_code, breakdown_code, admin_unit_code, period_code, value_kind, submission_id, known_from::text]
            as key, xmin::text as written, known_to, to_jsonb(revisions) - 'known_to' as rest
        from mart.fct_observation_revisions as revisions""")}


def test_no_row_is_ever_rewritten_except_to_close_it(moments):
    before = rows_as_written()
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        send(db, "62-VP", "NTM-01", "63-P-62", "2024-Q4", communes((XA_1, 0)), revision=3, at=hours(6), day=YEAR_END)
    build(now=hours(6.5))
    after = rows_as_written()
    assert before.keys() <= after.keys()
    changed = [key for key in before if after[key] != before[key]]
    assert len(changed) == 6
    assert {key[5] for key in changed} == {"62-VP.NTM-01.2024-Q4.2"}
    assert {(before[key][1], after[key][1]) for key in changed} == {(None, hours(6))}
    assert all(before[key][2] == after[key][2] for key in changed)


def test_a_past_that_somebody_rewrote_is_named_by_its_slice(moments):
    with psycopg.connect(settings.dsn("postgres", settings.DATABASE), row_factory=dict_row) as db:
        assert past_beside_cells(db) == {}
        db.execute("""update mart.fct_observation_revisions set figure_value = 43, reported_value = 43
                      where submission_id = '62-CB.TH-01.2023-10.1' and indicator_code = 'NTM.XA_DC' and known_to is not null""")
        [(where, (rows, as_read))] = past_beside_cells(db).items()
        assert where == ("mart.fct_observation_revisions", "63-P-62", "2023-10")
        assert (rows - as_read, as_read > 0) == (1, True)
        db.rollback()


def test_all_of_it_can_be_made_again_from_the_ledger(moments):
    before = checksum()
    with psycopg.connect(settings.dsn("mtqg_transformer")) as db:
        db.execute("truncate mart.fct_observation_revisions, mart.fct_capital_revisions")
    build(full=True, now=hours(7))
    assert checksum() == before
