"""How findings look: colours of severities, and the cell formats of the list."""

from __future__ import annotations

from mtqg.feedback.ooxml.styles import Styles

#: Fill of a marked cell, and of its severity in the list; a shade nobody else uses tells our marks from the province's.
COLOURS = {"critical": "FFFFC7C9", "warning": "FFFFEB9B", "info": "FFDDEBF6", "implied": "FFFFE6D8", "waived": "FFE7E6E7"}
TAB_COLOUR = "FFC00000"
FONT = "Times New Roman"
_FONTS = {
    "text": "", "bold": "<b/>", "title": "<b/>", "link": "<u/>",
}
_SIZES, _INK = {"title": 14}, {"link": "FF0563C1", "title": "FFC00000"}


def formats(styles: Styles) -> dict[str, int]:
    """Name of a look of the list -> cell format: title, label, text, head, cell, link, and one for each colour."""
    edges = "".join(f'<{side} style="thin"><color rgb="FFBFBFBF"/></{side}>' for side in ("left", "right", "top", "bottom"))
    border = styles.add("borders", f"<border>{edges}<diagonal/></border>")
    plain = styles.add("borders", "<border><left/><right/><top/><bottom/><diagonal/></border>")
    fonts = {name: styles.add("fonts", _font(name)) for name in _FONTS}
    none = styles.add("fills", '<fill><patternFill patternType="none"/></fill>')
    head = _fill(styles, "FFD9E1F2")

    def look(font: str, fill: int, edge: int, across: str = "left", down: str = "top") -> int:
        return styles.add("cellXfs", (
            f'<xf numFmtId="0" fontId="{fonts[font]}" fillId="{fill}" borderId="{edge}" xfId="0" quotePrefix="1" applyFont="1" '
            f'applyFill="1" applyBorder="1" applyAlignment="1">'
            f'<alignment horizontal="{across}" vertical="{down}" wrapText="1"/></xf>'))

    found = {"title": look("title", none, plain), "label": look("bold", none, plain), "text": look("text", none, plain),
             "head": look("bold", head, border, "center", "center"), "cell": look("text", none, border),
             "number": look("text", none, border, "center"), "link": look("link", none, border)}
    return found | {name: look("text", _fill(styles, colour), border) for name, colour in COLOURS.items()}


def _fill(styles: Styles, colour: str) -> int:
    return styles.add("fills", f'<fill><patternFill patternType="solid"><fgColor rgb="{colour}"/><bgColor indexed="64"/>'
                               "</patternFill></fill>")


def _font(name: str) -> str:
    return (f'<font>{_FONTS[name]}<sz val="{_SIZES.get(name, 11)}"/><color rgb="{_INK.get(name, "FF000000")}"/>'
            f'<name val="{FONT}"/><family val="1"/></font>')
