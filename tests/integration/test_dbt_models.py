"""The dbt project on a real PostgreSQL: real published figures and a little synthetic money, from cells to reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from dbt.cli.main import dbtRunner
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.data_dictionary import read_marts
from mtqg.store import builds
from tests.integration.beginnings import begin_with_hand_made_rows
from tests.integration.built_warehouse import ask, build, checksum, figure
from tests.integration.hand_made_rows import NOW, XA_1, XA_2, XA_3, communes, fact, send
from tests.integration.reading_marts import Marts, Readers, marts, read_marts_at_once, reader

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(postgres_server) -> Iterator[dict[str, str]]:
    """A warehouse with three provinces' figures, with status by node of its first build."""
    yield begin_with_hand_made_rows()


def test_every_node_of_the_first_build_succeeds(built):
    assert {status for status in built.values()} <= {"success", "pass"}, built


def test_the_arithmetic_holds_case_by_case(built):
    answer = dbtRunner().invoke(["--quiet", "test", "--select", "test_type:unit"])
    assert answer.success, [(one.node.name, one.message) for one in answer.result if str(one.status) != "pass"]
    assert len(answer.result.results) >= 40


def test_every_mart_is_there_with_its_key_and_its_words(built):
    for mart in read_marts(settings.project_root() / "dbt_project" / "models"):
        twice = ask(f"select 1 from mart.{mart.name} group by {', '.join(mart.key)} having count(*) > 1 limit 1")
        assert not twice, f"{mart.name}: {mart.key}"
        columns = {row["name"]: row["words"] for row in ask("""
            select attname as name, col_description(attrelid, attnum) as words from pg_attribute
            where attrelid = %s::regclass and attnum > 0 and not attisdropped""", f"mart.{mart.name}")}
        if mart.name.startswith(("dim_", "fct_", "rpt_")):
            assert columns == {one.name: " | ".join(one.meaning) for one in mart.columns}, mart.name


def test_a_change_of_the_standard_breaks_the_series_of_poverty(built):
    versions = ask("select version_no, valid_from, is_break, standard_code from mart.dim_indicators "
                   "where indicator_code = 'GN.TL_HN' order by version_no")
    assert [tuple(row.values()) for row in versions] == [
        (1, date(2021, 1, 1), False, None), (2, date(2022, 1, 1), True, "CHUAN_2126"),
        (3, date(2027, 1, 1), True, "CHUAN_2730")]
    shown = ask("select period_code, comparable_from, is_break from mart.rpt_programme_scorecard where value_kind = 'actual' "
                "and (indicator_code, admin_unit_code) in (('GN.HO_THOAT', '63-P-62'), ('GN.TL_HN', '63-P-38')) "
                "and period_code in ('2022', '2023') and breakdown_code = '_T' order by period_code")
    assert {tuple(row.values()) for row in shown} == {
        ("2022", date(2022, 1, 1), True), ("2023", date(2022, 1, 1), False)}
    accumulated = ask("select period_code, comparable_from, is_break from mart.rpt_accumulated_figures "
                      "where (indicator_code, admin_unit_code) in (('GN.HO_THOAT', '63-P-62'), ('GN.TL_HN', '63-P-38')) "
                      "and value_kind = 'actual' and period_code in ('2022', '2023') and breakdown_code = '_T' order by 1")
    assert {tuple(row.values()) for row in accumulated} == {tuple(row.values()) for row in shown}


@pytest.mark.parametrize(("indicator", "unit", "period", "kind", "value", "reported", "origin"), [
    ("NTM.XA_DC", "63-P-62", "2023-10", "actual", 42, 42, "reported"),
    ("NTM.TL_XA_DC", "63-P-62", "2023-10", "actual", 49.411765, None, "computed"),
    ("NTM.TL_XA_DC", "63-P-49", "2023-10", "actual", 63.402062, 63.4, "computed"),
    ("GN.TL_HN", "63-P-38", "2023", "actual", 3.52, 3.52, "reported"),
    ("GN.HO_THOAT", "63-P-62", "2022", "actual", 6781, 6781, "reported"),
    ("GN.GIAM_TL", "63-P-62", "2022", "actual", 4.46, 4.46, "reported"),
    ("GN.SO_KH", "63-P-62", "2022", "actual", 111.5, 111.5, "reported"),
    ("DT.XA_RA", "63-P-62", "2023", "estimate", 5, 5, "reported"),
    ("OCOP.SP5_TN", "63-P-62", "2023-10", "pending", 6, 6, "reported"),
    ("GN.GIAM_TL", "63-P-62", "2023", "forecast", 4.04, 4.04, "reported"),
])
def test_the_published_figures_come_back(built, indicator, unit, period, kind, value, reported, origin):
    found = figure(indicator, unit, period, kind)
    assert (float(found["observation_value"]), found["value_origin"], found["submission_origin"]) == (value, origin, "published")
    assert (found["reported_value"] and float(found["reported_value"])) == reported
    assert found["observation_status"] == ("provisional" if kind in ("estimate", "forecast", "pending") else "final")


