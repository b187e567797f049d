import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from mtqg.commands.template import template
from mtqg.model import METADATA_SHEET
from mtqg.registry import load_registry
from mtqg.templates import FillRow, FormFill, empty_fill, write_workbook
from mtqg.templates.header import column_numbers

REGISTRY = load_registry()
MONEY = {"kh_giao": 1000, "phan_bo": 800, "chua_pb": 200, "keo_dai": 0, "tong_kh": 1000, "gn_lk": 250, "ty_le": 25.0}


def workbook(written):
    return openpyxl.load_workbook(io.BytesIO(written.content))


def cell(written, row_key, column_key):
    sheet, address = written.addresses[row_key, column_key]
    return workbook(written)[sheet][address]


def capital(*rows, totals=True):
    return write_workbook(REGISTRY, "VON-01", FormFill("49-TC", "63-P-49", "2024-12", None, list(rows), totals))


def test_subtotals_stand_above_their_lines_and_rates_are_ratios_of_sums():
    written = capital(
        FillRow("GNBV-DA1-T1|NSTW-DTPT-TN|2024", MONEY), FillRow("GNBV-DA2|NSTW-SN-TN|2024", MONEY | {"gn_lk": 750})
    )
    for key in ("_T|_T|_T", "GNBV|_T|_T"):
        assert (cell(written, key, "kh_giao").value, cell(written, key, "gn_lk").value) == (2000, 1000)
        assert cell(written, key, "ty_le").value == 50
    assert cell(written, "GNBV-DA1|_T|_T", "gn_lk").value == 250
    rows = [
        cell(written, key, "noi_dung").row
        for key in (
            "_T|_T|_T",
            "GNBV|_T|_T",
            "GNBV-DA1|_T|_T",
            "GNBV-DA1-T1|_T|_T",
            "GNBV-DA1-T1|NSTW-DTPT-TN|2024",
            "GNBV-DA2|_T|_T",
        )
    ]
    assert rows == sorted(rows)
    assert ("NTM|_T|_T", "noi_dung") not in written.addresses


def test_a_total_that_is_given_is_printed_as_it_is():
    written = capital(FillRow("GNBV-DA2|NSTW-SN-TN|2024", MONEY), FillRow("_T|_T|_T", {"kh_giao": 999}))
    assert cell(written, "_T|_T|_T", "kh_giao").value == 999
    assert ("_T|_T|_T", "gn_lk") not in written.addresses


def test_without_totals_only_headings_stand_above_the_lines():
    written = capital(FillRow("GNBV-DA2|NSTW-SN-TN|2024", MONEY), totals=False)
    assert ("_T|_T|_T", "noi_dung") not in written.addresses
    assert ("GNBV|_T|_T", "noi_dung") in written.addresses and ("GNBV|_T|_T", "kh_giao") not in written.addresses


def test_a_component_that_is_not_in_force_is_refused():
    with pytest.raises(ValueError, match="HN2635-HP1"):
        capital(FillRow("HN2635-HP1|NSTW-SN-TN|2024", MONEY))


def test_ticks_are_counted_and_income_is_weighted_by_people():
    first, second = (
        unit.admin_unit_code for unit in REGISTRY.units.under("63-P-48", date(2024, 12, 31), "commune", ("Xã",))[:2]
    )
    rows = [
        FillRow(first, {"tieu_chi_01": "x", "dan_so_nt": 1000, "thu_nhap": 40}),
        FillRow(second, {"tieu_chi_01": "x", "dan_so_nt": 3000, "thu_nhap": 60}),
    ]
    written = write_workbook(REGISTRY, "NTM-01", FormFill("48-VP", "63-P-48", "2024-Q4", None, rows))
    assert cell(written, "63-P-48", "tieu_chi_01").value == 2
    assert cell(written, "63-P-48", "thu_nhap").value == 55
    assert cell(written, first, "ten_xa").value == REGISTRY.units.get(first, date(2024, 12, 31)).full_name_vi


def test_labels_of_a_row_replace_what_the_form_prints():
    row = FillRow("GN.TL_HN:_T:2022", {"thuc_hien": "3,52%"}, {"don_vi_tinh": "phần trăm", "ghi_chu": "theo báo cáo"})
    written = write_workbook(REGISTRY, "TH-01", FormFill("38-CB", "63-P-38", "2024-10", date(2024, 10, 16), [row]))
    texts = [cell(written, row.row_key, key).value for key in ("ma", "don_vi_tinh", "ky_so_lieu", "thuc_hien", "ghi_chu")]
    assert texts == ["GN.TL_HN", "phần trăm", "Năm 2022", "3,52%", "theo báo cáo"]


