"""Figures on the map of 63 and of 34, on a real PostgreSQL: Đắk Lắk before and after, overlaps, divided communes, refusals."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.lineage import is_broken, trace
from mtqg.registry import Registry
from mtqg.store.checksums import slices_of_marts
from tests.conftest import empty_warehouse
from tests.integration.built_warehouse import ask, build, figure
from tests.integration.hand_made_rows import fact, fill, send

pytestmark = pytest.mark.slow

DIVIDED = "63-C-00130"                       # phường Gia Thụy: shared equally by two new communes
HUE, OLD_NAME = "34-P-46", "63-C-19981"      # phường Thủy Bằng: now a third of phường Thủy Xuân, 34-C-19813
TUY_HOA, PART_OF_TUY_HOA, OTHER_OF_PHU_YEN, OF_DAK_LAK = "34-C-22015", "63-C-22018", "63-C-22054", "34-C-24121"
OLD_66, OLD_54, NEW_66 = "63-P-66", "63-P-54", "34-P-66"


def stands(unit: str, period: str, day: date, revision: int = 1, **values: float) -> None:
    """The province reports these figures of TH-01; names of indicators have `_` for the point."""
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        send(db, f"{unit[:2]}.{unit[-2:]}-VP", "TH-01", unit, period,
             [fact(code.replace("_", ".", 1), value, unit, period) for code, value in values.items()], revision=revision, day=day)


def communes(source: str, province: str, period: str, day: date, figures: list[dict], revision: int = 1) -> None:
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        send(db, source, "NTM-01", province, period, figures, revision=revision, day=day)


def on_map(geography: str, indicator: str, unit: str, period: str) -> dict:
    return figure(indicator, unit, period, table="fct_restated_observations", geography=geography)


def refusals(geography: str, indicator: str, unit: str, period: str) -> list[str]:
    return [row["refused_reason"] for row in ask(
        """select refused_reason from mart.fct_refused_restatements where geography = %s and indicator_code = %s
           and admin_unit_code = %s and period_code = %s order by 1""", geography, indicator, unit, period)]


def traced(indicator: str, unit: str, period: str) -> tuple[str, bool]:
    """The lines of a trace, and whether it met with a file that is not as received."""
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        step = trace(db, {"indicator_code": indicator, "breakdown_code": "_T", "admin_unit_code": unit, "period_code": period,
                          "value_kind": "actual"})
    return "\n".join(step.lines()), is_broken(step)


@pytest.fixture(scope="module")
def built(postgres_server) -> Iterator[None]:
    empty_warehouse()
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        fill(db)
    before, after = date(2024, 12, 31), date(2025, 12, 31)
    stands(OLD_66, "2024", before, NTM_XA_DC=80, CT_XA=150, GN_GIAM_TL=1.5)
    stands(OLD_54, "2024", before, NTM_XA_DC=70, CT_XA=80, GN_GIAM_TL=1.1)
    stands(NEW_66, "2025", after, NTM_XA_DC=60, CT_XA=90, GN_GIAM_TL=1.2)
    for unit, value in ((OLD_66, 81), (OLD_54, 71), (NEW_66, 152)):
        stands(unit, "2025-06", date(2025, 6, 30), NTM_XA_DC=value)
    stands("63-P-38", "2024", before, NTM_XA_DC=300, GN_GIAM_TL=1.31)
    stands("34-P-38", "2025", after, NTM_XA_DC=120, GN_GIAM_TL=1.27)
    communes("01-VP", "63-P-01", "2024-Q4", before,
             [fact("GN.HN", 7, DIVIDED, "2024-Q4"), fact("CT.HO", 100, DIVIDED, "2024-Q4")])
    communes("46-VP", HUE, "2026-Q1", date(2026, 3, 31), [fact("CT.HO", value, unit, "2026-Q1") for unit, value in (
        ("34-C-19774", 500), ("34-C-19804", 200), (OLD_NAME, 30), ("63-C-19803", 90))])
    communes("66-VP", NEW_66, "2026-Q2", date(2026, 6, 30), [
        *(fact("CT.HO", value, unit, "2026-Q2") for unit, value in (
            (TUY_HOA, 400), (PART_OF_TUY_HOA, 90), (OTHER_OF_PHU_YEN, 30), (OF_DAK_LAK, 1000))),
        *(fact("NTM.TNBQ", value, unit, "2026-Q2") for unit, value in ((TUY_HOA, 60e6), (OF_DAK_LAK, 40e6))),
        *(fact("CT.KHAU_NT", value, unit, "2026-Q2") for unit, value in ((TUY_HOA, 3000), (OF_DAK_LAK, 1000)))])
    build()
    yield


def test_dak_lak_before_and_after_is_no_silent_line(built):
    before, after = on_map("34", "NTM.XA_DC", NEW_66, "2024"), on_map("34", "NTM.XA_DC", NEW_66, "2025")
    assert (before["restated_value"], before["is_break"], before["is_exact"]) == (150, True, True)
    assert before["allocation_basis"] == "whole"
    assert (before["units_reported"], before["units_expected"], before["reported_geography"]) == (2, 2, "63")
    assert (after["restated_value"], after["is_break"], after["allocation_basis"]) == (60, False, "as_reported")
    assert on_map("63", "NTM.XA_DC", OLD_66, "2024")["restated_value"] == 80
    assert on_map("63", "NTM.XA_DC", OLD_66, "2025") == {}
    assert refusals("63", "NTM.XA_DC", OLD_66, "2025") == ["merged_total"] == refusals("63", "NTM.XA_DC", OLD_54, "2025")


def test_rates_come_from_their_parts_and_differences_are_refused(built):
    rate = on_map("34", "NTM.TL_XA_DC", NEW_66, "2024")
    assert (float(rate["restated_value"]), rate["numerator_value"], rate["denominator_value"]) == (65.217391, 150, 230)
    assert on_map("34", "GN.GIAM_TL", NEW_66, "2024") == {}
    assert refusals("34", "GN.GIAM_TL", NEW_66, "2024") == ["not_additive"]


def test_a_province_that_did_not_change_goes_both_ways_unbroken(built):
    there, back = on_map("34", "GN.GIAM_TL", "34-P-38", "2024"), on_map("63", "GN.GIAM_TL", "63-P-38", "2025")
    assert (float(there["restated_value"]), there["is_break"], there["is_exact"]) == (1.31, False, True)
    assert (float(back["restated_value"]), back["is_break"], back["is_exact"]) == (1.27, False, True)
    assert refusals("63", "NTM.XA_DC", "63-P-38", "2025") == []


def test_an_overlap_counts_once_on_each_map_and_in_the_country(built):
    assert on_map("34", "NTM.XA_DC", NEW_66, "2025-06")["restated_value"] == 152
    assert refusals("34", "NTM.XA_DC", NEW_66, "2025-06") == ["own_figure_counts"]
    assert [on_map("63", "NTM.XA_DC", unit, "2025-06")["restated_value"] for unit in (OLD_66, OLD_54)] == [81, 71]
    assert figure("NTM.XA_DC", "VN", "2025-06", table="fct_rollups")["rollup_value"] == 152


def test_an_old_name_after_the_reform_counts_in_its_province_and_stands_on_the_map_of_today(built):
    recorded, stands_now = figure("CT.HO", OLD_NAME, "2026-Q1"), on_map("34", "CT.HO", "34-C-19813", "2026-Q1")
    assert (recorded["observation_value"], recorded["province_unit_code"]) == (30, HUE)
    assert (stands_now["restated_value"], stands_now["reported_geography"], stands_now["allocation_basis"]) == (30, "63", "whole")
    assert (stands_now["units_reported"], stands_now["is_break"]) == (1, True)


def test_where_the_commune_of_today_reports_too_its_former_part_is_not_counted_again(built):
    province = figure("CT.HO", HUE, "2026-Q1", table="fct_rollups")
    assert (province["rollup_value"], province["units_reported"]) == (500 + 200 + 30, 3)
    assert on_map("34", "CT.HO", "34-C-19804", "2026-Q1")["restated_value"] == 200
    assert figure("CT.HO", "VN", "2026-Q1", table="fct_rollups")["rollup_value"] == 730


def test_old_names_after_the_reform_count_in_the_old_province_on_its_map_once(built):
    phu_yen, dak_lak = (on_map("63", "CT.HO", unit, "2026-Q2") for unit in (OLD_54, OLD_66))
    assert (phu_yen["restated_value"], phu_yen["units_reported"], phu_yen["allocation_basis"]) == (400 + 30, 2, "communes_summed")
    assert (dak_lak["restated_value"], dak_lak["units_reported"], dak_lak["is_break"]) == (1000, 1, True)
    assert figure("CT.HO", NEW_66, "2026-Q2", table="fct_rollups")["rollup_value"] == 1430


def test_a_restated_figure_is_traced_through_the_other_map_to_its_cells(built):
    merged, _ = traced("NTM.TL_XA_DC", NEW_66, "2024")
    assert ("= 65.217391 PHAN_TRAM [đưa về bản đồ 34 tỉnh | restated on the map of 34: whole, chính xác | exact; "
            "2/2 đơn vị | units]") in merged
    assert "formula: NTM.XA_DC / CT.XA = 150 / 230 [phiên bản | version 1" in merged
    for unit, cell in ((OLD_66, "TH-01!G1: '80' = 80"), (OLD_54, "TH-01!G1: '70' = 70"), (OLD_54, "TH-01!G2: '80' = 80")):
        assert f" {unit} 2024 actual = " in merged
        assert cell in merged
    [divided] = {row["admin_unit_code"] for row in ask(
        """select max(admin_unit_code) as admin_unit_code from mart.fct_restated_observations where geography = '34'
           and period_code = '2024-Q4' and indicator_code = 'GN.HN' and province_unit_code = '34-P-01'
           and admin_unit_level = 'commune'""")}
    shared, _ = traced("GN.HN", divided, "2024-Q4")
    assert "equal_share, phân bổ | apportioned" in shared
    assert f"{DIVIDED} 2024-Q4 actual = 7 HO [reported, final, tính đến | as of 2024-12-31] x 1/2" in shared


def test_a_weighted_mean_is_traced_to_its_values_and_to_its_weights(built):
    income, _ = traced("NTM.TNBQ", NEW_66, "2026-Q2")
    assert "= 55000000 DONG_NGUOI_NAM [gộp từ cấp dưới | rolled up, computed; 2/" in income
    assert "formula: value x weight / CT.KHAU_NT = 220000000000 / 4000" in income
    assert "weighted mean of 2 figures in force below" in income
    assert f"{OF_DAK_LAK} 2026-Q2 actual = 40000000" in income
    assert f"{TUY_HOA} 2026-Q2 actual = 3000" in income


def test_a_figure_of_old_names_is_traced_to_those_that_it_counts(built):
    today, _ = traced("CT.HO", HUE, "2026-Q1")
    assert "= 730 HO" in today
    assert "sum of 3 figures in force below" in today
    assert f"{OLD_NAME} 2026-Q1 actual = 30" in today
    assert "63-C-19803" not in today                                   # its commune of today has the figure
    before, _ = traced("CT.HO", OLD_54, "2026-Q2")
    assert "restated on the map of 63: communes_summed" in before
    assert f"{OTHER_OF_PHU_YEN} 2026-Q2 actual = 30" in before
    assert f"{TUY_HOA} 2026-Q2 actual = 400" in before
    assert PART_OF_TUY_HOA not in before


def test_a_divided_commune_is_shared_equally_and_says_so(built):
    rows = ask("""select restated_value, is_exact, is_break, allocation_basis from mart.fct_restated_observations
                  where geography = '34' and period_code = '2024-Q4' and indicator_code = 'GN.HN' and admin_unit_level = 'commune'
                  and province_unit_code = '34-P-01'""")
    assert [tuple(row.values()) for row in rows] == [(3.5, False, True, "equal_share")] * 2


def test_communes_of_the_34_add_up_to_an_old_province(built):
    with psycopg.connect(settings.dsn("mtqg_transformer"), row_factory=dict_row) as db:
        rows = db.execute("""select target_unit_code, array_agg(admin_unit_code order by admin_unit_code) as units
            from intermediate.int_restatement_paths where geography = '63' and target_unit_code in (%s, %s)
            and admin_unit_code like '34-C-%%' group by 1""", [OLD_66, OLD_54]).fetchall()
    units = {row["target_unit_code"]: row["units"] for row in rows}
    assert len(units[OLD_66]) + len(units[OLD_54]) == 102
    figures = [fact("GN.HN", number, unit, "2026") for code in units for number, unit in enumerate(units[code], 1)]
    communes("66-VP", NEW_66, "2026", date(2026, 12, 31), figures)
    communes("79-VP", "34-P-79", "2026", date(2026, 12, 31), [fact("GN.HN", 5, "34-C-26740", "2026")])
    build()
    for code, members in units.items():
        found = on_map("63", "GN.HN", code, "2026")
        assert found["restated_value"] == sum(range(1, len(members) + 1))
        assert (found["units_reported"], found["units_expected"]) == (len(members), len(members))
        assert (found["allocation_basis"], found["is_exact"], found["is_break"]) == ("communes_summed", True, True)


def test_a_national_trace_looks_at_the_files_of_every_province_however_many_communes_come_first(built):
    country, broken = traced("GN.HN", "VN", "2026")
    assert "sum of 2 provinces" in country
    assert "NTM-01!G1: '5' = 5" in country
    assert "… còn 96 số | and 96 more" in country
    assert not broken
    with psycopg.connect(settings.dsn("postgres", settings.DATABASE)) as db:
        db.execute("update control.submissions set landing_path = 'lost.xlsx' where submission_id = '79-VP.NTM-01.2026.1'")
    country, broken = traced("GN.HN", "VN", "2026")
    assert "THE ARCHIVED FILE IS GONE" in country
    assert broken


def test_the_reports_begin_a_merged_province_anew_and_carry_an_unchanged_one_on(built):
    rows = ask("""select admin_unit_code, comparable_from, is_break from mart.rpt_accumulated_figures
                  where (admin_unit_code, indicator_code) in (
                      ('34-P-66', 'CT.XA'), ('34-P-38', 'GN.GIAM_TL'), ('63-P-66', 'CT.XA'))
                  and period_code in ('2024', '2025') and value_origin <> 'derived' order by 1""")
    assert [tuple(row.values()) for row in rows] == [
        ("34-P-38", date(2022, 1, 1), False), (NEW_66, date(2025, 7, 1), True), (OLD_66, date(2004, 1, 1), False)]


@pytest.fixture(scope="module")
def edited(built, tmp_path_factory) -> Iterator[str]:
    """A copy of the project whose crosswalk divides the commune 3 : 1 is the one in force from here on; its seeds' version."""
    copy, made = tmp_path_factory.mktemp("edited") / "project", shutil.ignore_patterns("target", "logs", "__pycache__")
    for folder in ("expectations", "dbt_project"):
        shutil.copytree(settings.project_root() / folder, copy / folder, ignore=made)
    version = Registry(copy / "expectations", copy / "dbt_project" / "seeds").seeds_version
    with psycopg.connect(settings.dsn("mtqg_loader")) as db:
        db.execute("update control.builds set seeds_version = %s", [version])        # what was built so far
    crosswalk = copy / "dbt_project" / "seeds" / "admin_unit_crosswalk.csv"
    lines = crosswalk.read_text(encoding="utf-8").splitlines(keepends=True)
    for number, share in zip([at for at, line in enumerate(lines) if DIVIDED in line and ",1,2,0," in line], "31", strict=True):
        lines[number] = lines[number].replace(",1,2,0,", f",{share},4,0,")
    crosswalk.write_text("".join(lines), encoding="utf-8")
    changed = Registry(copy / "expectations", copy / "dbt_project" / "seeds").seeds_version
    assert changed != version
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "project_root", lambda: copy)
        yield changed


