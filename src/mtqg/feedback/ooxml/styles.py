"""The part styles.xml with our fills and the formats of the added sheet behind those that were there."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from mtqg.feedback.ooxml.book import Book
from mtqg.feedback.ooxml.markup import Tag, append, child, children, edited, root, visible, with_attribute
from mtqg.feedback.ooxml.package import Package

#: Excel opens no workbook with more cell formats than this.
MAX_FORMATS = 64_000
_EMPTY = (b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="%s">'
          b'<fonts count="1"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
          b'<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
          b"</fills>"
          b'<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
          b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
          b'<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>')
#: Lists of styles.xml, in the order in which the format wants them.
_LISTS = (b"numFmts", b"fonts", b"fills", b"borders", b"cellStyleXfs", b"cellXfs", b"cellStyles", b"dxfs", b"tableStyles",
          b"colors", b"extLst")

_FILL = re.compile(rb"""\s(?:fillId|applyFill)\s*=\s*(?:"[^"]*"|'[^']*')""")
_APPLIED = re.compile(rb"""\sapplyFill\s*=\s*(?:"[^"]*"|'[^']*')""")
_FILL_ID = re.compile(rb"""\sfillId\s*=\s*["'](\d+)["']""")


@dataclass
class Styles:
    """Formats that are added to a workbook: asked for first, written once by `save`."""

    package: Package
    part: str
    prefix: str
    formats: list[bytes]
    fills: list[bytes] = field(default_factory=list)
    _new: dict[str, list[str]] = field(default_factory=lambda: {"fonts": [], "fills": [], "borders": [], "cellXfs": []})
    _counts: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, package: Package, book: Book) -> Styles:
        """The styles of the workbook, or the format's own where it has none."""
        part = next((one.part for one in package.relations(book.part) if one.kind == "styles"), "")
        if part not in package:
            part = package.free_name("xl/styles{}.xml") if "xl/styles.xml" in package else "xl/styles.xml"
            package.write(part, _EMPTY % book.namespace.encode())
            package.declare(part, "spreadsheetml.styles+xml")
            package.relate(book.part, "styles", part, book.is_strict)
        content = package.xml(part)
        seen = visible(content)
        top = root(seen)
        found = cls(package, part, top.prefix.decode(), [])
        for tag, _ in children(seen, top):
            members = [(one, end) for one, end in children(seen, tag)]
            found._counts[tag.name.decode()] = len(members)
            if tag.name in (b"cellXfs", b"fills"):
                setattr(found, "formats" if tag.name == b"cellXfs" else "fills", [content[one.start:end] for one, end in members])
        return found

    def add(self, kind: str, element: str) -> int:
        """The index of this font, fill, border (elements without prefix) or cell format; the same one for the same words."""
        if element not in self._new[kind]:
            self._new[kind].append(element)
        return self._counts.get(kind, 0) + self._new[kind].index(element)

    def filled(self, style: int, colour: str) -> int | None:
        """The format that only differs from this one by a fill; None where there is no room for one more."""
        if len(self.formats) + len(self._new["cellXfs"]) >= MAX_FORMATS:
            return None
        fill = self.add("fills", f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/>'
                                 "</patternFill></fill>")
        if not 0 <= style < len(self.formats):
            return self.add("cellXfs", f'<xf numFmtId="0" fontId="0" fillId="{fill}" borderId="0" xfId="0" applyFill="1"/>')
        own = self.formats[style]
        opening = re.match(rb"""(?:[^"'>]|"[^"]*"|'[^']*')*>""", own)[0]
        written = with_attribute(with_attribute(opening, "fillId", str(fill)), "applyFill", "1")
        return self.add("cellXfs", (written + own[len(opening):]).decode("utf-8"))

    def unfilled(self, colours: Collection[str]) -> dict[int, int]:
        """Formats with a fill of these colours -> the one that only differs by having none, or another where none has none."""
        wanted = re.compile(rb"""<(?:[\w.\-]+:)?fgColor\b[^>]*\brgb\s*=\s*["'](%s)["']""" % "|".join(colours).encode(), re.I)
        ours = {number for number, fill in enumerate(self.fills) if wanted.search(fill)}
        plain: dict[bytes, int] = {}
        for number, own in sorted(enumerate(self.formats), key=lambda one: (_fill_of(one[1]) != 0, one[0])):
            if _fill_of(own) not in ours:
                plain.setdefault(_FILL.sub(b"", own), number)
        found = {}
        for number, own in enumerate(self.formats):
            if _fill_of(own) in ours:
                like = _FILL.sub(b"", own)
                found[number] = plain[like] if like in plain else self.add("cellXfs", with_attribute(
                    _APPLIED.sub(b"", own), "fillId", "0").decode("utf-8"))
        return found

    def save(self) -> None:
        """What was asked for stands at the end of each list."""
        if not any(self._new.values()):
            return
        content = self.package.xml(self.part)
        for kind, elements in self._new.items():
            if elements:
                content = self._extended(content, kind, elements)
        self.package.write(self.part, content)

    def _extended(self, content: bytes, kind: str, elements: list[str]) -> bytes:
        seen = visible(content)
        top = root(seen)
        written = "".join(self._prefixed(element) for element in elements).encode()
        found = child(seen, top, kind.encode())
        if found is None:
            tag = (self.prefix + kind).encode()
            new = b"<" + tag + b' count="%d">' % len(elements) + written + b"</" + tag + b">"
            return edited(content, [(at := _place(seen, top, kind.encode()), at, new)])
        opening, end = found
        element = append(content[opening.start:end], root(seen[opening.start:end]), written)
        head = root(visible(element))
        counted = with_attribute(element[:head.end], "count", str(self._counts[kind] + len(elements)))
        return content[:opening.start] + counted + element[head.end:] + content[end:]

    def _prefixed(self, element: str) -> str:
        """Our own elements in the prefix of the part; a format of the workbook's own has it already."""
        if not self.prefix or element.startswith(f"<{self.prefix}"):
            return element
        return re.sub(r"<(/?)(\w)", rf"<\1{self.prefix}\2", element)


def _fill_of(own: bytes) -> int:
    found = _FILL_ID.search(own)
    return int(found[1]) if found else 0


def _place(seen: bytes, top: Tag, name: bytes) -> int:
    """Where a list that is missing belongs."""
    before = _LISTS[:_LISTS.index(name)]
    return max((end for tag, end in children(seen, top) if tag.name in before), default=top.end)
