"""The end of a trace: the submission, its archived file hashed anew, and the cells as typed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from psycopg import Connection

from mtqg import settings
from mtqg.lineage.steps import Step, cell, moment
from mtqg.store import lineage as store

SHOWN_CELLS = 20


def submission(db: Connection, submission_id: str, key: dict[str, str], row: dict) -> Step:
    """The submission that says the figure: file, times, cells."""
    sent = store.submission(db, submission_id)
    step = Step(f"bản gửi | submission {submission_id} revision {sent['revision_no']} "
                f"({sent['submission_origin']}, {sent['status']}) {sent['delivery_name']}", [
                    archived(sent),
                    Step(f"gửi | delivered {moment(sent['delivered_at'])}, nhận | received {moment(sent['received_at'])}"
                         + (f", kết luận | judged {moment(sent['judged_at'])}" if sent["judged_at"] else ""))])
    found = store.cells(db, submission_id, key)
    step.behind += [Step(cell(one)) for one in found[:SHOWN_CELLS]]
    if len(found) > SHOWN_CELLS:
        step.behind.append(Step(f"… còn {len(found) - SHOWN_CELLS} ô | and {len(found) - SHOWN_CELLS} more cells"))
    if not found and row["cell_ref"]:
        step.behind.append(Step(f"{row['sheet']}!{row['cell_ref']}"))
    return step


def archived(sent: dict) -> Step:
    """The hash under which the file was received, and whether the archived one still has it."""
    stated = f"sha256 {sent['content_sha256']}"
    if not sent["landing_path"]:
        return Step(f"{stated} – không lưu tệp | no file is kept")
    path = settings.landing_dir() / sent["landing_path"]
    if not path.is_file():
        return Step(f"{stated} ✗ TỆP LƯU KHÔNG CÒN | THE ARCHIVED FILE IS GONE: {path}", is_broken=True)
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sent["content_sha256"]:
        return Step(f"{stated} ✗ TỆP LƯU ĐÃ KHÁC | THE ARCHIVED FILE WAS ALTERED: {found} {path}", is_broken=True)
    return Step(f"{stated} ✓ tệp lưu còn nguyên | the archived file is the one received: {path}")


def not_shown(db: Connection, rows: list[dict], shown: Iterable[dict]) -> list[Step]:
    """What is said of figures that a trace does not show one by one: how many, and which of their files is not as received."""
    seen = {row["submission_id"] for row in shown}
    others = sorted({row["submission_id"] for row in rows} - seen)
    checked = [(name, archived(store.submission(db, name))) for name in others]
    broken = [Step(f"bản gửi | submission {name}", [step]) for name, step in checked if step.is_broken]
    text = f"… còn {len(rows)} số | and {len(rows)} more"
    if checked:
        whole = len(checked) - len(broken)
        text += (f", của {len(checked)} tệp khác, {whole} tệp còn như khi nhận | of {len(checked)} more files, {whole} of them "
                 "as received")
    return [Step(text, broken)]