def test_the_header_is_merged_and_numbered_and_the_identity_hidden():
    written = capital(FillRow("GNBV-DA2|NSTW-SN-TN|2024", MONEY))
    book = workbook(written)
    page = book["VON-01"]
    texts = {str(each.value): each.coordinate for row in page.iter_rows() for each in row if each.value is not None}
    assert "Đơn vị tính: Triệu đồng" in texts and "Đơn vị báo cáo: UBND tỉnh Quảng Nam" in texts and "3=1-2" in texts
    assert any(each.min_col == 6 and each.max_col == 10 for each in page.merged_cells.ranges)  # Kế hoạch vốn trong năm
    assert page[written.addresses["_T|_T|_T", "noi_dung"][1]].font.name == "Times New Roman"
    assert book[METADATA_SHEET].sheet_state == "veryHidden"
    assert dict(book[METADATA_SHEET].iter_rows(values_only=True))["period_code"] == "2024-12"


def test_columns_are_numbered_as_budget_forms_do():
    block = REGISTRY.forms["VON-01"].edition("2021-2025").block("von")
    assert column_numbers(block.columns) == ["A", "B", "C", "D", "E", 1, 2, "3=1-2", 4, "5=1+4", 6, 7, "8=6/5*100", 9, 10]


def test_the_empty_template_lists_every_unit_leaf_or_indicator():
    assert len(empty_fill(REGISTRY, "NTM-01", "62-VP", "63-P-62", "2023-Q4").rows) == 85
    keys = [row.row_key for row in empty_fill(REGISTRY, "VON-01", "48-TC", "34-P-48", "2026-09").rows]
    assert keys[0] == "HN2635-HP1|NSTW-DTPT-TN|2026" and len(keys) == 8
    assert "NTM.XA_DC:_T:2026-09" in [row.row_key for row in empty_fill(REGISTRY, "TH-01", "48-VP", "34-P-48", "2026-09").rows]


def test_the_command_writes_the_template_of_a_province(tmp_path: Path):
    out = tmp_path / "ntm.xlsx"
    done = CliRunner().invoke(template, ["ntm-01", "--unit", "48", "--period", "2026-Q3", "--out", str(out)])
    assert done.exit_code == 0 and "Thành phố Đà Nẵng" in done.output
    assert "NTM-01" in openpyxl.load_workbook(out).sheetnames


@pytest.mark.parametrize(("form", "unit", "period", "source"), [
    ("GN-01", "62", "2024", "62-LD"), ("GN-01", "48", "2026", "48-NN"), ("TH-01", "38", "2024-12", "38-VP"),
    ("BTC-M09", "VN", "2026", "VN-BTC")])
def test_a_template_is_that_of_the_source_that_owes_the_form(form, unit, period, source, tmp_path: Path):
    out = tmp_path / "form.xlsx"
    assert CliRunner().invoke(template, [form, "--unit", unit, "--period", period, "--out", str(out)]).exit_code == 0
    hidden = {row[0]: row[1] for row in openpyxl.load_workbook(out)[METADATA_SHEET].iter_rows(values_only=True, max_col=2)}
    assert hidden["source_code"] == source


@pytest.mark.parametrize(
    "arguments",
    [
        ["XX-99", "--unit", "48", "--period", "2026-Q3"],
        ["NTM-01", "--unit", "99", "--period", "2026-Q3"],
        ["NTM-01", "--unit", "48", "--period", "2026-09"],
        ["NTM-01", "--unit", "48", "--period", "hôm qua"],
        ["NTM-01", "--unit", "48", "--period", "2019-Q4"],
    ],
)
def test_the_command_names_what_is_wrong_with_its_arguments(arguments, tmp_path: Path):
    done = CliRunner().invoke(template, [*arguments, "--out", str(tmp_path / "x.xlsx")])
    assert done.exit_code == 2 and not (tmp_path / "x.xlsx").exists()


@pytest.mark.parametrize("block", [one.block_code for one in REGISTRY.forms["GN-01"].editions[-1].blocks])
def test_a_block_may_have_rows_where_another_of_the_sheet_has_none(block):
    first = next(column for column in REGISTRY.forms["GN-01"].editions[-1].block(block).columns if column.is_value).column_key
    rows = [FillRow("34-C-20308", {first: 7}, None, block)]
    written = write_workbook(REGISTRY, "GN-01", FormFill("48-NN", "34-P-48", "2026", None, rows))
    assert cell(written, "34-C-20308", first).value == 7
