"""What a file is is told by its content; its name is only for the finding."""

import pytest
import written_biff as biff
import written_files as written

from mtqg.readers import read_submission
from mtqg.readers.containers.opening import open_workbooks

XLSX = written.xlsx(lambda book, page: page.write(0, 0, "Tổng"))
ODS = written.ods(written.ods_table(written.ods_text("Tổng")))
XLS = written.xls(lambda book, page: page.write(0, 0, "Tổng"))
MACROS = written.with_parts(XLSX, {"xl/vbaProject.bin": b"\xd0\xcf"})
DOCX = written.zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})
ODT = written.zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})
DOC = biff.compound(b"x", "WordDocument")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (XLSX, "xlsx"),
        (MACROS, "xlsm"),
        (ODS, "ods"),
        (XLS, "xls"),
        ("Mã;Tên\n1;Tổng\n".encode(), "csv"),
        ('[{"Tên": "Tổng"}]'.encode(), "json"),
        (written.zipped({"a.xlsx": XLSX, "b.xls": XLS}), "zip"),
        (written.zipped({"một.xlsx": XLSX}), "zip"),
    ],
)
@pytest.mark.parametrize("name", ["bieu.xlsx", "bieu.pdf", "bieu"])
def test_every_container_is_known_by_its_content(content, kind, name, registry):
    opened = open_workbooks(content, name, registry)
    assert opened.kind == kind and not opened.is_refused
    assert any("Tổng" in row for grid in opened.grids for row in grid.rows)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\n%PDF-1.4\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "image"),
        (b"\xff\xd8\xff\xe0", "image"),
        (b"II*\0\x08\0\0\0", "image"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image"),
        (DOCX, "document"),
        (ODT, "document"),
        (DOC, "document"),
        (b"{\\rtf1}", "document"),
    ],
)
def test_scans_and_documents_are_attachments(content, kind, registry):
    reading = read_submission(content, "ban_quet.xlsx", registry)
    assert not reading.is_readable and reading.container == kind
    assert [(found.rule_id, found.actual, found.details["detail"]) for found in reading.findings] == [
        ("COMMON-R022", "ban_quet.xlsx", kind)
    ]


@pytest.mark.parametrize(
    ("content", "rule", "reason"),
    [
        (b"", "COMMON-R001", "empty_file"),
        (b"Kinh gui\n", "COMMON-R001", "is_text"),
        (b"\x1f\x8b\x08", "COMMON-R001", "is_archive"),
        (b"Rar!\x1a\x07", "COMMON-R001", "is_archive"),
        (bytes(range(256)), "COMMON-R001", "is_unknown"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "COMMON-R001", "is_html"),
        (b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "COMMON-R001", "is_xml"),
        (written.zipped({"xl/workbook.bin": b""}), "COMMON-R001", "is_xlsb"),
        (written.zipped({"huong_dan.txt": "x"}), "COMMON-R001", "no_workbook"),
        (biff.compound(b"x", "Contents"), "COMMON-R001", "is_ole"),
        (biff.SIGNATURE + bytes(600), "COMMON-R001", "damaged"),
        (biff.compound(b"x", "EncryptedPackage", ("EncryptionInfo",)), "COMMON-R027", "encrypted"),
        (biff.compound(biff.begin(5) + biff.record(0x2F, bytes(6))), "COMMON-R027", "encrypted"),
        (XLSX[: len(XLSX) // 2], "COMMON-R001", "damaged_zip"),
    ],
)
def test_what_cannot_be_read_says_why(content, rule, reason, registry):
    reading = read_submission(content, "bieu.xlsx", registry)
    assert not reading.is_readable and len(reading.cells) == 0
    assert [(found.rule_id, found.details["reason"], found.details["file"]) for found in reading.findings] == [
        (rule, reason, "bieu.xlsx")
    ]


def test_macros_and_links_are_left_aside_and_said(registry):
    content = written.with_parts(MACROS, {"xl/externalLinks/externalLink1.xml": "<externalLink/>"})
    opened = open_workbooks(content, "a.xlsm", registry)
    assert opened.grids[0].rows == [["Tổng"]]
    assert [found.rule_id for found in opened.findings] == ["COMMON-R020", "COMMON-R028"]
    old = biff.compound(
        biff.book(biff.number(0, 0, 1.0) + biff.record(0x1AE, b"\x01\x00\x05\x00\x00abcd")), others=("_VBA_PROJECT_CUR",)
    )
    assert [found.rule_id for found in open_workbooks(old, "a.xls", registry).findings] == ["COMMON-R020", "COMMON-R028"]
    free = written.ods(written.ods_table(written.ods_text("a")) + "<table:table-source/>", **{"Basic/script-lb.xml": "<x/>"})
    assert [found.rule_id for found in open_workbooks(free, "a.ods", registry).findings] == ["COMMON-R020", "COMMON-R028"]


def test_every_rule_that_containers_name_exists(registry):
    expected = {
        f"COMMON-R0{number}": severity
        for number, severity in zip(
            range(20, 29), ["info", "warning", "critical", "info", "warning", "info", "critical", "critical", "info"], strict=True
        )
    }
    assert {rule: registry.rules[rule].severity for rule in expected} == expected
