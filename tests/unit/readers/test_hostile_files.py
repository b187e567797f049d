"""Files that are no workbook, or one that would hurt: a finding, never an exception, and quickly."""

import io
import zipfile

import pytest
import xlsxwriter

from mtqg.readers import count_cells, read_submission
from mtqg.registry import load_registry
from mtqg.templates import empty_fill, write_workbook

REGISTRY = load_registry()
FILL = empty_fill(REGISTRY, "TH-01", "48-VP", "34-P-48", "2026-09")
WORKBOOK = write_workbook(REGISTRY, "TH-01", FILL).content


def zipped(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def changed(**parts):
    """The workbook with some parts replaced (`__` for `/`, `_dot_` for `.`)."""
    wanted = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()} | wanted)


def sheet(rows):
    return (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + rows
        + b"</sheetData></worksheet>"
    )


HOSTILE = {
    "empty_file": b"",
    "is_text": "Kính gửi Văn phòng điều phối\r\n".encode(),
    "is_unknown": bytes(range(256)),
    "is_archive": b"\x1f\x8b\x08\x00",
    "damaged_zip": WORKBOOK[: len(WORKBOOK) // 2],
    "no_workbook": zipped({"readme.txt": "x"}),
    "zip_bomb": changed(xl__media__big_dot_bin=bytes(40_000_000)),
    "damaged": changed(xl__worksheets__sheet1_dot_xml=b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet(b"")),
}


@pytest.mark.parametrize("reason", HOSTILE)
@pytest.mark.timeout(10)
def test_what_is_no_workbook_is_a_finding_with_its_reason(reason):
    reading = read_submission(HOSTILE[reason], "Bieu TH-01.xlsx", REGISTRY, form_code="TH-01")
    assert not reading.is_readable and len(reading.cells) == 0
    assert [(finding.rule_id, finding.details["reason"]) for finding in reading.findings] == [("COMMON-R001", reason)]


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></c></row><row r="999999"><c r="AZ999999" t="str"><v>x</v></c></row>',
    ],
)
def test_a_cell_at_the_far_corner_does_not_fill_the_memory(rows):
    reading = read_submission(changed(xl__worksheets__sheet1_dot_xml=sheet(rows)), "a.xlsx", REGISTRY)
    assert [finding.rule_id for finding in reading.findings] == ["COMMON-R001"]


@pytest.mark.slow
@pytest.mark.timeout(10)
def test_styled_blanks_down_to_the_last_row_do_no_harm():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True})
    page, look = book.add_worksheet("TH-01"), book.add_format({"bold": True})
    page.write(0, 0, "Biểu số: TH-01")
    for row in range(1, 65_535):
        page.write_blank(row, 0, None, look)
        page.write_blank(row, 60, None, look)
    book.close()
    reading = read_submission(buffer.getvalue(), "a.xlsx", REGISTRY, form_code="TH-01")
    assert [finding.rule_id for finding in reading.findings] == ["COMMON-R003"]


def test_a_workbook_without_any_cell_is_a_blank_form():
    reading = read_submission(changed(xl__worksheets__sheet1_dot_xml=sheet(b"")), "a.xlsx", REGISTRY, form_code="TH-01")
    assert [finding.rule_id for finding in reading.findings] == ["COMMON-R002"]
    assert not reading.is_readable


def test_another_workbook_is_not_taken_for_a_form_and_its_cells_are_kept():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet("Danh sách").write_row(0, 0, ["Họ và tên", "Chức vụ", 5])
    book.close()
    reading = read_submission(buffer.getvalue(), "a.xlsx", REGISTRY, form_code="NTM-01")
    assert [finding.rule_id for finding in reading.findings] == ["COMMON-R003"]
    assert count_cells(reading.cells) == {
        "read": 3,
        "accepted": 0,
        "rejected": 0,
        "quarantined": 3,
        "ignored": 0,
        "declared_blank": 0,
    }


@pytest.mark.parametrize(
    "rows",
    [
        b'<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
        b'<row><c t="e"><v>#REF!</v></c><c><v>2</v></c></row>',
        b"<row r='1'><c r='A1' t='e'><v>#N/A</v></c></row>",
        b'<row r="abc"><c r="1A"><v>1</v></c></row>',
        b"<row><c",
    ],
)
def test_odd_dialects_of_the_format_raise_nothing(rows):
    reading = read_submission(changed(xl__worksheets__sheet1_dot_xml=sheet(rows)), "a.xlsx", REGISTRY, form_code="TH-01")
    assert not reading.is_readable and reading.findings
