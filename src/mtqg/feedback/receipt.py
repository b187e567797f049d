"""The receipt of one file: what came, when, and what it is known to be."""

from __future__ import annotations

from typing import Any

from mtqg import settings
from mtqg.feedback.naming import unit_name
from mtqg.feedback.plain import one_line
from mtqg.feedback.words import Words
from mtqg.registry import Registry
from mtqg.registry.periods import period_label


def receipt(row: dict[str, Any], registry: Registry, words: Words) -> str:
    """A text in both languages, a line a fact; times in Vietnam."""
    said, status = words.receipt, words.statuses[row["status"]]
    form = registry.forms.get(row["form_code"])
    unknown = str(said["unknown"])
    sha256 = row["content_sha256"]
    facts = [
        ("file", one_line(row["delivery_path"].rpartition("/")[2])),
        ("size", str(said["bytes"].fill(n=row["size_bytes"]))),
        ("sha256", str(said["not_fetched"]) if sha256.startswith("listing:") else sha256),
        ("sent", _time(row["delivered_at"])), ("seen", _time(row["first_seen_at"])),
        ("form", f"{row['form_code']} {form.name_vi}" if form else row["form_code"]),
        ("unit", unit_name(row, registry) or unknown),
        ("period", f"{row['period_code']} ({period_label(row['period_code'])})" if row["period_code"] else unknown),
        ("revision", str(row["revision_no"] or unknown)), ("status", str(status)), ("submission", row["submission_id"]),
    ]
    lines = [str(said["title"]), "", *(f"{said[name]}: {value}" for name, value in facts)]
    if row["is_repeat"]:
        lines += ["", str(said["same_bytes"])]
    return "\r\n".join(lines) + "\r\n"


def _time(moment) -> str:
    return moment.astimezone(settings.TIME_ZONE).strftime("%d/%m/%Y %H:%M:%S (+07:00)")
