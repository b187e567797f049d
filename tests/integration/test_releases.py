"""Releases on a real PostgreSQL: frozen, listed, compared with the submission that caused each change, never altered."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from click.testing import CliRunner
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.cli import main
from mtqg.releasing import ReleaseRefused, compare_releases, list_releases, release_month
from tests.integration.beginnings import begin_with_hand_made_rows
from tests.integration.built_warehouse import ask, build
from tests.integration.hand_made_rows import NOW, money, send

pytestmark = pytest.mark.slow

MONTH = "2026-09"


@pytest.fixture(scope="module")
def released(postgres_server) -> Iterator[dict]:
    """A warehouse whose month is closed and was released once."""
    begin_with_hand_made_rows()
    with pytest.raises(ReleaseRefused, match="not closed"):
        release_month(MONTH, "too-early", NOW)
    with psycopg.connect(settings.dsn("mtqg_loader")) as db:
        db.execute("update control.refreshes set closed_at = %s", [NOW])
    yield release_month(MONTH, "2026-09.1", NOW + timedelta(hours=1))


def figures(name: str) -> list[dict]:
    return ask("select * from mart.release_figures where release_name = %s order by 1, 2, 3, 4, 5, 6", name)


def test_a_release_holds_what_is_in_force(released):
    assert released["n_figures"] == len(figures("2026-09.1")) > 10
    country = ask("select released_value from mart.release_figures where indicator_code = 'FN.GN_LK' and admin_unit_code = 'VN'")
    assert country == [{"released_value": 130_000_000_000}]


def test_a_name_is_used_once_and_a_month_waits_for_its_build(released):
    with pytest.raises(ReleaseRefused, match="taken"):
        release_month(MONTH, "2026-09.1", NOW)
    with pytest.raises(ReleaseRefused, match="a name has letters"):
        release_month(MONTH, "../2026 09", NOW)
    with pytest.raises(ReleaseRefused, match="such as 2026-09"):
        release_month("2026-Q3", "quarter", NOW)


def test_a_later_correction_leaves_it_as_it_was_and_the_comparison_names_the_cause(released):
    before = figures("2026-09.1")
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        cause = send(db, "04-TC", "VON-01", "34-P-04", MONTH, money(
            "HN2635-HP1", "NSTW-SN-TN", 2026, kh_giao=300e9, phan_bo=240e9, gn_lk=150e9), revision=2, at=NOW + timedelta(hours=2))
    with pytest.raises(ReleaseRefused, match="wait for a build"):
        release_month(MONTH, "2026-09.2", NOW + timedelta(hours=3))
    build(now=NOW + timedelta(hours=3))
    release_month(MONTH, "2026-09.2", NOW + timedelta(hours=4))
    assert figures("2026-09.1") == before
    assert [row["is_intact"] for row in list_releases()] == [True, True]
    changed = {(row["admin_unit_code"], row["indicator_code"]): row for row in compare_releases("2026-09.1", "2026-09.2").changes}
    for unit in ("VN", "34-P-04"):
        row = changed[unit, "FN.GN_LK"]
        assert (row["value_before"], row["value_after"], row["difference"]) == (130e9, 150e9, 20e9)
        assert row["submission_ids"] == [cause]
    gone = changed["34-P-04", "FN.KEODAI"]
    assert (gone["value_before"], gone["value_after"], gone["submission_ids"]) == (20e9, None, ["04-TC.VON-01.2026-09.1"])
    assert changed["34-P-04", "FN.TL_GN_PB"]["submission_ids"] == [cause]
    assert ("34-P-04", "FN.KH_GIAO") not in changed
    shown = CliRunner().invoke(main, ["compare-releases", "2026-09.1", "2026-09.2"], standalone_mode=False)
    assert f"FN.GN_LK VN 2026-09 actual: 130000000000 -> 150000000000 (+20000000000)  {cause}" in shown.output


def traced(*figure: str) -> tuple[int, str]:
    """Exit code and words of `mtqg trace`."""
    shown = CliRunner().invoke(main, ["trace", *figure], standalone_mode=False)
    return shown.return_value, shown.output


def test_a_published_number_is_traced_to_its_cell_and_its_archived_file(released):
    content = b"the workbook as received"
    file = settings.landing_dir() / "ab" / "workbook.xlsx"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    with psycopg.connect(settings.dsn("postgres", settings.DATABASE)) as db:
        db.execute("update control.submissions set landing_path = 'ab/workbook.xlsx', content_sha256 = %s "
                   "where submission_id = '62-CB.TH-01.2023-10.1'", [hashlib.sha256(content).hexdigest()])
    code, words = traced("NTM.TL_XA_DC", "63-P-62", "2023-10")
    assert "= 49.411765 PHAN_TRAM [computed" in words
    assert "formula: NTM.XA_DC / CT.XA = 42 / 85 [phiên bản | version 1, 0" in words
    assert "submission 62-CB.TH-01.2023-10.1 revision 1" in words
    assert re.search(r"TH-01!G\d+: '42(\.0)?' = 42", words)
    assert f"sha256 {hashlib.sha256(content).hexdigest()} ✓" in words
    assert code == 0
    file.write_bytes(content + b" ")
    assert traced("NTM.TL_XA_DC", "63-P-62", "2023-10")[0] == 1
    assert "THE ARCHIVED FILE WAS ALTERED" in traced("CT.XA", "63-P-62", "2023-10")[1]
    file.unlink()
    assert "THE ARCHIVED FILE IS GONE" in traced("CT.XA", "63-P-62", "2023-10")[1]


def test_a_trace_says_in_which_releases_the_number_was_published(released):
    code, words = traced("FN.GN_LK", "34-P-04", "2026-09")
    assert "released: 2026-09.1 (16/10/2026 10:00) = 130000000000" in words
    assert "VON-01!G" in words
    assert code == 0


def test_a_derived_figure_is_traced_to_those_that_it_follows_from(released):
    code, words = traced("FN.GN_LK", "34-P-04", "2026-Q3")                       # no report speaks of a quarter
    assert "derived, year_to_date]" in words
    assert "= – DONG [suy ra | derived, in_period; gap: 2026-06]" in words
    assert "VON-01!G" in words
    assert code == 0
    code, words = traced("FN.GN_LK", "34-P-04", "2026-09", "--accumulation", "in_period")
    assert "derived, in_period; gap: 2026-08]" in words
    assert "2026-09 actual = " in words.split("derived", 1)[1]


@pytest.mark.parametrize("role", ["mtqg_loader", "mtqg_transformer", "mtqg_owner"])
@pytest.mark.parametrize("statement", [
    "update mart.release_figures set released_value = 0", "delete from mart.release_figures",
    "truncate mart.release_figures, mart.releases", "update mart.releases set checksum = 'x'", "delete from mart.releases"])
def test_nobody_alters_or_removes_a_release(released, role, statement):
    with psycopg.connect(settings.dsn(role)) as db, pytest.raises(
            (psycopg.errors.InsufficientPrivilege, psycopg.errors.RaiseException)):
        db.execute(statement)


def test_what_was_altered_behind_its_back_is_seen(released):
    with psycopg.connect(settings.dsn("postgres", settings.DATABASE)) as db:
        db.execute("set session_replication_role = replica")
        db.execute("update mart.release_figures set released_value = released_value + 1 where release_name = '2026-09.1'")
    assert {row["release_name"]: row["is_intact"] for row in list_releases()}["2026-09.1"] is False
