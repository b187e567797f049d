"""Cells changed inside a finished workbook, where the form would never print such a thing: `#REF!`, a stray column."""

from __future__ import annotations

import io
import re
import zipfile
from xml.sax.saxutils import escape

#: The form's own sheet is the first one.
_SHEET = "xl/worksheets/sheet1.xml"
_ERRORS = ("#REF!", "#N/A", "#DIV/0!", "#VALUE!")


def patched(content: bytes, cells: dict[str, str | int | float | None]) -> bytes:
    """The workbook with these cells (A1 address -> value) of its first sheet; None empties the cell, its style stays."""
    source = zipfile.ZipFile(io.BytesIO(content))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename == _SHEET:
                part = _patched_sheet(part.decode(), cells).encode()
            packed.writestr(entry, part, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _patched_sheet(xml: str, cells: dict[str, str | int | float | None]) -> str:
    for address, value in cells.items():
        number = re.sub(r"\D", "", address)
        row = re.search(rf'<row r="{number}"[^>]*?(?:/>|>.*?</row>)', xml, re.S)
        if row is None:
            raise ValueError(f"the sheet has no row {number}")
        xml = xml[:row.start()] + _patched_row(row[0], address, value) + xml[row.end():]
    return xml


def _patched_row(row: str, address: str, value: str | int | float | None) -> str:
    old = re.search(rf'<c r="{address}"([^>]*?)(?:/>|>.*?</c>)', row, re.S)
    style = re.search(r' s="\d+"', old[1]) if old else None
    cell = _cell(address, style[0] if style else "", value)
    if old:
        return row[:old.start()] + cell + row[old.end():]
    if row.endswith("/>"):
        return f"{row[:-2]}>{cell}</row>"
    return row[:-len("</row>")] + cell + "</row>"


def _cell(address: str, style: str, value: str | int | float | None) -> str:
    if value is None:
        return f'<c r="{address}"{style}/>'
    if isinstance(value, str):
        if value in _ERRORS:
            return f'<c r="{address}"{style} t="e"><f>{value}</f><v>{value}</v></c>'
        return f'<c r="{address}"{style} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{address}"{style}><v>{value!r}</v></c>'
