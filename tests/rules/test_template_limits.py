"""What a template does not let an officer type is what judging would find; what lies on a bound is neither."""

from __future__ import annotations

import io
import re

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import range_boundaries

from mtqg.quality import judge_frames
from mtqg.readers import read_submission
from mtqg.registry import load_registry
from mtqg.sample.patch import patched
from mtqg.templates import FillRow, FormFill, write_workbook

#: (form, unit, period, row, column, what is typed, whether the template takes it)
TYPED = [
    ("GN-02", "34-P-48", "2026", "34-C-20308", "ho_ngheo", -1, False),
    ("GN-02", "34-P-48", "2026", "34-C-20308", "ho_ngheo", 0, True),
    ("GN-02", "34-P-48", "2026", "34-C-20308", "ho_ngheo", 7.5, False),
    ("GN-02", "34-P-48", "2026", "34-C-20308", "tl_ho_ngheo", 100.01, False),
    ("GN-02", "34-P-48", "2026", "34-C-20308", "tl_ho_ngheo", 100, True),
    ("GN-02", "34-P-48", "2026", "34-C-20308", "tl_ho_ngheo", -0.5, False),
    ("GN-02", "34-P-48", "2026", "34-C-20308", "ho_ngheo", "chưa rõ", False),
    ("GN-02", "34-P-48", "2026", "34-C-20308", "ho_ngheo", "..", True),
    ("VON-01", "34-P-48", "2026-09", "HN2635-HP1|NSTW-SN-TN|2026", "kh_giao", -3, False),
    ("VON-01", "34-P-48", "2026-09", "HN2635-HP1|NSTW-SN-TN|2026", "kh_giao", 12.5, True),
    ("KH-01", "34-P-48", "2026", "NTM.XA_DC:_T:2026", "ke_hoach", 3.5, False),
    ("KH-01", "34-P-48", "2026", "GN.TL_HN:_T:2026", "ke_hoach", 101, False),
    ("KH-01", "34-P-48", "2026", "GN.GIAM_TL:_T:2026", "ke_hoach", -0.2, True),
    ("OCOP-01", "34-P-48", "2026-Q3", "dòng", "so_sao", "6 sao", False),
    ("OCOP-01", "34-P-48", "2026-Q3", "dòng", "so_sao", "4 sao", True),
    ("OCOP-01", "34-P-48", "2026-Q3", "dòng", "nhom_san_pham", "xe máy", False),
    ("OCOP-01", "34-P-48", "2026-Q3", "dòng", "ngay_quyet_dinh", 32000, False),
    ("OCOP-01", "34-P-48", "2026-Q3", "dòng", "ngay_quyet_dinh", 45000, True),
]
FOUND = {"COMMON-R011", "COMMON-R030", "COMMON-R031", "COMMON-R032", "COMMON-R054"}
SOUND = {"OCOP-01": {"ten_san_pham": "Chè xanh", "chu_the": "Hợp tác xã Chè xanh", "so_sao": 3, "nhom_san_pham": "đồ uống",
                     "so_quyet_dinh": "12/QĐ-UBND", "ngay_quyet_dinh": "05/01/2026"}}


@pytest.fixture(scope="module")
def registry():
    return load_registry()


def takes(validation, value) -> bool:
    """What Excel would answer: the bounds and words as they stand in the file."""
    if validation.type == "list":
        return str(value) in validation.formula1.strip('"').split(",")
    if validation.type == "date":
        return isinstance(value, int | float) and float(validation.formula1) <= value <= float(validation.formula2)
    if isinstance(value, str):
        return f'="{value}"' in validation.formula1
    bounds = [(sign, float(bound)) for sign, bound in re.findall(r"[A-Z]+\d+(>=|<=)(-?\d+)", validation.formula1)]
    is_inside = all(value >= bound if sign == ">=" else value <= bound for sign, bound in bounds)
    return is_inside and ("=INT(" not in validation.formula1 or value == int(value))


@pytest.mark.parametrize("typed", TYPED, ids=lambda typed: f"{typed[0]}-{typed[4]}-{typed[5]}")
def test_a_template_refuses_what_judging_would_find(registry, typed):
    form, unit, period, row, column, value, is_taken = typed
    figures = SOUND.get(form, {column: 5})
    written = write_workbook(registry, form, FormFill("48-XX", unit, period, None, [FillRow(row, figures)], totals=False))
    sheet, address = written.addresses[row, column]
    page = openpyxl.load_workbook(io.BytesIO(written.content))[sheet]
    cell = page[address]
    inside = [one for one in page.data_validations.dataValidation for part in str(one.sqref).split()
              if _holds(range_boundaries(part), cell.row, cell.column)]
    assert len(inside) == 1
    assert takes(inside[0], value) is is_taken
    content = patched(written.content, {address: value})
    reading = read_submission(content, "x.xlsx", registry, form_code=form)
    cells = pd.DataFrame(reading.cells.columns)
    cells.insert(0, "submission_id", "one")
    found = judge_frames(registry, form, cells, scopes=("workbook",)).get("one", [])
    rules = {one.rule_id for one in (*reading.findings, *found) if one.cell_ref == address} & FOUND
    assert bool(rules) is not is_taken
    if rules:
        assert any(rule in inside[0].error for rule in rules) or rules == {"COMMON-R030"} or "COMMON-R011" in rules


def _holds(bounds, row: int, column: int) -> bool:
    left, top, right, bottom = bounds
    return left <= column <= right and top <= row <= bottom
