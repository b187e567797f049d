"""Writes tests/forms/<form>/<case>/: workbook.xlsx, cells.csv, findings.csv, case.yml. Run: python tests/forms/make_cases.py

What must be read is known from what was put in, never from the reader. A case is a function below: its docstring says the trait,
its findings are what it returns.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parent))
import case_traits
from painting import Sheet, paint, sheet_of

from mtqg.readers.cells import address
from mtqg.registry import load_registry
from mtqg.registry.periods import parse_period
from mtqg.templates import FillRow, FormFill

HERE = Path(__file__).parent
REGISTRY = load_registry()
#: Small reports: (form, source, province, period).
PLAIN = {
    "ntm_01": ("NTM-01", "48-VP", "63-P-48", "2024-Q4"),
    "ntm_01_2025": ("NTM-01", "46-VP", "34-P-46", "2025-Q4"),
    "ntm_01_2026": ("NTM-01", "46-VP", "34-P-46", "2026-Q3"),
    "von_01": ("VON-01", "49-TC", "63-P-49", "2024-12"),
    "th_01": ("TH-01", "62-VP", "63-P-62", "2023-10"),
}
_TREE = ("NTM-ND01|NSTW-DTPT-TN|2024", "NTM-ND01|NSTW-SN-TN|2023", "GNBV-DA1-T1|NSTW-DTPT-TN|2024", "DTTS-DA2|NSDP-T-DTPT|2022")
_LINES = (
    "NTM.XA_DC:_T:2023-10",
    "NTM.THON_DC:_T:2023-10",
    "GN.TL_HN:_T:2022",
    "GN.HO_THOAT:_T:2022",
    "GN.TL_HN:KV_DTTS:2022",
    "NTM.TNBQ:_T:2022",
)


def plain_report(name: str) -> tuple[FormFill, dict]:
    """A small report in which everything is right, and its numbers."""
    form, source, unit, period = PLAIN[name]
    day = parse_period(period).end
    if form == "NTM-01":
        units = REGISTRY.units.under(unit, day, "commune", ("Xã",))
        rows = [FillRow(unit.admin_unit_code, _commune(number, day.year)) for number, unit in enumerate(units)]
    elif form == "VON-01":
        rows = [FillRow(key, _money(number)) for number, key in enumerate(_TREE, 1)]
    else:
        figures = (42, 17, 6.5, 6781, 11.05, 41.7)
        rows = [FillRow(key, {"thuc_hien": figure}) for key, figure in zip(_LINES, figures, strict=True)]
    words = {"x": 1}
    numbers = {
        (row.row_key, key): Decimal(str(words.get(value, value)))
        for row in rows
        for key, value in row.values.items()
        if value is not None
    }
    return FormFill(source, unit, period, None, rows), numbers


def _commune(number: int, year: int) -> dict:
    count = 19 if year < 2026 else 10
    met = count - number % 4
    values = {f"tieu_chi_{no:02d}": "x" if no <= met else None for no in range(1, count + 1)}
    return values | {
        "so_tieu_chi": met,
        "dat_chuan": "x" if met == count else None,
        "so_thon": 8 + number,
        "thon_dc": 5,
        "so_ho": 1200 + 10 * number,
        "dan_so_nt": 4800 + 40 * number,
        "thu_nhap": 50 + number / 10,
    }


def _money(number: int) -> dict:
    planned, carried = 1000 * number, 200.5 * (number - 1)
    spent = 400 * number
    return {
        "kh_giao": planned,
        "phan_bo": planned - 100,
        "chua_pb": 100,
        "keo_dai": carried,
        "tong_kh": planned + carried,
        "gn_lk": spent,
        "gn_kd": 0,
        "ty_le": round(100 * spent / (planned + carried), 2),
        "huy": 0,
        "uoc_gn": spent + 50,
    }


def write_case(folder: Path, form_code: str, source: str, trait: Callable, sheets: list[Sheet], findings: list[tuple]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "workbook.xlsx").write_bytes(paint(*sheets))
    case = {
        "form_code": form_code,
        "source_code": source,
        "on": "2026-09-30" if folder.name[-5:-2] == "_20" else "2024-12-31",
        "trait": trait.__doc__,
    }
    (folder / "case.yml").write_text(yaml.safe_dump(case, allow_unicode=True, sort_keys=False), encoding="utf-8")
    cells = [
        (
            sheet.name,
            address(*at),
            cell.row_key,
            cell.column_key,
            "" if cell.number is None else f"{cell.number:f}",
            cell.status,
        )
        for sheet in sheets
        for at, cell in sorted(sheet.cells.items())
        if cell.status
    ]
    _write_csv(folder / "cells.csv", ("sheet", "cell_ref", "row_key", "column_key", "value", "cell_status"), cells)
    _write_csv(folder / "findings.csv", ("rule_id", "sheet", "cell_ref"), sorted(findings, key=str))


def _write_csv(path: Path, header: tuple, rows: list) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")


def main() -> None:
    for trait, names in case_traits.TRAITS.items():
        for name in names:
            fill, numbers = plain_report(name)
            form, source = PLAIN[name][:2]
            sheet = sheet_of(REGISTRY, form, fill, numbers)
            found = trait(sheet, fill)
            folder = (
                HERE / name[:-5] / f"{trait.__name__}_{name[-4:]}" if name[-5:-2] == "_20" else HERE / name / trait.__name__
            )
            findings = [
                (f"COMMON-{rule}", None if where == "file" else sheet.name, None if where == "file" else where or None)
                for rule, where in found
            ]
            write_case(folder, form, source, trait, [sheet], findings)
            print(folder.relative_to(HERE))


if __name__ == "__main__":
    main()
