"""Formulas give the value that was stored; one that was never computed is no empty cell."""

import io

import openpyxl
import written_files as written

from mtqg.readers.containers.opening import open_workbooks


def rows(content, registry):
    opened = open_workbooks(content, "a.xlsx", registry)
    assert not opened.is_refused, opened.findings
    return opened.grids[0].rows


def test_formulas_without_a_stored_value_stand_as_they_were_typed(registry):
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    book.active.append([1, 2, "=A1+B1", '=IF(A1<2,"a&b","")'])
    book.save(buffer)
    assert rows(buffer.getvalue(), registry) == [[1.0, 2.0, "=A1+B1", '=IF(A1<2,"a&b","")']]


def test_formulas_with_a_stored_value_give_it(registry):
    def write(book, page):
        page.write_formula(0, 0, "=1+1", None, 2)
        page.write_formula(0, 1, '="a"', None, "a")
        page.write_formula(0, 2, "=1/0", None, "#DIV/0!")
        page.write_formula(0, 3, '=""', None, "")
        page.write(0, 4, "x")

    found = rows(written.xlsx(write), registry)[0]
    assert found[:3] == [2.0, "a", "#DIV/0!"] and found[4] == "x"


def test_an_empty_text_is_empty(registry):
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><v>1</v></c><c r="C1"><f>A1</f></c></row></sheetData></worksheet>'
    )
    base = written.xlsx(lambda book, page: page.write(0, 0, 1))
    assert rows(written.with_parts(base, {"xl/worksheets/sheet1.xml": sheet}), registry) == [["", 1.0, "=A1"]]
