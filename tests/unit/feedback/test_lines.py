"""Equal findings stand over ranges, what follows from another stands below it, and none is lost."""

from __future__ import annotations

from mtqg.feedback.lines import Line, lines_of, range_of
from mtqg.feedback.ooxml.addresses import cell_of
from mtqg.feedback.placing import Placed
from mtqg.feedback.remarks import Remark


def one(ref: str | None, actual: str | None = "1", expected: str | None = None, rule_id: str = "X-R001",
        severity: str = "critical", message: str = "sai", **more) -> Placed:
    remark = Remark(rule_id, severity, message, message, "", "", sheet="S", cell_ref=ref, actual=actual, expected=expected,
                    **more)
    return Placed(remark, cell_of(ref))


def lines(*placed: Placed, content=lambda _sheet, _cell: "") -> list[Line]:
    found = lines_of(placed, ["S"], content)
    kept = [each for line in found for part in (line, *line.implied) for each in part.members]
    assert sorted(map(id, kept)) == sorted(map(id, placed))         # each in exactly one place
    return found


def test_neighbours_in_a_column_and_in_a_row_are_one_line():
    found = lines(*(one(f"D{row}") for row in range(17, 30)), one("F5"), one("G5"), one("D31"), one("D17", rule_id="X-R002"))
    assert [range_of(line) for line in found] == ["F5:G5", "D17:D29", "D17", "D31"]
    assert found[1].is_alike


def test_neighbours_that_say_different_things_are_one_line_with_its_cells():
    found = lines(one("D17", "1"), one("D18", "2"), one("D19", "2"), one("F17", "1"), one("F18", "2"))
    assert [range_of(line) for line in found] == ["D17:D19", "F17", "F18"]
    assert not found[0].is_alike


def test_grave_ones_come_first_and_waived_ones_last():
    found = lines(one("A9", waiver="12/CV"), one("A3", severity="info", rule_id="X-R003"),
                  one("A5", severity="warning", rule_id="X-R002"), one("A7", rule_id="X-R004"))
    assert [range_of(line) for line in found] == ["A7", "A5", "A3", "A9"]


def test_a_total_that_is_off_by_what_its_item_is_off_by_follows_from_it():
    found = lines(one("K5", "5000", "4900", "T", is_total=True), one("K9", "100", "200"),
                  one("K4", "5000", "4900", "T", is_total=True), one("L4", "5000", "4900", "T", is_total=True),
                  one("K3", "5000", "4901", "T", is_total=True))
    assert [(range_of(line), [range_of(below) for below in line.implied]) for line in found] == [
        ("K3", []), ("L4", []), ("K9", ["K4:K5"])]


def test_a_total_follows_from_all_wrong_items_together_and_from_a_row_set_aside():
    found = lines(one("K5", "5000", "4700", "T", is_total=True), one("K9", "100", "200"), one("K11", "100", "300"))
    assert [range_of(below) for line in found for below in line.implied] == ["K5"]
    aside = lines(one("K5", "5000", "4700", "T", is_total=True), one("C9", "Xã lạ", rule_id="COMMON-R009"),
                  content=lambda _sheet, cell: 300.0 if cell == (9, 11) else "")
    assert [(range_of(line), [range_of(below) for below in line.implied]) for line in aside] == [("C9", ["K5"])]


def test_a_total_follows_from_a_wrong_item_and_a_row_set_aside_together():
    found = lines(one("K12", "681", "987", "T", is_total=True), one("K16", "506", "50"), one("C22", "HP9", rule_id="COMMON-R009"),
                  content=lambda _sheet, cell: 150.0 if cell == (22, 11) else "")
    assert [(range_of(line), [range_of(below) for below in line.implied]) for line in found] == [("K16", ["K12"]), ("C22", [])]


def test_a_total_follows_from_an_item_out_of_bounds_that_its_difference_brings_back():
    found = lines(one("K12", "5000", "6500", "T", is_total=True), one("K15", "2572", "≤ 2408", "R004"),
                  one("L12", "5000", "6500", "T", is_total=True), one("L15", "9000", "≤ 2408", "R004"))
    assert [(range_of(line), [range_of(below) for below in line.implied]) for line in found] == [
        ("L12", []), ("K15", ["K12"]), ("L15", [])]


def test_a_mean_within_the_bounds_of_its_items_follows_from_the_one_that_is_not():
    found = lines(one("V81", "65.17", "6382.49", "T", is_total=True), one("V25", "52025", "2 – 1000"),
                  one("X81", "6517", "6382.49", "T", is_total=True), one("X25", "52025", "2 – 1000"))
    assert [(range_of(line), [range_of(below) for below in line.implied]) for line in found] == [
        ("V25", ["V81"]), ("X25", []), ("X81", [])]


def test_a_bound_in_a_cell_follows_from_the_value_that_keeps_it():
    found = lines(one("K15", "257", "≤ 240", "R004"), one("K15", "257", "107.28", "R007"), one("K15", "257", "≤ 90", "R014"))
    assert [(line.first.remark.rule_id, [below.first.remark.rule_id for below in line.implied]) for line in found] == [
        ("R007", ["R004"]), ("R014", [])]


def test_a_total_above_an_empty_cell_follows_from_it_when_it_is_larger_than_what_is_there():
    found = lines(one("K5", "5000", "4700", "T", is_total=True), one("K4", "4000", "4700", "T", is_total=True), one("K9", None))
    assert [(range_of(line), [range_of(below) for below in line.implied]) for line in found] == [("K4", []), ("K9", ["K5"])]


def test_two_rules_that_want_one_value_in_one_cell_are_mended_together():
    found = lines(one("K9", "1", "2", "X-R002", "warning"), one("K9", "1", "2", "X-R001"), one("K9", "1", "3", "X-R003"))
    assert [(line.first.remark.rule_id, [below.first.remark.rule_id for below in line.implied]) for line in found] == [
        ("X-R001", ["X-R002"]), ("X-R003", [])]


def test_a_total_above_a_negative_figure_follows_from_it():
    found = lines(one("F20", "-3", "≥ 0", rule_id="COMMON-R030"), one("F12", "10000", "6997", "T", is_total=True),
                  one("F17", "3000", "-3", "S", is_total=True), one("G12", "900", "800", "T", is_total=True))
    assert [(line.first.remark.cell_ref, [part.first.remark.cell_ref for part in line.implied]) for line in found] == [
        ("G12", []), ("F20", ["F12", "F17"])]


def test_a_rule_may_name_those_that_it_follows_from_in_its_line():
    found = lines(one("M42", rule_id="R031", implied_by=("R004",)), one("K42", rule_id="R004"),
                  one("M43", rule_id="R031", implied_by=("R004",)))
    assert [(range_of(line), [range_of(below) for below in line.implied]) for line in found] == [("K42", ["M42"]), ("M43", [])]


def test_findings_about_no_cell_stand_together_only_when_they_say_the_same():
    found = lines(*(one(None, message=f"Không có {name}") for name in ("A", "B", "A")))
    assert [len(line.members) for line in found] == [2, 1]