def test_value_kinds_are_kept_apart(built):
    assert figure("DT.XA_RA", "63-P-62", "2023") == {} == figure("GN.GIAM_TL", "63-P-62", "2023")


def test_money_of_the_province_counts_every_dong_once(built):
    amounts = {code: float(figure(code, "34-P-04", "2026-09")["observation_value"])
               for code in ("FN.KH_GIAO", "FN.KEODAI", "FN.TONG_KH", "FN.GN_LK", "FN.TL_GN_TONG", "FN.TL_GN_PB")}
    assert amounts == {"FN.KH_GIAO": 300e9, "FN.KEODAI": 20e9, "FN.TONG_KH": 320e9, "FN.GN_LK": 130e9,
                       "FN.TL_GN_TONG": 40.625, "FN.TL_GN_PB": 54.166667}
    rows = ask("select sum(planned_amount) as planned from mart.rpt_disbursement_progress where admin_unit_code = '34-P-04'")
    assert rows[0]["planned"] == 300_000_000_000


def test_the_sum_of_communes_stands_beside_what_the_province_states(built):
    found = figure("NTM.XA_DC", "63-P-62", "2024-Q4", table="fct_rollups")
    assert [int(found[name]) for name in ("rollup_value", "computed_value", "reported_value", "difference", "units_reported",
                                         "units_expected")] == [2, 2, 3, -1, 3, 85]
    rate = figure("NTM.TL_XA_DC", "63-P-62", "2024-Q4", table="fct_rollups")
    assert (float(rate["rollup_value"]), int(rate["numerator_value"]), int(rate["denominator_value"])) == (66.666667, 2, 3)
    assert int(figure("NTM.XA_DC", "63-D-608", "2024-Q4", table="fct_rollups")["rollup_value"]) == 1
    country = figure("NTM.XA_DC", "VN", "2023-10", table="fct_rollups")
    assert (int(country["rollup_value"]), country["units_reported"], country["units_expected"]) == (165, 2, 63)


def test_who_reported_names_what_is_missing_and_what_is_late(built):
    rows = ask("select source_code, outcome, due_date, days_late from mart.rpt_who_reported where form_code = 'VON-01'")
    assert {row["source_code"]: (row["outcome"], row["due_date"], row["days_late"]) for row in rows} == {
        "04-TC": ("late", date(2026, 10, 12), 4), "08-TC": ("missing", date(2026, 10, 12), 0)}


def test_a_revision_replaces_its_slice_and_equals_a_build_from_raw(built):
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        send(db, "62-VP", "NTM-01", "63-P-62", "2024-Q4", communes((XA_1, 1), (XA_2, 1)), revision=2, day=date(2024, 12, 31))
    assert "admin_units_63" not in build()
    assert figure("NTM.XA_DC", XA_3, "2024-Q4") == {} == figure("NTM.XA_DC", "63-D-610", "2024-Q4", table="fct_rollups")
    assert figure("NTM.XA_DC", "63-P-62", "2024-Q4", table="fct_rollups")["units_reported"] == 2
    changed, written = checksum(), ask("select array_agg(xmin::text order by xmin::text) as by from mart.fct_observations")
    build(full=True)
    assert checksum() == changed
    assert ask("select array_agg(xmin::text order by xmin::text) as by from mart.fct_observations") == written   # none anew


def kon_tum(db: psycopg.Connection, revision: int, *met: tuple[str, int]) -> None:
    send(db, "62-VP", "NTM-01", "63-P-62", "2024-Q4", communes(*met), revision=revision, day=date(2024, 12, 31))


def mixed_up(seen: list[Marts], states: list[Marts]) -> set[str]:
    """Marts that were seen otherwise than in the state to which most of the marts seen with them belong."""
    return {mine[0] for one in set(seen)
            for mine, whole in zip(one, max(states, key=lambda state: len(set(state) & set(one))), strict=True) if mine != whole}


