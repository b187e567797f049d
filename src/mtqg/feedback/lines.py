"""The list of a submission: findings in the order in which they are mended, equal ones over ranges, none left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from mtqg.feedback.folding import Content, fold
from mtqg.feedback.ooxml.addresses import reference_of
from mtqg.feedback.placing import Placed
from mtqg.feedback.remarks import SEVERITIES

_WORTH_A_HEADING = 3


@dataclass(frozen=True, slots=True)
class Line:
    """What the list says in one line: findings of one rule at cells beside each other, and those that follow from them."""

    members: tuple[Placed, ...]
    implied: tuple[Line, ...] = ()

    @property
    def first(self) -> Placed:
        return self.members[0]

    @property
    def is_alike(self) -> bool:
        """All members found the same and want the same: one line is enough."""
        return len({(one.remark.actual, one.remark.expected) for one in self.members}) == 1


def lines_of(placed: Sequence[Placed], sheets: Sequence[str], content: Content) -> list[Line]:
    """Every finding stands in exactly one line, or in a line below one."""
    above = fold(placed, content)
    below: dict[int, list[int]] = defaultdict(list)
    for number, cause in above.items():
        below[cause].append(number)
    order = {name: place for place, name in enumerate(sheets)}
    lines = []
    for run in _runs([(number, one) for number, one in enumerate(placed) if number not in above]):
        implied = [(number, placed[number]) for cause, _ in run for number in below[cause]]
        folded = [Line(tuple(one for _, one in members)) for members in _runs(implied)]
        lines.append(Line(tuple(one for _, one in run), tuple(sorted(folded, key=lambda line: _place(line, order)))))
    return sorted(lines, key=lambda line: _place(line, order))


Numbered = list[tuple[int, Placed]]


def _runs(found: Numbered) -> list[Numbered]:
    """Findings of one rule in neighbouring cells of a column stand together, those left over in neighbouring cells of a row."""
    alike: dict[tuple, Numbered] = defaultdict(list)
    for number, one in found:
        remark = one.remark
        alike[remark.rule_id, remark.sheet, remark.severity, remark.waiver, one.doubt, one.cell is None].append((number, one))
    runs = []
    for members in alike.values():
        if members[0][1].cell is None:
            runs += _same_words(members)
            continue
        by_column = _neighbours(members, lambda one: (one.cell[1], one.cell[0]))
        runs += [run for run in by_column if len(run) > 1]
        runs += _neighbours([run[0] for run in by_column if len(run) == 1], lambda one: one.cell)
    return [part for run in runs for part in _worth_a_heading(run)]


def _worth_a_heading(run: Numbered) -> list[Numbered]:
    """A few cells that say different things stand for themselves."""
    is_alike = Line(tuple(one for _, one in run)).is_alike
    return [run] if is_alike or len(run) >= _WORTH_A_HEADING else [[member] for member in run]


def _neighbours(members: Numbered, place) -> list[Numbered]:
    """Runs in which the second number of `place` goes up by one while the first stays; findings of one cell stay together."""
    runs: list[Numbered] = []
    last = (0, 0)
    for number, one in sorted(members, key=lambda member: (place(member[1]), member[0])):
        line, step = place(one)
        if runs and line == last[0] and step - last[1] <= 1:
            runs[-1].append((number, one))
        else:
            runs.append([(number, one)])
        last = line, step
    return runs


def _same_words(members: Numbered) -> list[Numbered]:
    """Findings about no cell: one line for those that say the same."""
    found: dict[tuple, Numbered] = defaultdict(list)
    for number, one in members:
        found[one.remark.message_vi, one.remark.cell_ref].append((number, one))
    return list(found.values())


def _place(line: Line, order: dict[str, int]) -> tuple:
    one = line.first
    gravest = min(SEVERITIES.index(each.remark.severity) for part in (line, *line.implied) for each in part.members)
    return (one.remark.waiver is not None, gravest, order.get(one.remark.sheet or "", -1),
            one.cell or (0, 0), one.remark.rule_id)


def range_of(line: Line) -> str | None:
    """`D17`, `D17:D29`; None where it is about no cell."""
    cells = [one.cell for one in line.members if one.cell]
    if not cells:
        return None
    first, last = (min(row for row, _ in cells), min(column for _, column in cells)), (
        max(row for row, _ in cells), max(column for _, column in cells))
    return reference_of(first) if first == last else f"{reference_of(first)}:{reference_of(last)}"
