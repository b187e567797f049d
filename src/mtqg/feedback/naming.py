"""Names of returned files, and what a report is in words: form, period, revision, status."""

from __future__ import annotations

import hashlib
from typing import Any

from mtqg.feedback.words import Words
from mtqg.registry import Registry
from mtqg.registry.periods import parse_period, period_label

_HASH_LETTERS = 8


def file_name(row: dict[str, Any], status: str, content: bytes, extension: str, words: Words) -> str:
    """`VON-01_2026-09_lan-2_tra-lai-de-sua_1a2b3c4d.xlsx`: the same bytes have the same name, other bytes another."""
    parts = [row["form_code"], row["period_code"] or "khong-ro-ky"]
    if row["revision_no"]:
        parts.append(f"lan-{row['revision_no']}")
    return "_".join([*parts, words.statuses[status].file, hashlib.sha256(content).hexdigest()[:_HASH_LETTERS]]) + extension


def about(row: dict[str, Any], registry: Registry, words: Words) -> str:
    """`VON-01 Giải ngân vốn · Thành phố Đà Nẵng · Tháng 9 năm 2026 · Lần gửi 2`, as far as it is known."""
    form = registry.forms.get(row["form_code"] or "")
    said = [f"{row['form_code']} {form.name_vi}"] if form else [row["form_code"]] if row["form_code"] else []
    said.append(unit_name(row, registry))
    if row["period_code"]:
        said.append(period_label(row["period_code"]))
    if row.get("revision_no"):
        said.append(f"{words.receipt['revision'].vi} {row['revision_no']}")
    return " · ".join(filter(None, said)) or words.receipt["unknown"].vi


def unit_name(row: dict[str, Any], registry: Registry) -> str:
    """The province in words, '' where the file did not say."""
    if not row["admin_unit_code"] or not row["period_code"]:
        return ""
    unit = registry.units.get(row["admin_unit_code"], parse_period(row["period_code"]).end)
    return unit.full_name_vi if unit else ""
