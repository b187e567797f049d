"""A worksheet of texts only: written whole, with links inside the workbook."""

from __future__ import annotations

from dataclasses import dataclass, field

from mtqg.feedback.ooxml.addresses import reference_of
from mtqg.feedback.ooxml.markup import quoted, text

#: Points of a line of 11 and of 10 points, and of the tallest row.
_LINE, _SMALL_LINE, _TALLEST = 15.0, 13.5, 400.0


@dataclass(frozen=True, slots=True)
class TextCell:
    """Words in one look, further words in grey below, and the place that a click leads to (a sheet and an address)."""

    words: str = ""
    look: int = 0
    beside: str = ""
    target: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class TextRow:
    """Cells from column A on; `level` 1 folds under the row above, `spans` merges from the second cell to the end."""

    cells: tuple[TextCell, ...]
    level: int = 0
    is_folded: bool = False
    has_folded: bool = False
    spans: bool = False
    height: float | None = None


@dataclass
class TextSheet:
    """The rows, widths of the columns in letters, how many rows stay in sight, the font of grey words."""

    widths: tuple[float, ...]
    namespace: str
    font: str
    tab_colour: str
    frozen: int = 0
    rows: list[TextRow] = field(default_factory=list)

    def xml(self) -> bytes:
        """The part; every cell is an inline text, every link leads to a quoted sheet and an address."""
        body, merges, links = [], [], []
        for number, row in enumerate(self.rows, 1):
            body.append(self._row(number, row))
            if row.spans:
                merges.append(f'<mergeCell ref="B{number}:{reference_of((number, len(self.widths)))}"/>')
            links += [f'<hyperlink ref="{reference_of((number, column))}" location={quoted(_location(*cell.target))}/>'
                      for column, cell in enumerate(row.cells, 1) if cell.target]
        columns = "".join(f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
                          for at, width in enumerate(self.widths, 1))
        first = f"A{self.frozen + 1}"
        pane = (f'<pane ySplit="{self.frozen}" topLeftCell="{first}" activePane="bottomLeft" state="frozen"/>'
                f'<selection pane="bottomLeft" activeCell="{first}" sqref="{first}"/>' if self.frozen else "")
        merged = f'<mergeCells count="{len(merges)}">{"".join(merges)}</mergeCells>' if merges else ""
        linked = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
        return ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
                f'<worksheet xmlns="{self.namespace}"><sheetPr><tabColor rgb="{self.tab_colour}"/><outlinePr summaryBelow="0"/>'
                '<pageSetUpPr fitToPage="1"/></sheetPr>'
                f'<sheetViews><sheetView showGridLines="0" workbookViewId="0">{pane}</sheetView></sheetViews>'
                f'<sheetFormatPr defaultRowHeight="15" outlineLevelRow="1"/><cols>{columns}</cols>'
                f"<sheetData>{''.join(body)}</sheetData>{merged}{linked}"
                '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
                '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
                "<headerFooter><oddFooter>&amp;C&amp;P/&amp;N</oddFooter></headerFooter></worksheet>").encode()

    def _row(self, number: int, row: TextRow) -> str:
        said = f' outlineLevel="{row.level}"' if row.level else ""
        said += ' hidden="1"' if row.is_folded else ' collapsed="1"' if row.has_folded else ""
        height = row.height or self._height(row)
        said += f' ht="{height:g}" customHeight="1"' if row.cells else ""
        return f'<row r="{number}"{said}>' + "".join(
            self._cell(number, column, cell) for column, cell in enumerate(row.cells, 1)) + "</row>"

    def _height(self, row: TextRow) -> float:
        """Points that the words need, each cell in the width of its column."""
        needed = [_LINE * _lines(cell.words, width * 1.15) + _SMALL_LINE * _lines(cell.beside, width * 1.3)
                  for cell, width in zip(row.cells, self.widths, strict=False)]
        return min(4 + max(needed, default=0.0), _TALLEST)

    def _cell(self, number: int, column: int, cell: TextCell) -> str:
        start = f'<c r="{reference_of((number, column))}" s="{cell.look}"'
        if not cell.words and not cell.beside:
            return f"{start}/>"
        own = f'<t xml:space="preserve">{text(cell.words)}</t>'
        if cell.beside:
            grey = (f'<rPr><i/><sz val="10"/><color rgb="FF7F7F7F"/><rFont val="{self.font}"/><family val="1"/></rPr>')
            after = "\n" if cell.words else ""
            own = (f'<r><rPr><sz val="11"/><color rgb="FF000000"/><rFont val="{self.font}"/><family val="1"/></rPr>{own}</r>'
                   f'<r>{grey}<t xml:space="preserve">{text(after + cell.beside)}</t></r>')
        return f'{start} t="inlineStr"><is>{own}</is></c>'


def _lines(words: str, width: float) -> int:
    """Lines that the words take in so many letters; no word is divided."""
    count = 0
    for line in words.split("\n") if words else []:
        count, left = count + 1, width
        for word in line.split(" "):
            if len(word) > left and left < width:
                count, left = count + 1, width
            count += int(len(word) // (width + 1))
            left -= len(word) + 1
    return count


def _location(sheet: str, address: str) -> str:
    doubled = sheet.replace("'", "''")
    return f"'{doubled}'!{address}"
