"""The first sheet of what goes back: what the file is, the verdict, what to do, and every finding with a link to its cell."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from mtqg.feedback.lines import Line, range_of
from mtqg.feedback.looks import FONT, TAB_COLOUR
from mtqg.feedback.ooxml.text_sheet import TextCell, TextRow, TextSheet
from mtqg.feedback.placing import Placed
from mtqg.feedback.plain import harmless
from mtqg.feedback.words import Both, Words

_WIDTHS = (5, 13, 21, 56, 17, 17, 46, 15)
_HEADS = ("number", "severity", "place", "message", "found", "wanted", "hint", "rule")
#: So many cells of one line are listed below it in sight; more are folded.
_IN_SIGHT = 10


@dataclass(frozen=True, slots=True)
class Heading:
    """What the list is about: the file, the report in words, its status and how many findings of each severity."""

    file_name: str
    about: str
    status: str
    counts: dict[str, int]
    what_to_do: Both


def list_sheet(heading: Heading, lines: list[Line], looks: dict[str, int], words: Words, namespace: str,
               seen_sheets: Collection[str]) -> bytes:
    """The part of the sheet; links lead to sheets that can be seen only."""
    sheet = TextSheet(_WIDTHS, namespace, FONT, TAB_COLOUR)
    _head(sheet, heading, looks, words)
    writer = _Writer(sheet, looks, words, seen_sheets)
    for number, line in enumerate(lines, 1):
        writer.write(str(number), line)
    return sheet.xml()


def _head(sheet: TextSheet, heading: Heading, looks: dict[str, int], words: Words) -> None:
    said, status = words.list, words.statuses[heading.status]
    counts = words.counts.fill(**heading.counts)
    sheet.rows.append(TextRow((TextCell(), TextCell(said.title.vi, looks["title"])), spans=True, height=24))
    for label, vi, en in ((said.file, heading.file_name, ""), (said.about, heading.about, ""),
                          (said.verdict, f"{status.vi} ({counts.vi})", f"{status.en} ({counts.en})"),
                          (said.what_to_do, heading.what_to_do.vi, heading.what_to_do.en)):
        text = harmless(f"{label.vi}: {vi}")
        lines = 1 + len(text) // 150 + (1 + len(en) // 165 if en else 0)
        sheet.rows.append(TextRow((TextCell(), TextCell(text, looks["text"], en)), spans=True, height=6 + 15.0 * lines))
    sheet.rows.append(TextRow(()))
    sheet.rows.append(TextRow(tuple(TextCell(said.heads[name].vi, looks["head"], said.heads[name].en) for name in _HEADS)))
    sheet.frozen = len(sheet.rows)


@dataclass
class _Writer:
    sheet: TextSheet
    looks: dict[str, int]
    words: Words
    seen_sheets: Collection[str]

    def write(self, number: str, line: Line) -> None:
        """The line, its cells where they differ, and what follows from it."""
        parts = () if line.is_alike else line.members
        is_folded = len(parts) > _IN_SIGHT
        one = line.first
        if line.is_alike and len({part.remark.message_vi for part in line.members}) == 1:
            message, found, wanted = self._message(one), one.remark.found, one.remark.wanted
        elif line.is_alike:
            named = replace(one.remark, message_vi=one.remark.name_vi, message_en=one.remark.name_en)
            message = self._message(replace(one, remark=named))
            found, wanted = one.remark.found, one.remark.wanted
        else:
            message = Both(vi=one.remark.name_vi, en=one.remark.name_en)
            found, wanted = (self._common([getattr(part.remark, name) for part in parts]) for name in ("found", "wanted"))
        if is_folded:
            message = Both(vi=f"{message.vi} – {self.words.list.each.vi}", en=f"{message.en} – {self.words.list.each.en}")
        self._row(number, one, self._place(line), message, found, wanted, has_folded=is_folded)
        for part in parts:
            self._row("", part, self._place(Line((part,))), self._message(part), part.remark.found, part.remark.wanted, 1,
                      is_folded)
        for follower in line.implied:
            self._implied(follower, one)

    def _implied(self, line: Line, cause: Placed) -> None:
        """What follows from a line; a total says no aim of its own, as the sum has the wrong figure in it."""
        said = self.words.list.implied
        for part in (line.members[:1] if line.is_alike else line.members):
            place = self._place(line if line.is_alike else Line((part,)))
            message = self._message(part)
            self._row("", part, place, Both(vi=f"↳ {said.vi}\n{message.vi}", en=f"{said.en} {message.en}"),
                      part.remark.found, None if part.remark.is_total and part.cell != cause.cell else part.remark.wanted, 1,
                      is_implied=True)

    def _row(self, number: str, one: Placed, place: TextCell, message: Both, found: str | None, wanted: str | None,
             level: int = 0, is_folded: bool = False, is_implied: bool = False, has_folded: bool = False) -> None:
        remark, looks = one.remark, self.looks
        severity = "waived" if remark.waiver else remark.severity
        cell = looks["cell"]
        said = self.words.severities[severity]
        if not found and one.cell and not remark.actual and remark.scope != "reading":
            found = f"({self.words.list.empty.vi})"
        hint = ("", "") if is_implied else (remark.hint_vi, remark.hint_en)
        self.sheet.rows.append(TextRow((
            TextCell(number, looks["number"]), TextCell(said.vi, looks["implied" if is_implied else severity], said.en), place,
            TextCell(harmless(message.vi), cell, message.en), TextCell(harmless(found or ""), cell),
            TextCell(harmless(wanted or ""), cell),
            TextCell(harmless(hint[0]), cell, hint[1]), TextCell(remark.rule_id, looks["number"]),
        ), level, is_folded, has_folded))

    def _message(self, one: Placed) -> Both:
        """The sentence of the finding; why its cell is not marked, and the document that waives it, behind."""
        said = [Both(vi=one.remark.message_vi, en=one.remark.message_en)]
        if one.doubt:
            said.append(self.words.doubts[one.doubt].fill(place=one.remark.cell_ref))
        if one.remark.waiver:
            said.append(self.words.list.waived.fill(document=one.remark.waiver))
        return Both(vi="\n".join(each.vi for each in said), en=" ".join(each.en for each in said))

    def _common(self, texts: list[str | None]) -> str | None:
        return texts[0] if len(set(texts)) == 1 else "…"

    def _place(self, line: Line) -> TextCell:
        """Sheet and range, a link where a person can go there."""
        said, sheet, area = self.words.list, line.first.remark.sheet, range_of(line)
        if sheet is None:
            return TextCell(said.whole_file.vi, self.looks["cell"], said.whole_file.en)
        can_go = sheet in self.seen_sheets
        target = (sheet, area or "A1") if can_go else None
        look = self.looks["link" if target else "cell"]
        if area is None:
            return TextCell(harmless(sheet), look, said.whole_sheet.vi, target)
        cells = said.cells.fill(n=len({one.cell for one in line.members})) if len(line.members) > 1 else None
        return TextCell(harmless(f"{sheet}!{area}" + (f" ({cells.vi})" if cells else "")), look, "", target)
