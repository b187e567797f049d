"""The ledger on a real PostgreSQL: whoever alters or removes a record behind its back, the first one is named."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from click.testing import CliRunner
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.cli import main
from mtqg.ledger import verify_ledger
from mtqg.store.decisions import record_decision
from tests.conftest import empty_warehouse
from tests.integration.hand_made_rows import NOW, fact, fill, send

pytestmark = pytest.mark.slow

SENT = "04-TC.VON-01.2026-09.1"


@pytest.fixture(scope="module")
def ledger(postgres_server) -> Iterator[None]:
    """Submissions, verdicts, a decision and a release, as they were written."""
    empty_warehouse()
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        fill(db)
        record_decision(db, SENT, 1, "approved", role="leader", reason="đúng", document_no="12", now=NOW)
        db.execute("""insert into mart.releases (release_name, period_code, released_at, build_id, registry_version, n_figures,
                          checksum) values ('2026-09.1', '2026-09', %s, 1, 'r', 0, encode(sha256(''), 'hex'))""", (NOW,))
    yield


@contextmanager
def behind_its_back(*statements: str) -> Iterator[psycopg.Connection]:
    """The superuser's connection, in which this was done although nothing may; undone at the end."""
    with psycopg.connect(settings.dsn("postgres", settings.DATABASE), row_factory=dict_row) as db:
        db.execute("set local session_replication_role = replica")
        for statement in statements:
            db.execute(statement)
        yield db
        db.rollback()


def breaches(db: psycopg.Connection) -> list[tuple]:
    return [(one.fault, one.record_kind, one.record_key) for one in verify_ledger(db).breaches]


def test_every_record_is_entered_once_and_the_ledger_is_intact(ledger):
    with psycopg.connect(settings.dsn("mtqg_loader")) as db:
        kinds = dict(db.execute("select record_kind, count(*) from control.ledger_entries group by 1").fetchall())
        n = db.execute("select count(*) from control.submissions").fetchone()[0]
        db.row_factory = dict_row
        verified = verify_ledger(db)
    assert kinds == {"submission": n, "reading": n, "verdict": n, "approval": 1, "release": 1}
    assert (verified.entry_no, verified.breaches) == (3 * n + 2, ())


@pytest.mark.parametrize(("statement", "found"), [
    (f"update control.verdicts set status = 'rejected' where submission_id = '{SENT}'",
     ("record_altered", "verdict", f"{SENT} #1")),
    (f"update control.submissions set delivered_at = delivered_at - interval '1 day' where submission_id = '{SENT}'",
     ("record_altered", "submission", SENT)),
    (f"update control.submissions set content_sha256 = 'x' where submission_id = '{SENT}'",
     ("record_altered", "submission", SENT)),
    (f"update control.submissions set admin_unit_code = '34-P-08' where submission_id = '{SENT}'",
     ("record_altered", "reading", SENT)),
    (f"update control.submissions set period_code = '2026-08' where submission_id = '{SENT}'",
     ("record_altered", "reading", SENT)),
    ("update control.approvals set role = 'deputy'", ("record_altered", "approval", "1")),
    ("update mart.releases set note = 'x'", ("record_altered", "release", "2026-09.1")),
    ("delete from control.approvals", ("record_gone", "approval", "1")),
    (f"delete from control.verdicts where submission_id = '{SENT}'", ("record_gone", "verdict", f"{SENT} #1")),
    (f"insert into control.verdicts select (jsonb_populate_record(v, '{{\"verdict_no\": 9}}')).* from control.verdicts v "
     f"where submission_id = '{SENT}'", ("unentered", "verdict", f"{SENT} #9")),
])
def test_one_altered_or_removed_record_is_named(ledger, statement, found):
    with behind_its_back(statement) as db:
        assert breaches(db) == [found]


def test_of_several_the_first_is_named_first(ledger):
    with behind_its_back("update control.verdicts set n_warning = 7") as db:
        named = verify_ledger(db).breaches
        first = db.execute("select record_key from control.ledger_entries where record_kind = 'verdict' "
                           "order by entry_no limit 1").fetchone()["record_key"]
    assert named[0].record_key == first
    assert len(named) > 3


def test_who_also_rewrites_the_entry_breaks_the_chain(ledger):
    with behind_its_back("update control.approvals set role = 'deputy'", """update control.ledger_entries e
            set content_sha256 = control.ledger_content(r.record, e.content_columns) from control.ledger_records r
            where r.record_kind = e.record_kind and r.record_key = e.record_key and e.record_kind = 'approval'""") as db:
        assert breaches(db) == [("entry_altered", "approval", "1")]


