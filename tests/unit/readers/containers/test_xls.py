"""An .xls: values as xlrd gives them, and what formats, fonts and hidden rows say."""

import struct
from datetime import date, datetime, time

import pytest
import written_biff as biff
import written_files as written
import xlrd
import xlwt

from mtqg.readers.containers.opening import open_workbooks
from mtqg.readers.texts import Percent


def opened(content, registry):
    found = open_workbooks(content, "a.xls", registry)
    assert not found.is_refused, found.findings
    return found


def sheet(content, registry):
    return opened(content, registry).grids[0]


def test_values_have_the_types_of_an_xlsx(registry):
    def write(book, page):
        for column, (value, number_format) in enumerate(
            [
                ("Tỉnh Quảng Nam", "General"),
                (1234.5, "#,##0.0"),
                (7, "General"),
                (0.0352, "0.00%"),
                (0.5, '0.0" %"'),
                (date(2024, 10, 23), "dd/mm/yyyy"),
                (datetime(2024, 10, 23, 14, 30), "dd/mm/yyyy hh:mm"),
                (0.25, "hh:mm"),
                (True, "General"),
                (-3, "dd/mm/yyyy"),
                (None, "0%"),
            ]
        ):
            page.write(0, column, value, written.xls_look(number_format=number_format))
        page.row(1).set_cell_error(0, "#REF!")
        page.row(1).set_cell_error(1, "#DIV/0!")
        page.write(1, 2, xlwt.Formula("A1"))

    grid = sheet(written.xls(write), registry)
    assert grid.rows[0] == [
        "Tỉnh Quảng Nam",
        1234.5,
        7.0,
        Percent(0.0352),
        0.5,
        date(2024, 10, 23),
        datetime(2024, 10, 23, 14, 30),
        time(6, 0),
        "TRUE",
        -3.0,
    ]
    assert grid.rows[1][:2] == ["#REF!", "#DIV/0!"]
    assert grid.formulas == {(1, 2)}


def test_hidden_rows_columns_and_sheets_and_merged_ranges(registry):
    def write(book, page):
        page.write_merge(0, 1, 1, 2, "Kế hoạch")
        page.write(4, 0, 1)
        page.row(4).hidden = True
        page.col(2).hidden = True
        other = book.add_sheet("Ẩn")
        other.write(0, 0, "x")
        other.visibility = 1

    found = opened(written.xls(write), registry)
    assert [(grid.name, grid.is_hidden) for grid in found.grids] == [("Biểu", False), ("Ẩn", True)]
    grid = found.grids[0]
    assert (grid.merges, grid.hidden_rows, grid.hidden_columns) == ([((0, 1), (1, 2))], {4}, {2})


def test_texts_in_old_fonts_are_decoded_and_kept_as_typed(registry, old_alphabets):
    tcvn3, vni = old_alphabets["TCVN3"], old_alphabets["VNI"]

    def write(book, page):
        page.write(0, 0, tcvn3.encode("bộ tài chính"), written.xls_look(".VnArialH"))
        page.write(1, 0, tcvn3.encode("trung ương"), written.xls_look(".VnTime"))
        page.write(2, 0, vni.encode("Tỉnh Đồng Tháp"), written.xls_look("VNI-Times"))
        page.write(3, 0, "Tỉnh Quảng Nam", written.xls_look("Times New Roman"))
        page.write_rich_text(
            4, 0, [("Tỉnh ", written.xls_look("Arial").font), (tcvn3.encode("Đắk Lắk"), written.xls_look(".VnTime").font)]
        )

    found = opened(written.xls(write), registry)
    assert [row[0] for row in found.grids[0].rows] == [
        "BỘ TÀI CHÍNH",
        "trung ương",
        "Tỉnh Đồng Tháp",
        "Tỉnh Quảng Nam",
        "Tỉnh Đắk Lắk",
    ]
    assert found.grids[0].typed[1, 0] == "trung \u00ad¬ng"
    assert [(f.rule_id, f.actual, f.details["cells"]) for f in found.findings] == [
        ("COMMON-R023", "TCVN3", "3"),
        ("COMMON-R023", "VNI", "1"),
    ]


def test_texts_before_unicode_are_bytes_of_a_code_page(registry, old_alphabets):
    """Excel 5 and 95: the code page decides, but not for cells in an old font."""

    def label(row, text, style):
        return biff.record(0x204, struct.pack("<HHHH", row, 0, style, len(text)) + text)

    def write(codepage):
        looks = (
            biff.record(0x42, struct.pack("<H", codepage))
            + biff.font("Arial", 0x500)
            + biff.font(".VnTime", 0x500)
            + biff.look(0, version=0x500)
            + biff.look(1, version=0x500)
        )
        cells = label(0, written.windows_1258("Tỉnh Quảng Nam"), 0) + label(
            1, old_alphabets["TCVN3"].encode("cơ sở").encode("latin-1"), 1
        )
        return biff.compound(biff.book(cells, globals_=looks, version=0x500), "Book")

    assert [row[0] for row in sheet(write(1258), registry).rows] == ["Tỉnh Quảng Nam", "cơ sở"]
    assert sheet(write(1252), registry).rows[1] == ["cơ sở"]


@pytest.mark.parametrize("shift", [9, 12])
@pytest.mark.parametrize("rows", [3, 3_000])
def test_small_and_large_streams_of_either_sector_size(shift, rows, registry):
    stream = biff.book(b"".join(biff.number(row, 0, row + 0.5) for row in range(rows)), biff.number(0, 0, 7.0), names=("A", "B"))
    found = opened(biff.compound(stream, shift=shift), registry)
    assert [grid.name for grid in found.grids] == ["A", "B"]
    assert found.grids[0].rows[-1] == [rows - 0.5] and found.grids[1].rows == [[7.0]]


def test_blank_cells_do_not_widen_the_sheet(registry):
    stream = biff.book(biff.number(1, 1, 5.0) + b"".join(biff.blank(row, 200) for row in range(60_000)))
    assert sheet(biff.compound(stream), registry).rows == [["", ""], ["", 5.0]]


def test_what_xlrd_reads_alone_is_what_the_grid_holds(registry):
    """The records left out before xlrd reads the stream change no value."""

    def write(book, page):
        for row in range(60):
            for column in range(12):
                page.write(
                    row,
                    column,
                    [f"ô {row}", row * 1.25, row % 2 == 0, "", row][column % 5],
                    written.xls_look("Arial", ["General", "0.00", "#,##0"][row % 3]),
                )
        page.insert_bitmap_data(_BITMAP, 2, 2)
        book.add_sheet("Hai").write(3, 4, "x")

    content = written.xls(write)
    alone = xlrd.open_workbook(file_contents=content)
    for grid, expected in zip(opened(content, registry).grids, alone.sheets(), strict=True):
        wanted = [
            [
                {True: "TRUE", False: "FALSE"}[bool(cell.value)] if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value
                for cell in expected.row(row)
            ]
            for row in range(expected.nrows)
        ]
        assert grid.rows == wanted


_BITMAP = b"BM" + struct.pack("<IHHIIIIHHIIIIII", 58, 0, 0, 54, 40, 1, 1, 1, 24, 0, 4, 0, 0, 0, 0) + b"\0\0\xff\0"
