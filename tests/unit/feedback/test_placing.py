"""Every cited address is read again before anything is written upon it."""

from __future__ import annotations

import pytest

from mtqg.feedback.placing import Placer, Recorded
from mtqg.feedback.remarks import Remark
from mtqg.readers.texts import Percent
from mtqg.readers.workbook import SheetGrid

ROWS = [["Kỳ báo cáo: Tháng 13", "", ""], ["00123", "Xã A", 1234.5], ["", "1.234,5", Percent(0.0352)], [7.0, "x", ""]]


def grid(name: str = "VON-01", is_hidden: bool = False, merges: tuple = ()) -> SheetGrid:
    return SheetGrid(name, is_hidden, ROWS, list(merges), frozenset(), frozenset())


def remark(cell_ref: str | None, actual: str | None, scope: str = "workbook", sheet: str = "VON-01",
           cites: str = "content") -> Remark:
    return Remark("VON-01-R001", "critical", "", "", "", "", sheet=sheet, cell_ref=cell_ref, actual=actual, scope=scope,
                  cites=cites)


def doubt(one: Remark, recorded: dict | None = None, of: SheetGrid | None = None) -> str | None:
    placed = Placer([of or grid()], recorded or {}).place(one)
    assert (placed.cell is None) == (placed.doubt is not None or one.cell_ref is None)
    return placed.doubt


@pytest.mark.parametrize(("ref", "actual", "scope"), [
    ("C2", "1234.5", "workbook"), ("C3", "3.52", "workbook"), ("A4", "7", "workbook"), ("B4", "x", "workbook"),
    ("C4", None, "workbook"), ("Z90", None, "workbook"), ("A1", "Tháng 13", "reading"), ("B2", "00123 Xã A", "reading"),
    ("A1", None, "reading"),
])
def test_a_cell_that_says_what_was_found_is_marked(ref, actual, scope):
    assert doubt(remark(ref, actual, scope)) is None


def test_a_number_typed_as_text_is_compared_by_what_the_reader_understood():
    assert doubt(remark("B3", "1234.5"), {("VON-01", "B3"): [Recorded("1.234,5", 1234.5)]}) is None
    assert doubt(remark("B3", "1234.5")) == "differs"


@pytest.mark.parametrize(("ref", "actual", "scope"), [
    ("C2", "1234.6", "workbook"), ("B2", "1234.5", "workbook"), ("C2", None, "workbook"), ("C4", "7", "workbook"),
    ("A1", "Tháng 12", "reading"), ("B4", "Xã A", "reading"),
])
def test_a_cell_that_says_something_else_is_not_marked(ref, actual, scope):
    assert doubt(remark(ref, actual, scope)) == "differs"


def test_a_cell_that_no_longer_holds_what_was_recorded_is_not_marked():
    assert doubt(remark("C2", "1234.5"), {("VON-01", "C2"): [Recorded("1234.4", 1234.5)]}) == "differs"
    assert doubt(remark("C4", None), {("VON-01", "C4"): [Recorded("5", 5.0)]}) == "differs"


@pytest.mark.parametrize("ref", ["ZZZZ1", "A0", "XFE1", "A1048577", "'!A1", "a1", "A1:B2"])
def test_what_is_no_address_is_not_there(ref):
    assert doubt(remark(ref, None)) == "not_there"


def test_a_sheet_that_is_not_there_or_hidden_and_a_cell_inside_merged_ones():
    assert doubt(remark("C2", "1234.5", sheet="Khác")) == "not_there"
    assert doubt(remark("C2", "1234.5"), of=grid(is_hidden=True)) == "hidden_sheet"
    merged = grid(merges=[((1, 1), (1, 2))])
    assert doubt(remark("C2", "1234.5"), of=merged) == "merged"
    assert doubt(remark("B2", "Xã A", "reading"), of=merged) is None


def test_what_is_said_of_a_place_is_not_compared_with_its_content():
    assert doubt(remark("A2", "13, 14", "reading")) == "differs"
    assert doubt(remark("A2", "13, 14", "reading", cites="place")) is None
