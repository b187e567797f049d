"""What goes back for each kind of file, with and without a server."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt

from mtqg.cli import main
from mtqg.feedback.excerpt import sheet_names
from mtqg.feedback.placing import Recorded
from mtqg.feedback.remarks import Remark
from mtqg.feedback.returning import Judged, make_return
from mtqg.registry import load_registry
from tests.unit.feedback.packages import faults, parts, written_by_openpyxl

AT = datetime(2026, 10, 8, tzinfo=UTC)
TABLE = [["Biểu VON-01", "", ""], ["STT", "Tên", "Số"], ["1", "=cmd|' /C calc'!A0", 5.0], ["2", "Xã B", 7.5], ["3", "Xã C", 9.0]]


def as_xls() -> bytes:
    book, out = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("VON-01")
    for row, values in enumerate(TABLE):
        for column, value in enumerate(values):
            sheet.write(row, column, value)
    book.save(out)
    return out.getvalue()


def as_csv() -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(TABLE)
    return out.getvalue().encode("utf-8-sig")


def as_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mot.xls", as_xls())
        packed.writestr("hai.xls", as_xls())
    return out.getvalue()


def judged(content: bytes | None, name: str, sheet: str, status: str = "rejected") -> Judged:
    texts = {"message_vi": "Số quá lớn: “=1+1”", "message_en": "too large", "hint_vi": "Sửa", "hint_en": "Mend"}
    found = [Remark("VON-01-R001", "critical", **texts, sheet=sheet, cell_ref="C4", actual="7.5", found="7,5", expected="5",
                    wanted="5"),
             Remark("VON-01-R002", "warning", **texts, sheet=sheet, cell_ref="C5", actual="8")]
    return Judged(name, content, "VON-01 · Tháng 9 năm 2026", status, found, AT, {(sheet, "C4"): [Recorded("7.5", 7.5)]},
                  {sheet: {1, 2}})


@pytest.mark.parametrize(("make", "name", "sheet", "page"), [
    (as_xls, "von.xls", "VON-01", "VON-01"), (as_zip, "von.zip", "[hai.xls]VON-01", "_hai.xls_VON-01"),
])
def test_other_files_get_the_list_and_their_cited_rows_where_they_were(make, name, sheet, page):
    made = make_return(judged(make(), name, sheet), load_registry())
    assert (made.kind, made.extension) == ("report", ".xlsx")
    assert faults(made.content) == []
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    assert book.sheetnames == ["Kết quả kiểm tra", page]
    excerpt = book[page]
    assert [[cell.value for cell in row] for row in excerpt["A2:C5"]] == [
        TABLE[1], [None, None, None], TABLE[3], [None, None, None]]
    assert "Số quá lớn" in excerpt["C4"].comment.text
    assert "không còn khớp" in " ".join(str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row)
    assert make_return(judged(make(), name, sheet), load_registry()) == made


def test_a_text_file_gets_the_same_and_nothing_of_it_is_a_formula():
    one = judged(as_csv(), "von.csv", "CSV")
    registry = load_registry()
    from mtqg.readers.containers.opening import open_workbooks

    sheet = open_workbooks(as_csv(), "von.csv", registry).grids[0].name
    one = judged(as_csv(), "von.csv", sheet)
    one.header_rows[sheet].add(3)
    made = make_return(one, registry)
    assert faults(made.content) == []
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    assert book.worksheets[1]["B3"].value == "'=cmd|' /C calc'!A0"
    assert all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)


@pytest.mark.parametrize(("content", "status"), [(None, "refused"), (as_xls(), "unreadable")])
def test_of_a_refused_or_unreadable_file_nothing_is_repeated(content, status):
    made = make_return(judged(content, "von.xls", "VON-01", status), load_registry())
    book = openpyxl.load_workbook(io.BytesIO(made.content))
    assert faults(made.content) == []
    assert len(book.sheetnames) == 1
    assert "Xã B" not in " ".join(str(cell.value) for row in book.active.iter_rows() for cell in row)


def test_a_package_that_cannot_be_changed_gets_a_report_beside():
    source = parts(written_by_openpyxl())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, part in source.items():
            packed.writestr(name, part)
        packed.writestr("XL/Styles.xml", b"<x/>")
    made = make_return(judged(out.getvalue(), "von.xlsx", "VON-01"), load_registry())
    assert made.kind == "report"
    assert faults(made.content) == []


def test_a_workbook_with_macros_keeps_its_kind_and_its_macros():
    source = parts(written_by_openpyxl())
    source["[Content_Types].xml"] = source["[Content_Types].xml"].replace(
        b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml").replace(
        b"</Types>", b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>')
    source["xl/vbaProject.bin"] = b"\xcc\x61 of the province"
    from tests.unit.feedback.packages import package

    made = make_return(judged(package(source), "von.xlsm", "VON-01"), load_registry())
    assert (made.kind, made.extension) == ("workbook", ".xlsm")
    assert parts(made.content)["xl/vbaProject.bin"] == source["xl/vbaProject.bin"]


def test_a_partial_acceptance_names_the_tables_that_are_sent_back():
    one = replace(judged(as_xls(), "von.xls", "VON-01", "partially_accepted"), blocks_sent_back=("Vốn đầu tư",))
    book = openpyxl.load_workbook(io.BytesIO(make_return(one, load_registry()).content))
    assert any("Bảng bị trả lại: Vốn đầu tư" in str(cell.value) for cell in book.worksheets[0]["B"])


def test_sheets_of_other_programs_get_names_that_excel_takes():
    names = sheet_names(["[a.xls]B:c", "_a.xls_B_c", "x" * 40, "X" * 40, "'", "History", "''a''"])
    assert names["[a.xls]B:c"] == "_a.xls_B_c"
    assert len({name.casefold() for name in names.values()}) == len(names)
    assert all(0 < len(name) <= 31 and not set("[]:*?/\\") & set(name) and name.casefold() != "history" and name[0] != "'"
               for name in names.values())


@pytest.mark.slow                       # Great Expectations is imported
def test_an_officer_gets_the_same_offline(tmp_path: Path):
    case = Path("tests/forms/gn_02/text_in_a_number/workbook.xlsx")
    with pytest.raises(SystemExit) as ended:
        main(["check", str(case), "--form", "GN-02", "--format", "json", "--annotate", str(tmp_path / "out.xlsx")])
    assert ended.value.code == 1
    content = (tmp_path / "out.xlsx").read_bytes()
    assert faults(content) == []
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert "COMMON-R011" in book["GN-02"]["E13"].comment.text
    with pytest.raises(SystemExit) as ended:
        main(["check", str(tmp_path / "out.xlsx"), "--annotate", str(tmp_path / "out.pdf")])
    assert ended.value.code == 2
    assert (tmp_path / "out.xlsx").read_bytes() == content


@pytest.mark.slow                       # Great Expectations is imported
def test_a_returned_workbook_reads_as_the_one_that_was_sent(tmp_path: Path, capsys):
    case = Path("tests/forms/gn_02/text_in_a_number/workbook.xlsx")
    said = []
    for file, out in ((case, tmp_path / "one.xlsx"), (tmp_path / "one.xlsx", tmp_path / "two.xlsx")):
        with pytest.raises(SystemExit):
            main(["check", str(file), "--form", "GN-02", "--format", "json", "--annotate", str(out)])
        said.append(json.loads(capsys.readouterr().out)["findings"])
    assert said[0] == said[1]
    book = openpyxl.load_workbook(tmp_path / "two.xlsx")
    assert sum("Kết quả" in name for name in book.sheetnames) == 1
    assert book["GN-02"]["E13"].comment.text.count("COMMON-R011") == 1
