"""Who owes what: a digest in the log."""

from __future__ import annotations

import logging

from mtqg.store import connect, months

log = logging.getLogger(__name__)
WORDS = {"missing": "chưa gửi | missing", "late": "gửi muộn | late", "rejected": "bị trả lại | rejected",
         "not_counted": "chép lại, không tính | stale or copied", "withdrawn": "đã rút | withdrawn"}


def write_digest() -> dict[str, int]:
    """How many submissions are missing, late, rejected, not counted, withdrawn; their sources are in the log."""
    with connect() as db:
        rows = months.who_owes(db)
    for row in rows:
        log.info("%s %s %s: %d: %s", row["period_code"], row["form_code"], WORDS[row["outcome"]],
                 len(row["source_codes"]), ", ".join(row["source_codes"]))
    return {outcome: sum(len(row["source_codes"]) for row in rows if row["outcome"] == outcome) for outcome in WORDS}