def test_a_record_removed_with_its_entry_leaves_a_gap(ledger):
    with behind_its_back("delete from control.approvals",
                         "delete from control.ledger_entries where record_kind = 'approval'") as db:
        gap, = verify_ledger(db).breaches
    assert (gap.fault, gap.first_gone, gap.record_kind) == ("entries_gone", gap.entry_no - 1, "release")


def test_an_end_cut_off_is_seen_by_the_hash_that_was_noted(ledger):
    with behind_its_back() as db:
        noted = verify_ledger(db)
        db.execute("delete from mart.releases")
        db.execute("delete from control.ledger_entries where record_kind = 'release'")
        assert breaches(db) == []
        assert verify_ledger(db, (noted.entry_no, noted.entry_sha256)).breaches[0].fault == "other_head"


def test_the_command_says_so_with_its_exit_code(ledger):
    runner = CliRunner()
    whole = runner.invoke(main, ["verify-ledger"], standalone_mode=False)
    assert (whole.return_value, "nguyên vẹn" in whole.output) == (0, True)
    head = whole.output.split()[-1]
    assert runner.invoke(main, ["verify-ledger", "--head", head], standalone_mode=False).return_value == 0
    other = runner.invoke(main, ["verify-ledger", "--head", "1:abc"], standalone_mode=False)
    assert (other.return_value, "ĐẦU TIÊN" in other.output) == (1, True)


def test_figures_of_a_release_are_part_of_it(ledger):
    with behind_its_back("""insert into mart.release_figures values ('2026-09.1', 'CT.XA', '_T', 'VN', '2026-09', 'actual', 'VN',
            1, null, null, null, 'reported', 'final', null, null, 'XA', '2026-09-30', null, 'synthetic')""") as db:
        assert breaches(db) == [("figures_altered", "release", "2026-09.1")]


@pytest.mark.parametrize("role", ["mtqg_loader", "mtqg_transformer", "mtqg_owner"])
@pytest.mark.parametrize("statement", [
    "update control.ledger_entries set record_key = 'x'", "delete from control.ledger_entries",
    "truncate control.ledger_entries", "select control.enter_ledger('release', '{}', '{}')"])
def test_nobody_writes_it_by_hand(ledger, role, statement):
    if role == "mtqg_owner" and "enter_ledger" in statement:
        pytest.skip("the owner of the function may call it: what it then enters has no record and is named")
    with psycopg.connect(settings.dsn(role)) as db, pytest.raises(
            (psycopg.errors.InsufficientPrivilege, psycopg.errors.RaiseException)):
        db.execute(statement)


def test_writers_at_once_make_one_chain(ledger):
    def deliver(writer: int) -> None:
        with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
            for number in range(8):
                send(db, f"{writer:02}-XX", "TH-01", "34-P-04", f"20{10 + number}", [fact("CT.XA", 1, "34-P-04", "2026-09")],
                     at=NOW + timedelta(minutes=writer))
                db.commit()

    with behind_its_back() as db:
        before = verify_ledger(db).entry_no
    threads = [threading.Thread(target=deliver, args=[number]) for number in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with behind_its_back() as db:
        verified = verify_ledger(db)
    assert (verified.entry_no, verified.breaches) == (before + 6 * 8 * 3, ())


def test_a_warehouse_from_before_the_ledger_is_entered_as_it_stands(ledger):
    with behind_its_back("delete from control.ledger_entries") as db:
        assert {fault for fault, _, _ in breaches(db)} == {"unentered"}
        db.execute((settings.project_root() / "sql" / "070_ledger.sql").read_text())
        verified = verify_ledger(db)
    assert verified.breaches == ()
    assert verified.entry_no > 10


def test_a_warehouse_from_before_readings_were_entered_has_them_entered_once(ledger):
    with behind_its_back("delete from control.ledger_entries") as db:
        db.execute("set local timezone = 'UTC'")
        db.execute("""select control.enter_ledger(r.record_kind, r.record, control.ledger_columns(r.record_kind, r.record))
                      from control.ledger_records r where r.record_kind <> 'reading'""")
        assert {(fault, kind) for fault, kind, _ in breaches(db)} == {("unentered", "reading")}
        entered = verify_ledger(db).entry_no
        for _ in range(2):
            db.execute((settings.project_root() / "sql" / "070_ledger.sql").read_text())
        verified = verify_ledger(db)
        n = db.execute("select count(*) as n from control.submissions").fetchone()["n"]
    assert (verified.breaches, verified.entry_no) == ((), entered + n)
