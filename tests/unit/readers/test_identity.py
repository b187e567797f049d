from datetime import date

import pytest

from mtqg.readers import read_submission
from mtqg.readers.file_names import hints_of, period_in
from mtqg.readers.identity import day_said, form_code_in, period_said, read_heading, unit_said
from mtqg.readers.workbook import SheetGrid
from mtqg.registry import load_registry
from mtqg.sample.patch import patched
from mtqg.sample.seeding import Grid
from mtqg.templates import FillRow, FormFill, write_workbook

REGISTRY = load_registry()
FORMS = REGISTRY.forms
OLD, NEW = date(2024, 12, 31), date(2026, 9, 30)


def heading(*rows, form="VON-01"):
    width = max(len(row) for row in rows)
    grid = SheetGrid("VON-01", False, [[*row, *[""] * (width - len(row))] for row in rows], [], frozenset(), frozenset())
    return read_heading(grid, FORMS[form].editions[0])


@pytest.mark.parametrize(
    ("text", "day", "code"),
    [
        ("UBND tỉnh Quảng Nam", OLD, "63-P-49"),
        ("Sở Tài chính thành phố Đà Nẵng", NEW, "34-P-48"),
        ("Quảng Ngãi", NEW, "34-P-51"),
        ("Sở Tài chính Quảng Ngãi", NEW, "34-P-51"),
        ("TP. Hồ Chí Minh", NEW, "34-P-79"),
        ("UBND TỈNH ĐẮK LẮK", NEW, "34-P-66"),
        ("VĂN PHÒNG ĐIỀU PHỐI NTM TỈNH KON TUM", OLD, "63-P-62"),
        ("tinh Quang Tri", NEW, "34-P-44"),
    ],
)
def test_the_reporting_province_is_read_from_its_agency(text, day, code):
    assert REGISTRY.units.get(code, day) is not None
    assert unit_said(text, REGISTRY, day).admin_unit_code == code


@pytest.mark.parametrize(
    ("text", "day"), [("UBND tỉnh Quảng Nam", NEW), ("Sở Tài chính", OLD), ("Bộ Tài chính", NEW), ("", OLD)]
)
def test_a_unit_that_is_no_province_on_the_day_is_none(text, day):
    assert unit_said(text, REGISTRY, day) is None


def test_labels_and_values_in_one_cell_in_two_cells_or_on_two_lines_of_a_cell():
    said = heading(
        ["Biểu số VON-01"],
        ["Đơn vị báo cáo", "", "UBND tỉnh Quảng Nam"],
        ["KỲ BÁO CÁO : tháng 12/2024\nSố liệu tính đến ngày 31/12/2024"],
        ["(ĐVT: Tỷ đồng)"],
    )
    assert said.first("form_code").text == "VON-01"
    assert (said.first("admin_unit").text, said.first("admin_unit").row) == ("UBND tỉnh Quảng Nam", 1)
    assert period_said(said)[1] == "2024-12"
    assert day_said(said)[1] == date(2024, 12, 31)
    assert said.first("measure_unit").text == "Tỷ đồng"


def test_a_title_line_tells_the_period_where_no_label_does():
    assert period_said(heading(["BÁO CÁO VỐN"], ["Tháng 9 năm 2.026"]))[1] == "2026-09"
    assert period_said(heading(["Kết quả giải ngân vốn năm"]))[1] is None


@pytest.mark.parametrize(
    ("text", "code"), [("Biểu số: NTM-01", "NTM-01"), ("Biểu số: TH - 1", "TH-01"), ("BTC-M09", "BTC-M09"), ("Biểu số 5", None)]
)
def test_form_codes_are_read_in_any_spelling(text, code):
    assert form_code_in(text) == code


@pytest.mark.parametrize(
    ("stem", "code"),
    [
        ("Bieu VON-01 thang 12-2024 Quang Nam", "2024-12"),
        ("VON-01_T12.2024_QuangNam", "2024-12"),
        ("NTM-01_Q3.2026_x", "2026-Q3"),
        ("Biểu NTM-01 quý III năm 2026 - Huế", "2026-Q3"),
        ("NTM-01 quy IV-2024", "2024-Q4"),
        ("2026-09 von", "2026-09"),
        ("von cuoi", None),
    ],
)
def test_the_name_of_a_file_may_tell_its_period(stem, code):
    assert period_in(stem) == code


def test_hints_are_only_what_the_name_says_otherwise():
    form = FORMS["VON-01"]
    assert list(hints_of("Bieu VON-01 thang 12-2024.xlsx", FORMS, form, "2024-12")) == []
    assert list(hints_of("NTM-01 thang 11-2024.xlsx", FORMS, form, "2024-12")) == [("form", "NTM-01"), ("period", "2024-11")]


def test_where_no_period_can_be_read_the_kind_that_is_wanted_is_said_in_words():
    registry = load_registry()
    rows = [FillRow("HN2635-HP1|NSTW-DTPT-TN|2026", {"kh_giao": 1000})]
    content = write_workbook(registry, "VON-01", FormFill("48-TC", "34-P-48", "2026-09", None, rows)).content
    typed = {address: "kỳ này" for address, value in Grid(content).cells() if "tháng 9" in str(value).lower()}
    reading = read_submission(patched(content, typed), "bieu.xlsx", registry, form_code="VON-01")
    assert [one.expected for one in reading.findings if one.rule_id == "COMMON-R006"] == ["tháng"]


@pytest.mark.parametrize(
    ("said", "rules", "period"),
    [
        ("Tháng 12 năm 2025", {"COMMON-R057"}, None),
        ("Tháng 8 năm 2026", {"COMMON-R017", "COMMON-R057", "COMMON-R058"}, "2026-08"),
    ],
)
def test_a_period_of_another_year_that_day_and_file_name_deny_leaves_nothing_to_judge(said, rules, period):
    fill = FormFill("46-TC", "34-P-46", "2026-09", None, [FillRow("HN2635-HP1|NSTW-DTPT-TN|2026", {"kh_giao": 5, "gn_lk": 2})])
    content = patched(write_workbook(REGISTRY, "VON-01", fill).content, {"A6": f"Kỳ báo cáo: {said}"})
    reading = read_submission(content, "VON-01 T09.2026 Hue.xlsx", REGISTRY, form_code="VON-01")
    assert {finding.rule_id for finding in reading.findings} - {"COMMON-R013"} == rules
    assert reading.identity.period_code == period
    assert ("accepted" in set(reading.cells.columns["cell_status"])) == (period is not None)
