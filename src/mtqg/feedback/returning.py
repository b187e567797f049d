"""What goes back for one submission: its own workbook with the findings in it, or a report beside."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from mtqg.feedback.annotating import annotated
from mtqg.feedback.excerpt import empty_workbook, excerpt, sheet_names
from mtqg.feedback.lines import Line, lines_of
from mtqg.feedback.listing import Heading
from mtqg.feedback.ooxml.markup import CannotAnnotate
from mtqg.feedback.placing import Placed, Placer, RecordedCells, content_of
from mtqg.feedback.remarks import SEVERITIES, Remark
from mtqg.feedback.words import Both, Words, read_words
from mtqg.readers.containers.opening import open_workbooks
from mtqg.readers.workbook import SheetGrid
from mtqg.registry import Registry

#: Nothing of such a file is repeated.
WITHOUT_CONTENT = ("refused", "unreadable")
_OWN = ("xlsx", "xlsm")
_EXTENSIONS = {b"sheet.macroEnabled.main+xml": ".xlsm", b"template.macroEnabled.main+xml": ".xltm",
               b".template.main+xml": ".xltx"}


@dataclass(frozen=True)
class Judged:
    """One file with its verdict; `content` is None where its bytes are not kept."""

    file_name: str
    content: bytes | None
    about: str                              # form, unit, period, revision in words
    status: str
    remarks: list[Remark]
    received_at: datetime
    recorded: RecordedCells = field(default_factory=dict)
    header_rows: Mapping[str, set[int]] = field(default_factory=dict)
    blocks_sent_back: tuple[str, ...] = ()  # captions of the tables that a partial acceptance leaves out


@dataclass(frozen=True, slots=True)
class Returned:
    """A file to deliver: the province's own workbook, or a report."""

    kind: Literal["workbook", "report"]
    extension: str
    content: bytes


def make_return(judged: Judged, registry: Registry) -> Returned:
    """The same bytes for the same file, findings and words."""
    words = read_words(registry.expectations)
    if judged.content is None or judged.status in WITHOUT_CONTENT:
        lines = lines_of([_nowhere(one) for one in judged.remarks], [], lambda _sheet, _cell: "")
        return _report(judged, empty_workbook(), lines, words, words.list.send_again)
    opened = open_workbooks(judged.content, judged.file_name, registry)
    placer = Placer(opened.grids, judged.recorded)
    placed = [placer.place(one) for one in judged.remarks]
    if opened.kind in _OWN:
        try:
            own = next((grid.name for grid in opened.grids if _is_own_list(grid, words)), None)
            lines = _lines(placed, opened.grids)
            heading = _heading(judged, words, words.list.mend)
            return Returned("workbook", _extension(judged.content), annotated(judged.content, heading, lines, words, own))
        except (CannotAnnotate, zipfile.BadZipFile):
            pass                            # a report says the same beside
    names = sheet_names(grid.name for grid in opened.grids)
    base = excerpt(opened.grids, placed, judged.header_rows, names, judged.received_at)
    for grid in opened.grids:
        grid.name = names[grid.name]
    renamed = [replace(one, remark=replace(one.remark, sheet=names.get(one.remark.sheet or "", one.remark.sheet)))
               for one in placed]
    return _report(judged, base, _lines(renamed, opened.grids), words, words.list.mend_own)


def _nowhere(remark: Remark) -> Placed:
    """The remark about the file; its place is told in words, as there is no cell to go to."""
    place = "!".join(filter(None, (remark.sheet, remark.cell_ref)))
    said = f" ({place})" if place else ""
    return Placed(replace(remark, sheet=None, cell_ref=None, message_vi=remark.message_vi + said,
                          message_en=remark.message_en + said))


def _extension(content: bytes) -> str:
    """What Excel wants the file to be called: it refuses a name that contradicts the declared type."""
    declared = zipfile.ZipFile(io.BytesIO(content)).read("[Content_Types].xml")
    return next((extension for kind, extension in _EXTENSIONS.items() if kind in declared), ".xlsx")


def _is_own_list(grid: SheetGrid, words: Words) -> bool:
    return bool(grid.rows) and words.list.title.vi in grid.rows[0][:3] and grid.name.startswith(words.list.sheet.vi)


def _lines(placed: list[Placed], grids: list[SheetGrid]) -> list[Line]:
    by_name = {grid.name: grid for grid in grids}
    return lines_of(placed, list(by_name), lambda sheet, cell: content_of(by_name[sheet], cell) if sheet in by_name else "")


def _report(judged: Judged, base: bytes, lines: list[Line], words: Words, what_to_do: Both) -> Returned:
    return Returned("report", ".xlsx", annotated(base, _heading(judged, words, what_to_do), lines, words))


def _heading(judged: Judged, words: Words, what_to_do: Both) -> Heading:
    counts = {name: sum(one.severity == name and one.waiver is None for one in judged.remarks) for name in SEVERITIES}
    if not judged.remarks:
        what_to_do = words.list.nothing
    elif not counts["critical"] and judged.status in ("accepted", "accepted_with_warnings"):
        what_to_do = words.list.notice
    if judged.status == "partially_accepted" and judged.blocks_sent_back:
        partly = words.list.partly.fill(blocks="; ".join(judged.blocks_sent_back))
        what_to_do = Both(vi=f"{partly.vi} {what_to_do.vi}", en=f"{partly.en} {what_to_do.en}")
    return Heading(judged.file_name, judged.about, judged.status, counts, what_to_do)
