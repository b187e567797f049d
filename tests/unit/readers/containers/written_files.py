"""Small files of every container, written by the libraries people's programs use or byte by byte."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable, Mapping

import xlsxwriter
import xlwt

ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
)


def zipped(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_parts(content: bytes, parts: Mapping[str, bytes | str]) -> bytes:
    """The archive with some members replaced or added."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()} | dict(parts))


def xlsx(write: Callable[[xlsxwriter.Workbook, xlsxwriter.workbook.Worksheet], None], **options) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, options)
    write(book, book.add_worksheet("Biểu"))
    book.close()
    return buffer.getvalue()


def xls(write: Callable[[xlwt.Workbook, xlwt.Worksheet], None]) -> bytes:
    buffer = io.BytesIO()
    book = xlwt.Workbook(encoding="utf-8", style_compression=2)
    write(book, book.add_sheet("Biểu"))
    book.save(buffer)
    return buffer.getvalue()


def xls_look(font: str = "Arial", number_format: str = "General") -> xlwt.XFStyle:
    look = xlwt.XFStyle()
    look.font = xlwt.Font()
    look.font.name = font
    look.num_format_str = number_format
    return look


def ods(body: str, styles: str = "", **parts: bytes | str) -> bytes:
    """An .ods whose spreadsheet holds `body` (tables) and whose automatic styles are `styles`."""
    content = (
        f"{ODS_HEAD}{styles}<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": manifest,
            "content.xml": content,
            **parts,
        }
    )


def ods_text(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'


def ods_table(*rows: str, name: str = "Biểu", attributes: str = "") -> str:
    lines = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    return f'<table:table table:name="{name}" {attributes}>{lines}</table:table>'


def windows_1258(text: str) -> bytes:
    """As Windows writes Vietnamese: letters with their quality, tones as marks behind them."""
    written = b""
    for letter in unicodedata.normalize("NFC", text):
        try:
            written += letter.encode("cp1258")
        except UnicodeError:
            marks = unicodedata.normalize("NFD", letter)
            tone = next(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
            written += unicodedata.normalize("NFC", marks.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")
    return written
