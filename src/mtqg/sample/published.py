"""The forty published figures of 2022-2024 as TH-01 workbooks: real submissions, each figure as it was printed."""

from __future__ import annotations

import os
from collections import defaultdict
from datetime import date, datetime, time
from pathlib import Path

from mtqg.registry import Registry
from mtqg.registry.periods import month_code
from mtqg.registry.seeds import read_csv
from mtqg.sample.deliveries import without_accents
from mtqg.sample.levels import REFERENCE
from mtqg.settings import TIME_ZONE
from mtqg.templates import FillRow, FormFill, write_workbook

_COLUMNS = {"target": "ke_hoach", "actual": "thuc_hien", "estimate": "uoc", "forecast": "du_kien", "pending": "de_nghi"}
_READINGS = {"stated": "ghi rõ", "inferred": "suy ra từ câu", "ambiguous": "có hai cách hiểu"}


def write_published(registry: Registry, out: Path) -> list[Path]:
    """One workbook a report and province under `published/<source>/th_01/`; sent at nine on the day of the report."""
    reports: dict[tuple[str, str, str], list[dict]] = defaultdict(list)
    for _, row in read_csv(REFERENCE / "published_figures.csv"):
        reports[row["report_code"], row["report_date"], row["admin_unit_code"]].append(row)
    return [_write_report(registry, out, date.fromisoformat(day), unit, rows)
            for (_, day, unit), rows in sorted(reports.items())]


def _write_report(registry: Registry, out: Path, day: date, unit_code: str, figures: list[dict]) -> Path:
    unit = registry.units.get(unit_code, day)
    source = registry.source(f"{unit.gso_code}-CB", day)
    fill = FormFill(source.source_code, unit_code, month_code(day), day, _rows(figures))
    path = out / source.folder / "th_01" / f"TH-01 so lieu cong bo {without_accents(unit.name_vi)} {day:%d-%m-%Y}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(write_workbook(registry, "TH-01", fill).content)
    sent = datetime.combine(day, time(9, 0), TIME_ZONE).timestamp()
    os.utime(path, (sent, sent))
    return path


def _rows(figures: list[dict]) -> list[FillRow]:
    """One row an indicator, breakdown and period; a fraction is one cell, in the row of its numerator."""
    rows: dict[str, FillRow] = {}
    for figure in figures:
        if figure["cell_part"] == "denominator":
            continue
        key = f"{figure['indicator_code']}:{figure['breakdown_code']}:{figure['period_code']}"
        row = rows.setdefault(key, FillRow(key, {}, {"ghi_chu": f"Cách đọc: {_READINGS[figure['reading']]}"}))
        row.values[_COLUMNS[figure["value_kind"]]] = figure["cell_text"]
    return list(rows.values())
