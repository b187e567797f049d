"""Figures on the map of 63 and of 34, on a real PostgreSQL: Đắk Lắk before and after, overlaps, divided communes, refusals."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.registry import Registry
from mtqg.store.checksums import slices_of_marts
from tests.conftest import empty_warehouse
from tests.integration.built_warehouse import ask, build, figure
from tests.integration.hand_made_rows import fact, fill, send

pytestmark = pytest.mark.slow

DIVIDED = "63-C-00130"                       # phường Gia Thụy: shared equally by two new communes
HUE, OLD_NAME = "34-P-46", "63-C-19981"      # phường Thủy Bằng: now a third of phường Thủy Xuân, 34-C-19813
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


def test_a_divided_commune_is_shared_equally_and_says_so(built):
    rows = ask("""select restated_value, is_exact, is_break, allocation_basis from mart.fct_restated_observations
                  where geography = '34' and period_code = '2024-Q4' and indicator_code = 'GN.HN' and admin_unit_level = 'commune'
                  and province_unit_code = '34-P-01'""")
    assert [tuple(row.values()) for row in rows] == [(3.5, False, True, "equal_share")] * 2


def test_communes_of_the_34_add_up_to_an_old_province(built):
    with psycopg.connect(settings.dsn("mtqg_transformer"), row_factory=dict_row) as db:
        rows = db.execute("""select target_unit_code, array_agg(admin_unit_code order by admin_unit_code) as units
            from intermediate.int_restatement_paths where geography = '63' and target_unit_code in (%s, %s)
            and admin_unit_level = 'commune' group by 1""", [OLD_66, OLD_54]).fetchall()
    units = {row["target_unit_code"]: row["units"] for row in rows}
    assert len(units[OLD_66]) + len(units[OLD_54]) == 102
    figures = [fact("GN.HN", number, unit, "2026") for code in units for number, unit in enumerate(units[code], 1)]
    communes("66-VP", NEW_66, "2026", date(2026, 12, 31), figures)
    build()
    for code, members in units.items():
        found = on_map("63", "GN.HN", code, "2026")
        assert found["restated_value"] == sum(range(1, len(members) + 1))
        assert (found["units_reported"], found["units_expected"]) == (len(members), len(members))
        assert (found["allocation_basis"], found["is_exact"], found["is_break"]) == ("communes_summed", True, True)


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
