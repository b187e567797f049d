"""The legacy drawing (VML) of a worksheet: a box for every comment, with numbers that no other drawing uses."""

from __future__ import annotations

import math
import re

from mtqg.feedback.ooxml.addresses import Cell
from mtqg.feedback.ooxml.markup import CannotAnnotate
from mtqg.feedback.ooxml.package import CONTENT_TYPES, Package

_BLOCK = 1024                       # numbers of shapes come in blocks, and a drawing says which blocks are its own
_ROW_PIXELS, _COLUMN_PIXELS, _LETTER_PIXELS, _LINE_PIXELS = 20, 64, 6, 15
_WIDTH = 330
_LAST_COLUMN, _LAST_ROW = 16_383, 1_048_575
_IDMAP = re.compile(rb"""(<(?:\w+:)?idmap\b[^>]*?\bdata\s*=\s*)(["'])([\d,\s]*)["']""")
_SHAPE_ID = re.compile(rb"""_x0000_s(\d+)""")
_SHAPE = re.compile(rb"<((?:\w+:)?)shape\s[^>]*>.*?</\1shape>\s*", re.S)
_ROW, _COLUMN = (re.compile(rb"<(?:\w+:)?%s>\s*(\d+)\s*<" % name) for name in (b"Row", b"Column"))
_NAMESPACES = ('xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
               'xmlns:x="urn:schemas-microsoft-com:office:excel"')
_HEAD = (b"<xml " + _NAMESPACES.encode() + b">\n"
         b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/></o:shapelayout>\n</xml>')
_TYPE = ('<v:shapetype{namespaces} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
         '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>\n')
_BOX = ('<v:shape{namespaces} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:80pt;'
        'margin-top:5pt;width:{width}pt;'
        'height:{height}pt;z-index:{order};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
        "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>\n")


def new_part(package: Package) -> str:
    """An empty drawing, declared."""
    part = package.free_name("xl/drawings/vmlDrawing{}.vml")
    package.write(part, _HEAD)
    if not re.search(rb"""<(?:\w+:)?Default\b[^>]*Extension\s*=\s*["']vml["']""", package.xml(CONTENT_TYPES), re.I):
        package.declare(part, "vmlDrawing")
    return part


def remove(package: Package, part: str, cells: set[Cell]) -> None:
    """The drawing has no box of a comment at these cells."""
    package.write(part, _SHAPE.sub(
        lambda found: b"" if b'"Note"' in found[0] and _cell(found[0]) in cells else found[0], package.read(part)))


def draw(package: Package, part: str, cells: set[Cell], letters: dict[Cell, list[int]], widths: dict[int, int]) -> None:
    """The drawing has a box for each of the cells."""
    if not cells:
        return
    content = package.read(part)
    numbers, content = _numbers(package, part, content, len(cells))
    namespaces = "" if _declares(content) else f" {_NAMESPACES}"
    written = _box_type(content, namespaces) + "".join(
        _box(cell, number, namespaces, letters[cell], widths) for cell, number in zip(sorted(cells), numbers, strict=True))
    end = content.rfind(b"</xml>")
    if end < 0:
        raise CannotAnnotate("a drawing of another kind")
    package.write(part, content[:end] + written.encode() + content[end:])


def _cell(shape: bytes) -> Cell | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    return (int(row[1]) + 1, int(column[1]) + 1) if row and column else None


def _numbers(package: Package, part: str, content: bytes, count: int) -> tuple[list[int], bytes]:
    """Numbers of blocks that no drawing of the workbook has, and the drawing that says they are its own."""
    used: set[int] = set()
    for name in package.names():
        if name.lower().endswith(".vml"):
            other = content if name == part else package.read(name)
            used |= {int(block) for found in _IDMAP.findall(other) for block in re.findall(rb"\d+", found[2])}
            used |= {int(number) // _BLOCK for number in _SHAPE_ID.findall(other)}
    first = max(used, default=0) + 1
    blocks = range(first, first + math.ceil(count / (_BLOCK - 1)))
    numbers = [block * _BLOCK + place for block in blocks for place in range(1, _BLOCK)][:count]
    listed = ",".join(str(block) for block in blocks).encode()
    if _IDMAP.search(content) is None:
        at = content.find(b">", content.find(b"<xml")) + 1
        names = b"" if _declares(content) else b" " + _NAMESPACES.encode()
        layout = b"\n<o:shapelayout" + names + b' v:ext="edit"><o:idmap v:ext="edit" data="' + listed + b'"/></o:shapelayout>'
        return numbers, content[:at] + layout + content[at:]

    def longer(found: re.Match[bytes]) -> bytes:
        return found[1] + found[2] + b",".join(filter(None, (found[3].strip(), listed))) + found[2]

    return numbers, _IDMAP.sub(longer, content, count=1)


def _declares(content: bytes) -> bool:
    """Whether the root declares our three prefixes as we use them."""
    top = content[content.find(b"<xml"):]
    top = top[:top.find(b">")].replace(b"'", b'"')
    return all(one.encode() in top for one in _NAMESPACES.split())


def _box_type(content: bytes, namespaces: str) -> str:
    """What declares the shape type of text boxes, where the drawing does not."""
    if re.search(rb"""<(?:\w+:)?shapetype\b[^>]*\bid\s*=\s*["']_x0000_t202["']""", content):
        return ""
    return _TYPE.format(namespaces=namespaces)


def _box(cell: Cell, number: int, namespaces: str, letters: list[int], widths: dict[int, int]) -> str:
    """A box beside the cell, large enough for its words."""
    row, column = cell[0] - 1, cell[1] - 1
    lines = sum(1 + length * _LETTER_PIXELS // (_WIDTH - 10) for length in letters)
    height = min(20 + lines * _LINE_PIXELS, 900)
    left = min(column + 1, _LAST_COLUMN - 1)
    right, rest = left, _WIDTH + 15
    while right < _LAST_COLUMN and rest >= widths.get(right + 1, _COLUMN_PIXELS):
        rest -= widths.get(right + 1, _COLUMN_PIXELS)
        right += 1
    top = max(0, min(row - 1, _LAST_ROW - height // _ROW_PIXELS - 1))
    anchor = (left, 15 if widths.get(left + 1, _COLUMN_PIXELS) > 15 else 0, top, 10, right, rest,
              top + height // _ROW_PIXELS, height % _ROW_PIXELS)
    return _BOX.format(number=number, namespaces=namespaces, width=_WIDTH * 3 // 4, height=height * 3 // 4, order=number % _BLOCK,
                       anchor=", ".join(map(str, anchor)), row=row, column=column)