def test_readers_under_load_see_the_marts_of_one_build_or_of_the_next_and_wait_for_none(built):
    states = [marts()]
    with Readers(2) as readers, psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        for revision, met in enumerate(([(XA_1, 0)], [(XA_2, 0), (XA_3, 1)]), 3):
            kon_tum(db, revision, *met)
            db.commit()
            build()
            states.append(marts())
        build(full=True)
        states.append(marts())
    assert not readers.faults
    print(f"{len(readers.seen)} readings, the longest {readers.longest_seconds:.2f} s")
    assert states[-1] == states[-2]
    assert len(set(states)) == 3
    assert len(set(readers.seen)) > 1
    assert mixed_up(readers.seen, states) == set()
    assert readers.longest_seconds < 10


def test_a_build_does_not_wait_for_a_reader_who_goes_on_seeing_what_he_saw(built):
    with reader() as connection, psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        before = read_marts_at_once(connection)
        oid = connection.execute("select 'mart.rpt_programme_scorecard'::regclass::oid").fetchone()
        kon_tum(db, 6, (XA_1, 1))
        db.commit()
        build()
        assert marts() != before == read_marts_at_once(connection)
        connection.rollback()
        assert connection.execute("select 'mart.rpt_programme_scorecard'::regclass::oid").fetchone() == oid


def test_a_build_whose_test_fails_has_changed_no_mart(built):
    before = marts()
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        send(db, "08-TC", "VON-01", "34-P-08", "2026-09", [fact(
            "FN.KH_GIAO", 1e9, "34-P-08", "2026-09", component_code="KHONG-CO", capital_source_code="NSTW", origin_year=2026)])
    ended = build()
    assert [name for name, status in ended.items() if status == "fail"] == ["figures_of_capital_have_a_known_component"]
    assert marts() == before
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        db.execute("update raw.reported_cells set component_code = 'HN2635' where component_code = 'KHONG-CO'")
    assert set(build().values()) <= {"success", "pass"}
    assert marts() != before
    assert ask("select planned_amount::int8 as planned from mart.fct_capital where admin_unit_code = '34-P-08'") == [
        {"planned": 1_000_000_000}]


#: What somebody writes past the models, and the test of dbt that says so.
TAMPERED = {
    "disbursement_never_falls_inside_a_plan_year": ("warn", """
        create temporary table line as select * from mart.fct_capital where admin_unit_code = '34-P-04' and origin_year = 2025;
        update line set period_code = '2026-10', disbursed_cumulative_amount = disbursed_cumulative_amount - 1;
        insert into mart.fct_capital select * from line"""),
    "carry_over_opens_with_at_most_what_the_year_before_left": ("warn", """
        update line set period_code = '2027-01', plan_year = 2027, carried_over_amount = 1000000000000;
        insert into mart.fct_capital select * from line"""),
    "capital_is_the_sum_of_its_natures_and_of_its_programmes": (
        "fail", """update intermediate.int_changed_capital set capital_source_code = 'NSTW-SN-TN', is_leaf = true;
        insert into intermediate.int_changed_capital_totals (indicator_code, admin_unit_code, period_code, value_kind, amount)
        select 'FN.KH_GIAO', admin_unit_code, period_code, value_kind, planned_amount + 1
        from intermediate.int_changed_capital"""),
    "what_is_added_up_says_its_coverage": (
        "fail", "update mart.fct_rollups set units_estimated = null where admin_unit_code = '63-P-62'"),
    "versions_of_a_code_share_no_day": ("fail", """
        create temporary table twice as select * from mart.dim_capital_sources where capital_source_code = 'DN';
        update twice set valid_from = valid_from + 1; insert into mart.dim_capital_sources select * from twice"""),
}


def test_what_breaks_an_invariant_is_named_by_its_test(built):
    with psycopg.connect(settings.dsn("mtqg_transformer")) as db:
        for _, statements in TAMPERED.values():
            db.execute(statements)
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        opened = builds.open_build(db, "test", "r", "s", NOW, full=True)
    answer = dbtRunner().invoke(["--quiet", "test", "--select", *TAMPERED])
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        builds.fail_build(db, opened["build_id"], NOW, "only its tests were run")
    ended = {one.node.name: str(one.status) for one in answer.result if one.node.resource_type == "test"}
    assert ended == {name: status for name, (status, _) in TAMPERED.items()}
