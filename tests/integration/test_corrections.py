"""Signed corrections on a real PostgreSQL: what they change, what they leave, and what is said once the source is mended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.corrections import unmet_line
from mtqg.ledger import verify_ledger
from mtqg.lineage import trace
from mtqg.registry.corrections import Correction
from mtqg.releasing import ReleaseRefused, release_month
from mtqg.store import corrections
from tests.conftest import empty_warehouse
from tests.integration.built_warehouse import ask, build, checksum, figure
from tests.integration.hand_made_rows import NOW, fact, fill, send

pytestmark = pytest.mark.slow

SHARED = """indicator_code, breakdown_code, admin_unit_code, period_code, value_kind, province_unit_code, observation_value,
    reported_value, numerator_value, denominator_value, value_origin, observation_status, value_qualifier, measure_unit_code,
    as_of_date, form_code, authority_rank, submission_id, sheet, cell_ref, submission_origin, correction_id"""
FIRST = Correction(
    correction_id="DC-2026-001", indicator_code="NTM.XA_DC", admin_unit_code="63-P-62", period_code="2023-10",
    expected_value=Decimal(42), corrected_value=Decimal(24), approver_role="chanh_van_phong", document_no="12/VPĐP-NV",
    reason="Đảo hai chữ số", signed_at=NOW + timedelta(minutes=30))
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
    """Built as reported; corrected at 1 h and built; sent again with the same figure at 2 h; mended at 3 h and built."""
    empty_warehouse()
    seen: dict = {"stood": {}, "waiting": {}, "tests": {}, "unmet": {}, "figures": {}}

    def at(hour: float) -> None:
        seen["tests"][hour] = build(now=hours(hour))
        seen["stood"][hour], seen["unmet"][hour] = in_force(), unmet()
        seen["figures"][hour] = {code: figure(code, "63-P-62", "2023-10") for code in ("NTM.XA_DC", "NTM.TL_XA_DC", "CT.XA")}

    with loader() as db:
        fill(db)
        db.execute("""insert into control.refreshes (period_code, first_opened_at, closed_at, run_id)
                      values ('2023-10', %s, %s, 'test')""", [NOW, NOW])
    at(0.5)
    seen["waiting"][1] = sign(hours(1), FIRST)
    at(1.5)
    seen["country"] = figure("NTM.XA_DC", "VN", "2023-10", table="fct_rollups")
    with loader() as db:
        seen["trace"] = "\n".join(trace(db, KEY).lines())
    seen["waiting"]["again"] = sign(hours(1.6), FIRST)
    send_again(2, 42, hours(2))
    send_again(3, 24, hours(3))
    at(3.5)
    yield seen


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
    assert changed == {"NTM.XA_DC", "NTM.TL_XA_DC", "NTM.TL_XA_NC", "NTM.TL_XA_KM"}      # of the latter it is the denominator


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


def test_its_month_is_not_released_before_it_is_taken_out(story):
    with pytest.raises(ReleaseRefused, match="DC-2026-001"):
        release_month("2023-10", "2023-10.1", hours(3.6))


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
    before = checksum()
    assert sign(hours(4)) == [("63-P-62", "2023-10")]
    with psycopg.connect(settings.dsn("mtqg_transformer")) as db:
        db.execute("truncate mart.fct_observation_revisions")
    assert build(full=True, now=hours(4.5))["corrections_find_the_figure_they_expect"] == "pass"
    assert checksum() == before
    assert unmet() == []


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
