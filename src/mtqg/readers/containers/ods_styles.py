"""What the styles of an .ods say that decides a reading: hidden sheets, and fonts of old encodings."""

from __future__ import annotations

from lxml import etree

from mtqg.readers.encodings.fonts import font_encoding

SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False}
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


class Styles:
    """Styles by name, those of styles.xml first and then those of content.xml."""

    def __init__(self) -> None:
        self.old_fonts: dict[str, str] = {}         # style -> its font, where that is one of an old encoding
        self.hidden_tables: set[str] = set()
        self._faces: dict[str, str] = {}

    def add(self, node) -> None:
        """A style:style or style:font-face element."""
        name = node.get(_STYLE + "name") or ""
        if node.tag == _STYLE + "font-face":
            self._faces[name] = (node.get(_SVG + "font-family") or name).strip("'\" ")
            return
        look = node.find(_STYLE + "text-properties")
        font = None if look is None else look.get(_STYLE + "font-name") or look.get(_FO + "font-family")
        if font is None:
            font = self.old_fonts.get(node.get(_STYLE + "parent-style-name") or "")
        font = self._faces.get(font or "", (font or "").strip("'\" "))
        if font_encoding(font):
            self.old_fonts[name] = font
        shown = node.find(_STYLE + "table-properties")
        if shown is not None and shown.get(_TABLE + "display") == "false":
            self.hidden_tables.add(name)

    def add_part(self, xml: bytes) -> None:
        """All styles of styles.xml."""
        for node in etree.fromstring(xml, etree.XMLParser(**SAFE)).iter(_STYLE + "font-face", _STYLE + "style"):
            self.add(node)
