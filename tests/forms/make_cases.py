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
import figure_traits
import group_traits
import heading_traits
import label_traits
import more_cases
import name_traits
import printed_traits
import word_traits
from painting import Sheet, paint, sheet_of

from mtqg.readers.cells import address
from mtqg.registry import load_registry
from mtqg.registry.periods import parse_period
from mtqg.templates import FillRow, FormFill, empty_fill

HERE = Path(__file__).parent
_TRAITS = (case_traits, heading_traits, label_traits, name_traits, group_traits, figure_traits, word_traits,
           printed_traits)
REGISTRY = load_registry()
#: Small reports: (form, source, province, period).
PLAIN = {
    "ntm_01": ("NTM-01", "48-VP", "63-P-48", "2024-Q4"),
    "ntm_01_2025": ("NTM-01", "46-VP", "34-P-46", "2025-Q4"),
    "ntm_01_2026": ("NTM-01", "46-VP", "34-P-46", "2026-Q3"),
    "von_01": ("VON-01", "49-TC", "63-P-49", "2024-12"),
    "th_01": ("TH-01", "62-VP", "63-P-62", "2023-10"),
    "gn_01": ("GN-01", None, "63-P-48", "2024"),
    "gn_02": ("GN-02", None, "63-P-48", "2024"),
    "gn_02_2026": ("GN-02", None, "34-P-46", "2026"),
    "dt_01": ("DT-01", None, "63-P-48", "2024-Q4"),
    "dt_01_2026": ("DT-01", None, "34-P-46", "2026-Q3"),
    "kh_01": ("KH-01", "62-VP", "63-P-62", "2024"),
    "ocop_01": ("OCOP-01", "62-VP", "63-P-62", "2024-Q4"),
    "ocop_01_2026": ("OCOP-01", "46-VP", "34-P-46", "2026-Q3"),
    "vm_01": ("VM-01", "62-VP", "63-P-62", "2024-Q4"),
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
    elif form in ("GN-01", "GN-02", "DT-01", "KH-01"):
        rows = _counted(form, source, unit, period)
    elif form in ("OCOP-01", "VM-01"):
        rows = _listed(form)
    elif form == "VON-01":
        rows = [FillRow(key, _money(number)) for number, key in enumerate(_TREE, 1)]
    else:
        figures = (42, 17, 6.5, 6781, 11.05, 41.7)
        rows = [FillRow(key, {"thuc_hien": figure}) for key, figure in zip(_LINES, figures, strict=True)]
    words = {"x": 1, "4 sao": 4, "đang giải quyết": 1, "chưa giải quyết": 0}
    numbers = {
        (row.row_key, key): _number(words.get(value, value))
        for row in rows
        for key, value in row.values.items()
        if value is not None
    }
    return FormFill(source or "00-XX", unit, period, None, rows), numbers


def _number(value) -> Decimal | None:
    return None if isinstance(value, str) else Decimal(str(value))


def _counted(form: str, source: str | None, unit: str, period: str) -> list[FillRow]:
    """Every row of the empty template, with a whole number in every column that is no rate and no tick."""
    empty = empty_fill(REGISTRY, form, source or "00-XX", unit, period)
    edition = REGISTRY.forms[form].edition_on(parse_period(period).end)
    rows = []
    for number, row in enumerate(empty.rows):
        block = edition.block(row.block_code) if row.block_code else edition.blocks[0]
        figures = [c for c in block.columns if c.is_value and not c.vocabulary and c.total != "ratio"]
        values = {column.column_key: 1000 + 10 * number + place for place, column in enumerate(figures)}
        rows.append(FillRow(row.row_key, values, None, row.block_code))
    return rows


def _listed(form: str) -> list[FillRow]:
    """Four lines of a list."""
    rows = []
    for number in range(4):
        if form == "OCOP-01":
            values = {
                "ten_san_pham": f"Cà phê loại {number}",
                "chu_the": "HTX Nông nghiệp Sáu Nhất",
                "so_sao": (3, "4 sao")[number % 2],
                "so_quyet_dinh": f"{number}12/QĐ-UBND",
                "ngay_quyet_dinh": "15/12/2023",
                "ngay_het_han": "15/12/2026",
            }
            rows.append(FillRow(f"cà phê loại {number}|htx nông nghiệp sáu nhất", values))
        else:
            code = ("NTM", "NTM-ND01", "GNBV-DA1-T1", "DTTS-DA2")[number]
            values = {
                "noi_dung": f"Chưa có hướng dẫn nội dung {number}",
                "van_ban": "Thông tư đang soạn",
                "kien_nghi": "Sớm ban hành",
                "co_quan": "Bộ quản lý chương trình",
                "tinh_trang": ("đang giải quyết", "chưa giải quyết")[number % 2],
            }
            rows.append(FillRow(f"{code}|chưa có hướng dẫn nội dung {number}", values, {"du_an": code}))
    return rows


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


def write_case(
    folder: Path, form_code: str, source: str | None, trait: Callable, sheets: list[Sheet], findings: list[tuple]
) -> None:
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
    for trait, names in (one for traits in _TRAITS for one in traits.TRAITS.items()):
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
    for folder, form, trait, sheets, findings in more_cases.cases(REGISTRY, plain_report):
        write_case(HERE / folder, form, None, trait, sheets, findings)
        print(folder)


if __name__ == "__main__":
    main()
