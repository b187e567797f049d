"""A workbook as an office keeps it for years: macros, a pivot, a table, protection, shared formulas, links, hidden sheets."""

from __future__ import annotations

import io
import re

import xlsxwriter

from tests.unit.feedback.packages import package, parts

MACROS = b"\xcc\x61\x00\x01 of the province"
_PIVOT = b'<pivotTableDefinition xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" name="T" cacheId="1"/>'


def office_workbook() -> bytes:
    """`VON-01` is the third tab of a macro workbook of 1904, protected; the first has the name of our list."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": True}) as book:
        book.add_vba_project(io.BytesIO(MACROS), True)
        own, chart_page, page, hidden, table = (
            book.add_worksheet("Kết quả kiểm tra"), book.add_chartsheet("Biểu đồ"), book.add_worksheet("VON-01"),
            book.add_worksheet("Rất ẩn"), book.add_worksheet("Bảng phụ"))
        own.write(0, 0, "của tỉnh")
        hidden.very_hidden()
        money = book.add_format({"num_format": "#,##0.0", "border": 1})
        for row in range(10, 20):
            page.write_number(row, 1, 100.5 * row, money)
            page.write_formula(row, 2, f"=B{row + 1}*2", money, 201 * row)
        page.write_comment("B13", "Đã đối chiếu với Kho bạc", {"author": "Sở Tài chính", "visible": True})
        page.merge_range("A1:F2", "TÌNH HÌNH GIẢI NGÂN", money)
        page.conditional_format("B11:B20", {"type": "data_bar", "data_bar_2010": True})
        page.conditional_format("C11:C20", {"type": "icon_set", "icon_style": "3_traffic_lights"})
        page.data_validation("B11:B20", {"validate": "decimal", "criteria": ">=", "value": 0})
        page.data_validation("A11:A20", {"validate": "list", "source": "='Rất ẩn'!$A$1:$A$9"})
        page.write_url("A25", "internal:'Rất ẩn'!A1", string="xem")
        page.write_url("A26", "https://example.org/", string="web")
        page.protect("mk", {"select_locked_cells": True})
        page.set_row(14, None, None, {"hidden": True, "level": 1})
        page.print_area("A1:F20")
        page.repeat_rows(8, 9)
        page.activate()
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "='VON-01'!$B$11:$B$20"})
        chart_page.set_chart(chart)
        table.add_table("A1:B3", {"data": [["a", 1], ["b", 2]], "columns": [{"header": "x"}, {"header": "y"}]})
    return package(_with_parts_of_excel(parts(out.getvalue())))


def _with_parts_of_excel(source: dict[str, bytes]) -> dict[str, bytes]:
    """What only Excel writes: formulas shared by a column, a pivot table, a part of the office's own."""
    name = "xl/worksheets/sheet2.xml"
    shared = iter([b'<f t="shared" ref="C11:C20" si="0">B11*2</f>', *[b'<f t="shared" si="0"/>'] * 9])
    source[name] = re.sub(rb"<f>B\d+\*2</f>", lambda _: next(shared), source[name])
    assert source[name].count(b't="shared"') == 10
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.pivotTable+xml"
    source["[Content_Types].xml"] = source["[Content_Types].xml"].replace(
        b"</Types>", b'<Override PartName="/xl/pivotTables/pivotTable1.xml" ContentType="' + kind + b'"/></Types>')
    return source | {"xl/pivotTables/pivotTable1.xml": _PIVOT, "customXml/item1.xml": "<a>ở</a>".encode()}
