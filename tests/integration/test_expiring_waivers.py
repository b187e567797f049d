"""What follows from a verdict alone, built: a waiver that expires, findings that retention takes words out of, a rejection."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import psycopg
import pytest
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.journal import LIST_OF_PERSONS
from mtqg.model import WrittenFinding
from mtqg.quality import Verdict
from mtqg.quality.waivers import waive
from mtqg.registry.waivers import Waiver
from mtqg.store import months, verdicts
from mtqg.store.purging import purge_personal_refusals
from mtqg.store.waivers import store_waivers, touched_by_waivers
from tests.integration.beginnings import begin_with_hand_made_rows
from tests.integration.built_warehouse import ask, build
from tests.integration.hand_made_rows import NOW, fact, send

pytestmark = pytest.mark.slow

TODAY, RULE, YEAR_END = NOW.date(), "TH-01-R001", date(2024, 12, 31)
#: Source -> severity of the one finding of its report: of 38 a warning is waived, of 49 what would reject it; of 62 nothing is.
FOUND = {"38-CB": "warning", "49-CB": "critical", "62-CB": "warning"}
SEEN: dict = {}


def hours(n: float) -> datetime:
    return NOW + timedelta(hours=n)


def loader() -> psycopg.Connection:
    return psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row)


WAIVERS = [Waiver(waiver_id=f"MT-2026-0{source[:2]}", rule_id=RULE, source_code=source, form_code="TH-01", period_code="2024-12",
                  approver_role="chanh_van_phong", document_no="15/VPĐP-NV", reason="Chủ thể mới", granted_on=TODAY,
                  expires_on=TODAY) for source in ("38-CB", "49-CB")]


def producers(source: str, at: datetime, status: str = "accepted", revision: int = 1) -> str:
    unit = f"63-P-{source[:2]}"
    with loader() as db:
        return send(db, source, "TH-01", unit, "2024-12", [fact("OCOP.CHUTHE", 9, unit, "2024-12")], at=at, day=YEAR_END,
                    status=status, revision=revision)


def judge(source: str, name: str, day: date, at: datetime) -> None:
    """A verdict of this day on the one finding of the report: waived or not, as the dates of the waivers say."""
    found = WrittenFinding(RULE, FOUND[source], "TH-01", "G1", None, None, None, "OCOP.CHUTHE", f"63-P-{source[:2]}", None, None,
                           "vi", "en")
    [one] = waive([found], WAIVERS, source_code=source, form_code="TH-01", period_code="2024-12", day=day)
    status = {"warning": "accepted_with_warnings", "critical": "accepted" if one.waiver_id else "rejected"}[FOUND[source]]
    with loader() as db:
        verdicts.give_verdict(db, name, Verdict(status), [one], reason="waiver", run_id="test", registry_version="test", now=at)


def refused_list_of_persons(at: datetime) -> None:
    """Refused while it was landed: it has no verdict, and its finding says where a person stood."""
    with loader() as db:
        db.execute("""
            insert into control.submissions (submission_id, source_code, form_code, delivery_name, delivery_path, delivered_at,
                received_at, content_sha256, size_bytes, submission_origin, run_id, status, status_at)
            values ('refused', '62-CB', 'TH-01', 'a', 'a', %(at)s, %(at)s, 'x', 1, 'synthetic', 'test', 'refused', %(at)s)
            """, {"at": at})
        verdicts.replace_findings(db, "refused", 0, [WrittenFinding(
            LIST_OF_PERSONS, "critical", "TH-01", "B7", None, None, None, None, None, None, None, "vi", "en")], at)


def places() -> list[str | None]:
    return [row["cell_ref"] for row in ask("select cell_ref from mart.fct_findings where submission_id = 'refused'")]


def marks() -> dict[str, bool]:
    return {row["admin_unit_code"]: row["has_waiver"] for row in ask(
        "select admin_unit_code, has_waiver from mart.fct_observations where period_code = '2024-12' order by 1")}


def waiting() -> set[tuple[str, str]]:
    """(province, period) that wait for a build."""
    with loader() as db:
        rows = db.execute("select distinct admin_unit_code, period_code from control.changed_slices where build_id is null")
        return {tuple(row.values()) for row in rows}


@pytest.fixture(scope="module")
def reports(postgres_server) -> dict[str, str]:
    """Source -> its report. On the first day its finding is waived where there is a waiver, and a list was refused: built. On the
    next day what has expired is judged again, and retention has come by: built."""
    begin_with_hand_made_rows()
    refused_list_of_persons(hours(0.9))
    with loader() as db:
        store_waivers(db, WAIVERS, hours(1))
    names = {source: producers(source, hours(1)) for source in FOUND}
    for source, name in names.items():
        judge(source, name, TODAY, hours(1.1))
    build(now=hours(1.5))
    SEEN["first day"] = marks(), places(), waiting()
    with psycopg.connect(settings.dsn("mtqg_transformer")) as db:
        db.execute("update mart.fct_findings set message_en = 'as it was' where submission_id = %s", [names["62-CB"]])
    with loader() as db:
        SEEN["touched"] = [touched_by_waivers(db, TODAY), touched_by_waivers(db, TODAY + timedelta(days=1))]
        SEEN["purged"] = purge_personal_refusals(db, hours(29))
    for source in ("38-CB", "49-CB"):
        judge(source, names[source], TODAY + timedelta(days=1), hours(31))
    SEEN["to be built"] = waiting()
    build(now=hours(31.5))
    return names


def test_a_mark_goes_with_the_build_after_the_day_on_which_its_waiver_expired(reports):
    assert SEEN["first day"] == ({"63-P-38": True, "63-P-49": True, "63-P-62": False}, ["B7"], set())
    assert SEEN["touched"] == [[], [reports["38-CB"], reports["49-CB"]]]
    assert SEEN["to be built"] == {("63-P-38", "2024-12"), ("63-P-49", "2024-12")}
    assert marks() == {"63-P-38": False, "63-P-62": False}
    found = ask("select verdict_no, is_waived, is_in_force from mart.fct_findings where submission_id = any(%s) order by 1, 3",
                [reports["38-CB"], reports["49-CB"]])
    assert [tuple(row.values()) for row in found] == [(3, False, False), (3, False, True)]
    with loader() as db:
        assert touched_by_waivers(db, TODAY + timedelta(days=2)) == []


def test_what_retention_takes_away_is_gone_with_the_next_build(reports):
    assert (SEEN["purged"], places()) == (["refused"], [None])


def test_findings_of_what_no_build_touches_are_not_made_anew(reports):
    assert ask("select message_en from mart.fct_findings where submission_id = %s", reports["62-CB"]) == [
        {"message_en": "as it was"}]


def test_a_rejection_that_changes_no_figure_waits_for_a_build_too(reports):
    """Who reported and what was found would else be those of the last build that a figure called for."""
    with loader() as db:
        assert not months.waits_for_build(db)
    producers("62-CB", hours(32), status="rejected", revision=2)
    assert waiting() == set()
    with loader() as db:
        assert months.waits_for_build(db)
