"""The decimal mark of a sheet is decided once, from evidence that is kept; what contradicts itself is a finding, not a guess."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from mtqg.readers import read_submission
from mtqg.registry import load_registry
from mtqg.templates import FillRow, FormFill, write_workbook

REGISTRY = load_registry()
LINES = tuple(f"HN2635-HP1|{source}|2026" for source in ("NSTW-DTPT-TN", "NSTW-SN-TN", "NSDP-T-DTPT"))


def plain() -> bytes:
    values = {"kh_giao": 5000.0, "phan_bo": 5000.0, "chua_pb": 0.0, "keo_dai": 0.0, "tong_kh": 5000.0, "gn_lk": 400.0,
              "gn_kd": 0.0, "ty_le": 8.0, "huy": 0.0, "uoc_gn": 500.0}
    fill = FormFill("48-TC", "34-P-48", "2026-09", rows=[FillRow(line, dict(values)) for line in LINES])
    return write_workbook(REGISTRY, "VON-01", fill).content


def cells(reading) -> dict[tuple, tuple]:
    names = ("row_key", "column_key", "cell_ref", "value", "cell_status")
    return {(row, column): (ref, value, status) for row, column, ref, value, status in zip(
        *(reading.cells.columns[name] for name in names), strict=True) if column}


@pytest.fixture(scope="module")
def places():
    return {key: ref for key, (ref, _, _) in cells(read_submission(plain(), "von.xlsx", REGISTRY)).items()}


def read(places, **typed: dict[int, str]):
    """The workbook with these texts: column -> line -> what is typed."""
    book = load_workbook(BytesIO(plain()))
    for column, lines in typed.items():
        for line, text in lines.items():
            book["VON-01"][places[LINES[line], column]].value = text
    buffer = BytesIO()
    book.save(buffer)
    return read_submission(buffer.getvalue(), "von.xlsx", REGISTRY)


def rules(reading) -> set[str]:
    return {one.rule_id for one in reading.findings} & {"COMMON-R055", "COMMON-R056", "COMMON-R011"}


def test_numbers_that_are_numbers_need_no_evidence(places):
    assert read(places).number_marks == ()


def test_what_proves_the_comma_is_kept_with_its_first_cell(places):
    reading = read(places, kh_giao={0: "1.234,5", 1: "1.234"}, gn_lk={0: "3,52"})
    [marks] = reading.number_marks
    assert (marks.sheet, marks.decimal_mark, marks.basis) == ("VON-01", ",", "seen")
    assert (marks.comma_cells, marks.dot_cells, marks.unclear_cells) == (2, 0, 1)
    assert (marks.comma_ref, marks.unclear_ref) == (places[LINES[0], "kh_giao"], places[LINES[1], "kh_giao"])
    assert cells(reading)[LINES[1], "kh_giao"][1] == 1234
    assert not rules(reading)


def test_an_english_sheet_is_read_by_its_own_evidence(places):
    reading = read(places, kh_giao={0: "1,234.5", 1: "1,234"})
    assert reading.number_marks[0].decimal_mark == "."
    assert cells(reading)[LINES[1], "kh_giao"][1] == 1234


def test_nothing_but_the_default_is_said(places):
    reading = read(places, kh_giao={0: "1.234"}, gn_lk={0: "1,234"})
    [marks] = reading.number_marks
    assert (marks.decimal_mark, marks.basis, marks.unclear_cells) == (",", "default", 2)
    assert (cells(reading)[LINES[0], "kh_giao"][1], cells(reading)[LINES[0], "gn_lk"][1]) == (1234, Decimal("1.234"))
    [found] = [one for one in reading.findings if one.rule_id == "COMMON-R056"]
    assert (found.details["cells"], found.cell_ref) == ("2", marks.unclear_ref)


def test_marks_that_contradict_each_other_are_not_guessed(places):
    reading = read(places, kh_giao={0: "1.234,5", 1: "1.234"}, gn_lk={0: "3.52"})
    [marks] = reading.number_marks
    assert (marks.decimal_mark, marks.basis, marks.comma_cells, marks.dot_cells) == (None, "contradictory", 1, 1)
    assert rules(reading) == {"COMMON-R055", "COMMON-R011"}
    known = cells(reading)
    assert known[LINES[0], "kh_giao"][1:] == (Decimal("1234.5"), "accepted")
    assert known[LINES[1], "kh_giao"][1:] == (None, "rejected")
    assert known[LINES[0], "gn_lk"][1:] == (Decimal("3.52"), "accepted")


def test_one_slip_does_not_turn_a_sheet_of_thousands(places):
    """`3.5` once, beside many `1.234`: a thousand times less is worse than a question."""
    reading = read(places, kh_giao=dict.fromkeys(range(3), "1.234"), phan_bo=dict.fromkeys(range(3), "1.234"), gn_lk={0: "3.5"})
    assert reading.number_marks[0].basis == "contradictory"
    assert cells(reading)[LINES[0], "kh_giao"][2] == "rejected"


def test_many_commas_before_three_digits_speak_against_the_default(places):
    reading = read(places, kh_giao=dict.fromkeys(range(3), "1,234"), phan_bo=dict.fromkeys(range(3), "1,234"))
    assert reading.number_marks[0].basis == "contradictory"
    assert rules(reading) == {"COMMON-R055", "COMMON-R011"}
