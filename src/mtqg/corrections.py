"""How a correction is said to people."""

from __future__ import annotations

from typing import Any

#: correction_state of mart.fct_corrections -> what is so, and what to do.
UNMET = {
    "mended_at_source": "nguồn đã sửa, bỏ đính chính | the source is mended: take it out",
    "another_figure": "nguồn báo số khác, xem lại | another figure is reported: look again",
    "no_figure": "không có số này | no such figure is in force",
    "computed_from_parts": "tỷ lệ tính từ tử số, mẫu số: đính chính tử số hoặc mẫu số | computed from its parts: correct those",
}


def figure_of(row: dict[str, Any]) -> str:
    """`NTM.XA_DC x NU 63-P-62 2023-10 actual`: the figure that the correction is about."""
    breakdown = "" if row["breakdown_code"] == "_T" else f" x {row['breakdown_code']}"
    return f"{row['indicator_code']}{breakdown} {row['admin_unit_code']} {row['period_code']} {row['value_kind']}"


def unmet_line(row: dict[str, Any]) -> str:
    """One line about a correction that is not applied."""
    return (f"{row['correction_id']} {figure_of(row)}: chờ | expects {number(row['expected_value'])}, "
            f"nguồn báo | reported {number(row['reported_value'])}: {UNMET[row['correction_state']]} "
            f"(mtqg correct --withdraw {row['correction_id']})")


def number(value) -> str:
    """The number without zeros at its end; `—` for none."""
    if value is None:
        return "—"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
