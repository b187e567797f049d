"""The words of a comment: all findings of a cell, Vietnamese first."""

from __future__ import annotations

from mtqg.feedback.ooxml.addresses import reference_of
from mtqg.feedback.ooxml.comment_text import Note, Passage
from mtqg.feedback.placing import Placed
from mtqg.feedback.plain import harmless
from mtqg.feedback.words import Words

#: A comment of more findings is not read; the list has them all.
_MOST_FINDINGS = 12


def note_of(found: list[tuple[Placed, Placed | None]], words: Words, list_name: str) -> Note:
    """The gravest findings of the cell, each with the one that it follows from; beyond twelve the list is named."""
    note: Note = []
    for number, (one, cause) in enumerate(found[:_MOST_FINDINGS]):
        note += [Passage("\n\n")] if number else []
        note += _passages(one, cause, words)
    if len(found) > _MOST_FINDINGS:
        note.append(Passage("\n\n" + str(words.list.see_list.fill(sheet=list_name))))
    return note


def _passages(one: Placed, cause: Placed | None, words: Words) -> Note:
    remark, said = one.remark, words.list
    severity = words.severities["waived" if remark.waiver else remark.severity]
    lines = [harmless(remark.message_vi)]
    is_elsewhere = cause is not None and cause.cell is not None and cause.cell != one.cell
    if cause is not None and cause.cell and is_elsewhere:
        lines.append(said.implied_at.vi.format(place=reference_of(cause.cell)))
    if remark.waiver:
        lines.append(said.waived.vi.format(document=remark.waiver))
    if remark.wanted and not (is_elsewhere and remark.is_total):     # a sum with the wrong figure in it is no aim
        lines.append(f"{said.heads['wanted'].vi}: {remark.wanted}")
    if remark.hint_vi and not is_elsewhere:
        lines.append(f"{said.heads['hint'].vi}: {remark.hint_vi}")
    english = " ".join(filter(None, (remark.message_en, "" if is_elsewhere else remark.hint_en)))
    return [Passage(f"{severity.vi} · {remark.rule_id}\n", is_bold=True), Passage("\n".join(lines)), Passage(f"\n({english})")]
