"""Attachments that can be read are looked through for personal records, and give no figure.

No person: the names are made of syllables that are no name, the years belong to nobody.
"""

import io
import zipfile

import pytest

from mtqg.quality.offline import check_workbook
from mtqg.readers.containers.opening import open_workbooks
from mtqg.readers.personal import find_breaches
from mtqg.registry import load_registry
from mtqg.templates import empty_fill, write_workbook

REGISTRY = load_registry()
NAMES = ("Qoằm Xửng Zít", "Wuột Jểp Fòm", "Zậng Qíu Woẻn", "Jừp Xửng Qoằm", "Zít Fòm Wuột", "Qíu Jểp Zậng")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HEADER = ("STT", "Họ và tên chủ hộ", "Năm sinh")
ROWS = [(str(number), name, str(1960 + number)) for number, name in enumerate(NAMES, 1)]


def zipped(parts: dict) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(rows) -> bytes:
    table = "".join("<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row) + "</w:tr>"
                    for row in rows)
    body = f"<w:p><w:r><w:t>Kính gửi: Văn phòng điều phối</w:t></w:r></w:p><w:tbl>{table}</w:tbl>"
    return zipped({"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>", "[Content_Types].xml": "<x/>"})


def odt(rows) -> bytes:
    names = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    table = "".join("<table:table-row>" + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
                    + "</table:table-row>" for row in rows)
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text",
                   "content.xml": f"<office:document-content {names}>{table}</office:document-content>"})


def page(rows) -> bytes:
    table = "".join("<tr>" + "".join(f"<td><b>{cell}</b></td>" for cell in row) + "</tr>" for row in rows)
    return f"<html><style>td {{}}</style><table>{table}</table></html>".encode()


def text(rows) -> bytes:
    return "\r\n".join("   ".join(row) for row in rows).encode("utf-8-sig")


@pytest.mark.parametrize("write", [docx, odt, page, text])
@pytest.mark.parametrize("is_in_archive", [False, True])
def test_a_list_of_persons_in_an_attachment_is_seen(write, is_in_archive):
    content = write([HEADER, *ROWS])
    if is_in_archive:
        content = zipped({"danh sach": content, "a.pdf": b"%PDF-1.7"})
    checked = check_workbook(content, "danh sach.docx", REGISTRY)
    assert (checked.status, [one.rule_id for one in checked.findings]) == ("refused", ["COMMON-R040"])
    assert not any(name in str(checked) for name in NAMES)


@pytest.mark.parametrize("write", [docx, odt, page, text])
def test_a_letter_is_kept_and_gives_no_figure(write):
    letter = write([("Chỉ tiêu", "Kế hoạch", "Thực hiện"), ("Số xã đạt chuẩn", "150", "139")])
    opened = open_workbooks(letter, "cong van", REGISTRY)
    assert (opened.is_refused, opened.grids) == (True, [])
    assert opened.attached
    assert find_breaches(opened.attached, REGISTRY) == []


def test_a_list_beside_a_right_workbook_refuses_both():
    workbook = write_workbook(REGISTRY, "TH-01", empty_fill(REGISTRY, "TH-01", "48-VP", "34-P-48", "2026-09")).content
    checked = check_workbook(zipped({"TH-01.xlsx": workbook, "kem theo.docx": docx([HEADER, *ROWS])}), "x.zip", REGISTRY)
    assert checked.status == "refused"


@pytest.mark.parametrize("content", [b"%PDF-1.7", zipped({"word/document.xml": "<w:p><"}), b"<html>" + b"<td>" * 100_000])
def test_what_cannot_be_read_is_no_fault(content):
    assert open_workbooks(content, "x", REGISTRY).is_refused
