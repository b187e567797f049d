"""What people decide about a submission: approved, declined, withdrawn by its province. Each is a verdict of its own."""

from __future__ import annotations

from datetime import datetime

from mtqg import journal
from mtqg.errors import MtqgError
from mtqg.quality import Verdict
from mtqg.store import connect, verdicts
from mtqg.store.decisions import all_readings, record_decision


class NotNow(MtqgError):
    """The submission is in no state for this decision; the text says why, Vietnamese first."""


def approve(submission_id: str, *, role: str, reason: str, document_no: str | None, run_id: str, now: datetime) -> str:
    """The status under which what waited for approval is in force from now on, for the next build."""
    return _answer(submission_id, "approved", role, reason, document_no, run_id, now)


def decline(submission_id: str, *, role: str, reason: str, document_no: str | None, run_id: str, now: datetime) -> str:
    """`rejected`: what waited for approval never counts; what was in force stays."""
    return _answer(submission_id, "declined", role, reason, document_no, run_id, now)


def _answer(submission_id: str, decision: str, role: str, reason: str, document_no: str | None, run_id: str,
            now: datetime) -> str:
    with connect() as db:
        row = next((one for one in all_readings(db, submission_id) if one["submission_id"] == submission_id), None)
        newest = row and verdicts.newest_verdict(db, submission_id)
        if not newest or row["status"] != "awaiting_approval":
            raise NotNow(f"{submission_id}: {_status_of(row)}, không chờ phê duyệt | does not wait for approval")
        blocks = tuple(newest["blocks_accepted"]), tuple(newest["blocks_rejected"])
        given = (Verdict(newest["status_on_approval"], blocks_accepted=blocks[0], blocks_rejected=blocks[1])
                 if decision == "approved" else Verdict("rejected"))
        number = verdicts.follow_up(db, submission_id, given, reason="approval", run_id=run_id, now=now)
        record_decision(db, submission_id, number, decision, role=role, reason=reason, document_no=document_no, now=now)
        _enter(submission_id, decision, role, reason, document_no, run_id, now)
    return given.status


def withdraw(submission_id: str, *, reason: str, document_no: str, run_id: str, now: datetime) -> list[str]:
    """Submissions withdrawn: this one and all other readings of its bytes. What they had in force goes back, with the next
    build, to the revision before, or to nothing.
    """
    with connect() as db:
        readings = all_readings(db, submission_id)
        withdrawn = [one["submission_id"] for one in readings if one["status"] not in ("withdrawn", "refused")]
        if not withdrawn:
            raise NotNow(f"{submission_id}: {_status_of(next(iter(readings), None))}, không rút được | cannot be withdrawn")
        for one in withdrawn:
            number = verdicts.follow_up(db, one, Verdict("withdrawn"), reason="withdrawal", run_id=run_id, now=now)
            record_decision(db, one, number, "withdrawn", role=None, reason=reason, document_no=document_no, now=now)
        _enter(submission_id, "withdrawn", None, reason, document_no, run_id, now)
    return withdrawn


def _enter(submission_id: str, decision: str, role: str | None, reason: str, document_no: str | None, run_id: str,
           now: datetime) -> None:
    journal.record("decision", journal.name_at(now, submission_id, decision), now, submission_id=submission_id,
                   decision=decision, role=role, reason=reason, document_no=document_no, run_id=run_id)


def _status_of(row: dict | None) -> str:
    return f"trạng thái {row['status']}" if row else "không có bản gửi này | there is no such submission"
