"""Signed corrections and waivers on a real PostgreSQL: what they change and leave, what is said once the source is mended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest
from click.testing import CliRunner
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.cli import main
from mtqg.commands.status import status
from mtqg.corrections import unmet_line
from mtqg.ledger import verify_ledger
from mtqg.lineage import trace
from mtqg.model import WrittenFinding
from mtqg.quality import Verdict
from mtqg.registry.corrections import Correction
from mtqg.registry.waivers import Waiver
from mtqg.releasing import ReleaseRefused, compare_releases, list_releases, release_month
from mtqg.store import corrections, verdicts, watch
from mtqg.store.checksums import slices_of_marts
from mtqg.store.waivers import store_waivers
from tests.conftest import empty_warehouse
from tests.integration.built_warehouse import ask, build, figure
from tests.integration.hand_made_rows import NOW, fact, fill, send

pytestmark = pytest.mark.slow

SHARED = """indicator_code, breakdown_code, admin_unit_code, period_code, value_kind, province_unit_code, observation_value,
    reported_value, numerator_value, denominator_value, value_origin, observation_status, value_qualifier, measure_unit_code,
    as_of_date, form_code, authority_rank, submission_id, sheet, cell_ref, submission_origin, correction_id"""
FIRST = Correction(
    correction_id="DC-2026-001", indicator_code="NTM.XA_DC", admin_unit_code="63-P-62", period_code="2023-10",
    expected_value=Decimal(42), corrected_value=Decimal(24), approver_role="chanh_van_phong", document_no="12/VPĐP-NV",
    reason="Đảo hai chữ số", signed_at=NOW + timedelta(minutes=30))
WAIVER = Waiver(
    waiver_id="MT-2026-001", rule_id="TH-01-R001", source_code="62-VP", form_code="TH-01", period_code="2023-10",
    approver_role="chanh_van_phong", document_no="15/VPĐP-NV", reason="Chủ thể mới theo Quyết định của tỉnh",
    granted_on=NOW.date(), expires_on=NOW.date())
KEY = {"indicator_code": "NTM.XA_DC", "breakdown_code": "_T", "admin_unit_code": "63-P-62", "period_code": "2023-10",
       "value_kind": "actual"}


def hours(n: float) -> datetime:
    return NOW + timedelta(hours=n)


def loader() -> psycopg.Connection:
    return psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row)


def sign(at: datetime, *listed: Correction) -> list[tuple[str, str]]:
    """The list holds these at this moment; (province, period) that wait for a build."""
    with loader() as db:
        corrections.store_corrections(db, listed, at)
        rows = db.execute("select distinct admin_unit_code, period_code from control.changed_slices where build_id is null")
        return [tuple(row.values()) for row in rows]


def producers(value: float, revision: int, at: datetime, status: str) -> str:
    with loader() as db:
        return send(db, "62-VP", "TH-01", "63-P-62", "2023-10", [fact("OCOP.CHUTHE", value, "63-P-62", "2023-10")],
                    revision=revision, at=at, day=date(2023, 10, 31), status=status)


def judge_again(submission_id: str, at: datetime, *listed: Waiver) -> None:
    """A further verdict while these waivers are granted: the one critical finding is waived, or rejects."""
    waiver_id = listed[0].waiver_id if listed else None
    finding = WrittenFinding(WAIVER.rule_id, "critical", "TH-01", "G1", None, None, None, "OCOP.CHUTHE", "63-P-62", None,
                             None, "vi", "en", waiver_id)
    with loader() as db:
        store_waivers(db, listed, at)
        verdicts.give_verdict(db, submission_id, Verdict("accepted" if listed else "rejected"), [finding], reason="waiver",
                              run_id="test", registry_version="test", now=at)


def built_slices() -> dict:
    """What `mtqg verify-build` compares."""
    with loader() as db:
        return slices_of_marts(db)


def in_force() -> list[dict]:
    return ask(f"select {SHARED} from mart.fct_observations order by 1, 2, 3, 4, 5")


def unmet() -> list[dict]:
    with loader() as db:
        return corrections.unmet(db)


def send_again(revision: int, value: float, at: datetime) -> None:
    with loader() as db:
        send(db, "62-CB", "TH-01", "63-P-62", "2023-10", [fact("NTM.XA_DC", value, "63-P-62", "2023-10"),
                                                        fact("CT.XA", 85, "63-P-62", "2023-10")],
             revision=revision, at=at, day=date(2023, 10, 23))


@pytest.fixture(scope="module")
def story(postgres_server) -> Iterator[dict]:
    """Built as reported; corrected at 1 h and built; sent again with the same figure at 2 h; mended at 3 h and built.

    Beside it a rejected revision of another report that a waiver lets in at 1 h, until it is taken out at 3 h.
    """
    empty_warehouse()
    seen: dict = {"stood": {}, "waiting": {}, "tests": {}, "unmet": {}, "figures": {}}

    def at(hour: float) -> None:
        seen["tests"][hour] = build(now=hours(hour))
        seen["stood"][hour], seen["unmet"][hour] = in_force(), unmet()
        seen["figures"][hour] = {code: figure(code, "63-P-62", "2023-10")
                                 for code in ("NTM.XA_DC", "NTM.TL_XA_DC", "CT.XA", "OCOP.CHUTHE")}

    with loader() as db:
        fill(db)
        db.execute("""insert into control.refreshes (period_code, first_opened_at, closed_at, run_id)
                      values ('2023-10', %s, %s, 'test')""", [NOW, NOW])
    producers(50, 1, hours(0.1), "accepted")
    waived = producers(70, 2, hours(0.2), "rejected")
    at(0.5)
    release_month("2023-10", "as-reported", hours(0.6))
    seen["waiting"][1] = sign(hours(1), FIRST)
    judge_again(waived, hours(1.1), WAIVER)
    at(1.5)
    seen["slices"] = built_slices()
    build(full=True, now=hours(1.55))
    seen["slices from raw"] = built_slices()
    release_month("2023-10", "as-corrected", hours(1.6))
    seen["country"] = figure("NTM.XA_DC", "VN", "2023-10", table="fct_rollups")
    with loader() as db:
        seen["trace"] = "\n".join(trace(db, KEY).lines())
    seen["waiting"]["again"] = sign(hours(1.7), FIRST)
    send_again(2, 42, hours(2))
    send_again(3, 24, hours(3))
    judge_again(waived, hours(3))
    at(3.5)
    yield seen


def test_after_a_correction_and_a_waiver_a_build_from_raw_says_the_same(story):
    assert story["slices"] == story["slices from raw"]
    assert [(story["figures"][hour]["OCOP.CHUTHE"]["observation_value"], story["figures"][hour]["OCOP.CHUTHE"]["has_waiver"])
            for hour in (0.5, 1.5, 3.5)] == [(50, False), (70, True), (50, False)]


def test_only_the_slice_of_the_figure_waits_for_a_build(story):
    assert story["waiting"] == {1: [("63-P-62", "2023-10")], "again": []}


def test_the_figure_is_corrected_and_what_was_reported_stands_beside_it(story):
    assert [story["figures"][0.5]["NTM.XA_DC"][name] for name in ("observation_value", "correction_id")] == [42, None]
    found = story["figures"][1.5]["NTM.XA_DC"]
    assert [found[name] for name in ("observation_value", "reported_value", "correction_id")] == [24, 42, "DC-2026-001"]
    assert story["unmet"][1.5] == []
    assert story["tests"][1.5]["corrections_find_the_figure_they_expect"] == "pass"


def test_rates_and_sums_follow_and_other_figures_stay(story):
    rate = story["figures"][1.5]["NTM.TL_XA_DC"]
    assert (float(rate["observation_value"]), rate["numerator_value"], rate["correction_id"]) == (28.235294, 24, "DC-2026-001")
    assert story["country"]["rollup_value"] == 165 - 42 + 24
    changed = {row["indicator_code"] for row in story["stood"][1.5] if row not in story["stood"][0.5]}
    assert changed - {"OCOP.CHUTHE"} == {
        "NTM.XA_DC", "NTM.TL_XA_DC", "NTM.TL_XA_NC", "NTM.TL_XA_KM"}      # of the latter it is the denominator


def test_the_same_wrong_figure_sent_again_stays_corrected(story):
    found = ask("""select observation_value, reported_value, submission_id, correction_id from mart.observations_as_of(%s)
                   where indicator_code = 'NTM.XA_DC' and admin_unit_code = '63-P-62' and period_code = '2023-10'""", hours(2.5))
    assert [tuple(row.values()) for row in found] == [(24, 42, "62-CB.TH-01.2023-10.2", "DC-2026-001")]


def test_a_mended_source_counts_as_reported_and_the_correction_is_named_aloud(story):
    found = story["figures"][3.5]["NTM.XA_DC"]
    assert [found[name] for name in ("observation_value", "reported_value", "correction_id")] == [24, 24, None]
    assert story["tests"][3.5]["corrections_find_the_figure_they_expect"] == "warn"
    (left,) = story["unmet"][3.5]
    assert (left["correction_id"], left["correction_state"]) == ("DC-2026-001", "mended_at_source")
    assert "mtqg correct --withdraw DC-2026-001" in unmet_line(left)


def test_it_is_a_gauge_and_a_line_of_the_status_until_it_is_taken_out(story):
    with loader() as db:
        assert {name: value for name, _, value in watch.gauges(db, hours(3.6))}["corrections_unmet"] == 1
    said = CliRunner().invoke(status, standalone_mode=False)
    assert said.return_value == 3
    assert "DC-2026-001 NTM.XA_DC 63-P-62 2023-10 actual: chờ | expects 42, nguồn báo | reported 24" in said.output


def test_its_month_is_not_released_before_it_is_taken_out(story):
    with pytest.raises(ReleaseRefused, match="DC-2026-001"):
        release_month("2023-10", "as-mended", hours(3.6))


def test_a_release_names_the_corrections_of_its_figures_and_keeps_its_checksum(story):
    assert ask("""select release_name, admin_unit_code, indicator_code, released_value, reported_value, correction_id
                  from mart.release_figures where indicator_code = 'NTM.XA_DC' and admin_unit_code in ('63-P-62', 'VN')
                  order by release_name desc, admin_unit_code""") == [dict(zip(
        ("release_name", "admin_unit_code", "indicator_code", "released_value", "reported_value", "correction_id"), row,
        strict=True)) for row in (
            ("as-reported", "63-P-62", "NTM.XA_DC", 42, 42, None), ("as-reported", "VN", "NTM.XA_DC", 165, None, None),
            ("as-corrected", "63-P-62", "NTM.XA_DC", 24, 42, "DC-2026-001"),
            ("as-corrected", "VN", "NTM.XA_DC", 147, None, None))]
    assert [row["is_intact"] for row in list_releases()] == [True, True]


def test_comparing_releases_names_the_correction_its_document_and_reason_and_blames_no_submission(story):
    changes = {(row["admin_unit_code"], row["indicator_code"]): row
               for row in compare_releases("as-reported", "as-corrected").changes}
    for key, difference in ((("63-P-62", "NTM.XA_DC"), -18), (("VN", "NTM.XA_DC"), -18)):
        row = changes[key]
        assert (row["difference"], row["correction_ids"], row["waiver_ids"], row["submission_ids"]) == (
            difference, ["DC-2026-001"], [], [])
    assert changes["63-P-62", "NTM.TL_XA_DC"]["correction_ids"] == ["DC-2026-001"]
    assert {key for key, row in changes.items() if not row["correction_ids"]} == {
        ("63-P-62", "OCOP.CHUTHE"), ("VN", "OCOP.CHUTHE")}
    shown = CliRunner().invoke(main, ["compare-releases", "as-reported", "as-corrected"], standalone_mode=False).output
    assert "NTM.XA_DC 63-P-62 2023-10 actual: 42 -> 24 (-18)  đính chính | correction DC-2026-001" in shown
    assert "DC-2026-001: 42 -> 24, 12/VPĐP-NV, chanh_van_phong: Đảo hai chữ số" in shown
    told = json.loads(CliRunner().invoke(main, ["compare-releases", "as-reported", "as-corrected", "--format", "json"],
                                         standalone_mode=False).output)
    (row,) = [one for one in told["changes"] if (one["admin_unit_code"], one["indicator_code"]) == ("63-P-62", "NTM.XA_DC")]
    (named,) = row["corrections"]
    assert (named["correction_id"], named["document_no"], named["reason"]) == ("DC-2026-001", "12/VPĐP-NV", "Đảo hai chữ số")


def test_comparing_releases_names_the_waiver_and_what_it_let_in(story):
    for unit in ("63-P-62", "VN"):
        (row,) = [one for one in compare_releases("as-reported", "as-corrected").changes
                  if (one["admin_unit_code"], one["indicator_code"]) == (unit, "OCOP.CHUTHE")]
        assert (row["value_before"], row["value_after"], row["submission_ids"], row["waiver_ids"], row["correction_ids"]) == (
            50, 70, ["62-VP.TH-01.2023-10.2"], ["MT-2026-001"], [])
    shown = CliRunner().invoke(main, ["compare-releases", "as-reported", "as-corrected"], standalone_mode=False).output
    assert "50 -> 70 (+20)  62-VP.TH-01.2023-10.2, miễn trừ | waiver MT-2026-001" in shown
    assert ("MT-2026-001: TH-01-R001, 16/10/2026 – 16/10/2026, 15/VPĐP-NV, chanh_van_phong: "
            "Chủ thể mới theo Quyết định của tỉnh") in shown


def test_every_moment_is_reprinted_exactly(story):
    for moment, stood in story["stood"].items():
        assert ask(f"select {SHARED} from mart.observations_as_of(%s) order by 1, 2, 3, 4, 5", hours(moment)) == stood
    rows = ask("""select figure_value, reported_value, correction_id, known_from, known_to from mart.fct_observation_revisions
                  where indicator_code = 'NTM.XA_DC' and admin_unit_code = '63-P-62' and period_code = '2023-10'
                  order by known_from""")
    assert [tuple(row.values()) for row in rows] == [
        (42, 42, None, NOW, hours(1)), (24, 42, "DC-2026-001", hours(1), hours(2)), (24, 42, "DC-2026-001", hours(2), hours(3)),
        (24, 24, None, hours(3), None)]


def test_a_trace_names_the_correction_and_its_document(story):
    assert "correction DC-2026-001: 42 -> 24, 12/VPĐP-NV, chanh_van_phong" in story["trace"]
    assert "Đảo hai chữ số" in story["trace"]


def test_once_taken_out_all_is_made_again_from_the_ledger_and_nothing_is_left_to_say(story):
    before = built_slices()
    assert sign(hours(4)) == [("63-P-62", "2023-10")]
    with psycopg.connect(settings.dsn("mtqg_transformer")) as db:
        db.execute("truncate mart.fct_observation_revisions")
    assert build(full=True, now=hours(4.5))["corrections_find_the_figure_they_expect"] == "pass"
    after = built_slices()
    assert {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)} == {
        ("mart.fct_corrections", "", "")}
    assert unmet() == []
    with loader() as db:
        assert {name: value for name, _, value in watch.gauges(db, hours(5))}["corrections_unmet"] == 0
    assert "DC-2026-001" not in CliRunner().invoke(status, standalone_mode=False).output
    release_month("2023-10", "as-mended", hours(5))
    changes = {(row["admin_unit_code"], row["indicator_code"]): row
               for row in compare_releases("as-corrected", "as-mended").changes}
    assert {key for key, row in changes.items() if row["waiver_ids"]} == {("63-P-62", "OCOP.CHUTHE"), ("VN", "OCOP.CHUTHE")}
    row = changes["63-P-62", "OCOP.CHUTHE"]
    assert (row["value_before"], row["value_after"], row["waiver_ids"]) == (70, 50, ["MT-2026-001"])


def test_the_ledger_keeps_what_was_signed_and_what_was_taken_out(story):
    with loader() as db:
        assert [tuple(row.values()) for row in db.execute(
            "select correction_id, is_withdrawn from control.corrections order by correction_no")] == [
                ("DC-2026-001", False), ("DC-2026-001", True)]
        assert [row["record_key"] for row in db.execute(
            "select record_key from control.ledger_entries where record_kind = 'correction' order by entry_no")] == [
                "DC-2026-001 #1", "DC-2026-001 #2"]
        assert "correction" not in {one.record_kind for one in verify_ledger(db).breaches}
    with loader() as db, pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute("update control.corrections set corrected_value = 1")