def shares() -> list[float]:
    """What the two new communes hold of the divided one."""
    return [float(row["restated_value"]) for row in ask(
        """select restated_value from mart.fct_restated_observations where geography = '34' and period_code = '2024-Q4'
           and indicator_code = 'GN.HN' and admin_unit_level = 'commune' and province_unit_code = '34-P-01' order by 1""")]


def test_an_edit_of_the_crosswalk_redoes_what_it_touches_and_nothing_else(edited):
    def others() -> list[dict]:
        return ask("select f::text as row from mart.fct_restated_observations f where province_unit_code <> '34-P-01' order by 1")

    before = others()
    assert "admin_unit_crosswalk" in build(seeds=edited)                              # from raw, without being told
    assert shares() == [1.75, 5.25]
    assert others() == before


def test_late_figures_after_the_edit_redo_what_they_touch_and_equal_a_build_from_raw(edited):
    stands(OLD_54, "2024", date(2024, 12, 31), revision=2, NTM_XA_DC=72, CT_XA=80)
    communes("01-VP", "63-P-01", "2024-Q4", date(2024, 12, 31), [
        fact("GN.HN", 9, DIVIDED, "2024-Q4"), fact("CT.HO", 100, DIVIDED, "2024-Q4")], revision=2)
    assert "admin_unit_crosswalk" not in build(seeds=edited)
    assert on_map("34", "NTM.XA_DC", NEW_66, "2024")["restated_value"] == 152
    assert refusals("34", "GN.GIAM_TL", NEW_66, "2024") == ["not_additive"]
    assert shares() == [2.25, 6.75]
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        changed = slices_of_marts(db)
    assert {table for table, _, _ in changed} >= {"mart.fct_restated_observations", "mart.fct_refused_restatements"}
    build(full=True, seeds=edited)
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        assert slices_of_marts(db) == changed
