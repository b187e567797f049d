"""An .ods: typed values, repeated cells, hidden parts, fonts, errors, formulas."""

import io
from datetime import date, datetime, time

import written_files as written
from python_calamine import CalamineWorkbook

from mtqg.readers.containers.opening import open_workbooks
from mtqg.readers.texts import Percent
from mtqg.readers.workbook import SheetGrid

STYLES = """<office:font-face-decls><style:font-face style:name="F1" svg:font-family="'.VnTimeH'"/></office:font-face-decls>
<office:automatic-styles>
<style:style style:name="ce1" style:family="table-cell"><style:text-properties style:font-name="F1"/></style:style>
<style:style style:name="T1" style:family="text"><style:text-properties fo:font-family="VNI-Times"/></style:style>
<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>
</office:automatic-styles>"""


def typed(kind, value, text="", attribute="value", more=""):
    return (
        f'<table:table-cell office:value-type="{kind}" office:{attribute}="{value}" {more}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def sheets(content, registry) -> list[SheetGrid]:
    opened = open_workbooks(content, "a.ods", registry)
    assert not opened.is_refused, opened.findings
    return opened.grids


def test_values_have_the_types_of_an_xlsx(registry):
    row = "".join(
        [
            written.ods_text("Tỉnh"),
            typed("float", "1234.5", "1.234,5"),
            typed("percentage", "0.0352", "3,52%"),
            typed("currency", "7", "7 ₫"),
            typed("date", "2024-10-23", attribute="date-value"),
            typed("date", "2024-10-23T14:30:00", attribute="date-value"),
            typed("time", "PT06H00M00S", attribute="time-value"),
            typed("boolean", "true", attribute="boolean-value"),
            '<table:table-cell table:style-name="ce9"/>',
            '<table:table-cell office:value-type="string" calcext:value-type="error" table:formula="of:=1/0">'
            "<text:p>#DIV/0!</text:p></table:table-cell>",
            typed("float", "NaN", "?"),
            '<table:table-cell table:formula="of:=[.A1]"/>',
        ]
    )
    (grid,) = sheets(written.ods(written.ods_table(row)), registry)
    assert grid.rows == [
        [
            "Tỉnh",
            1234.5,
            Percent(0.0352),
            7.0,
            date(2024, 10, 23),
            datetime(2024, 10, 23, 14, 30),
            time(6, 0),
            "TRUE",
            "",
            "#DIV/0!",
            "?",
            "of:=[.A1]",
        ]
    ]
    assert grid.formulas == {(0, 9), (0, 11)}


def test_paragraphs_spaces_and_notes(registry):
    cell = (
        '<table:table-cell office:value-type="string"><office:annotation><text:p>ghi chú</text:p></office:annotation>'
        '<text:p>Tổng<text:s text:c="2"/>số<text:line-break/>hộ</text:p><text:p>Total<text:tab/>x</text:p></table:table-cell>'
    )
    (grid,) = sheets(written.ods(written.ods_table(cell)), registry)
    assert grid.rows == [["Tổng  số\nhộ\nTotal\tx"]]


def test_repeated_cells_and_rows_are_laid_out_and_blank_ones_are_not(registry):
    body = (
        '<table:table table:name="S"><table:table-column table:number-columns-repeated="16384"/>'
        '<table:table-row table:number-rows-repeated="2">'
        + typed("float", "1", more='table:number-columns-repeated="3"')
        + '<table:table-cell table:number-columns-repeated="16381"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        "<table:table-row>" + written.ods_text("x") + "</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:style-name="c" '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    (grid,) = sheets(written.ods(body), registry)
    assert grid.rows == [[1.0] * 3, [1.0] * 3, ["", "", ""], ["", "", ""], ["x", "", ""]]


def test_hidden_parts_and_merged_ranges(registry):
    body = (
        '<table:table table:name="S"><table:table-column/><table:table-column table:visibility="collapse"/>'
        "<table:table-row>"
        + written.ods_text("a", 'table:number-columns-spanned="2" table:number-rows-spanned="2"')
        + '<table:covered-table-cell/></table:table-row><table:table-row table:visibility="filter">'
        + written.ods_text("b")
        + '</table:table-row><table:table-row-group table:display="false"><table:table-row>'
        + written.ods_text("c")
        + "</table:table-row></table:table-row-group></table:table>"
    )
    first, second = sheets(
        written.ods(body + written.ods_table(written.ods_text("d"), name="Ẩn", attributes='table:style-name="ta1"'), STYLES),
        registry,
    )
    assert (first.merges, first.hidden_rows, first.hidden_columns, first.is_hidden) == ([((0, 0), (1, 1))], {1, 2}, {1}, False)
    assert second.name == "Ẩn" and second.is_hidden


def test_fonts_of_cells_and_of_runs(registry, old_alphabets):
    cell = (
        f'<table:table-cell office:value-type="string"><text:p>Tỉnh <text:span text:style-name="T1">'
        f"{old_alphabets['VNI'].encode('Đồng Tháp')}</text:span></text:p></table:table-cell>"
    )
    content = written.ods(
        written.ods_table(written.ods_text(old_alphabets["TCVN3"].encode("bộ tài chính"), 'table:style-name="ce1"') + cell),
        STYLES,
    )
    (grid,) = sheets(content, registry)
    assert grid.rows == [["BỘ TÀI CHÍNH", "Tỉnh Đồng Tháp"]]


def test_cached_tables_of_other_files_are_no_sheets(registry):
    body = (
        written.ods_table(written.ods_text("a")) + f"<table:dde-links><table:dde-link>{written.ods_table(written.ods_text('b'))}"
        "</table:dde-link></table:dde-links>"
    )
    assert [grid.rows for grid in sheets(written.ods(body), registry)] == [[["a"]]]


def test_a_password_is_a_finding_of_its_own(registry):
    content = written.ods("", **{"META-INF/manifest.xml": '<m><manifest:encryption-data xmlns:manifest="m"/></m>'})
    opened = open_workbooks(content, "a.ods", registry)
    assert [found.rule_id for found in opened.findings] == ["COMMON-R027"]


def test_numbers_and_texts_are_those_that_calamine_reads(registry):
    rows = [
        "".join(written.ods_text(f"ô {row}.{column}") if (row + column) % 3 else typed("float", row * 1.5) for column in range(9))
        for row in range(40)
    ]
    content = written.ods(written.ods_table(*rows))
    expected = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert sheets(content, registry)[0].rows == expected
