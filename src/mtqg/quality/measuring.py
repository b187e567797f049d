"""How good rules are on labelled data: recall of seeded defects, precision of findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Label(Protocol):
    """One seeded defect, as `mtqg sample` writes it: `rule_id` should find it in this cell (empty: in the file)."""

    file: str
    cell_ref: str
    rule_id: str


class Found(NamedTuple):
    """One finding: `cell_ref` is empty where it is of the whole file."""

    file: str
    cell_ref: str
    rule_id: str


@dataclass(frozen=True)
class Score:
    """`labelled` defects that the rule covers and how many it `found`; its `findings` and how many a label `explained`."""

    rule_id: str
    labelled: int
    found: int
    findings: int
    explained: int

    @property
    def recall(self) -> float | None:
        return self.found / self.labelled if self.labelled else None

    @property
    def precision(self) -> float | None:
        return self.explained / self.findings if self.findings else None


def scores(labels: Iterable[Label], found: Iterable[Found]) -> dict[str, Score]:
    """Rule -> its score, of every rule that is labelled or found something.

    A label is found by its own rule at its own cell; a finding is explained by any label of that cell of that file, or, where
    it is of the whole file, by a label of the file for its rule.
    """
    wanted: dict[str, set[tuple[str, str]]] = defaultdict(set)
    cells: set[tuple[str, str]] = set()
    for one in labels:
        cells.add((one.file, one.cell_ref))
        if one.rule_id:
            wanted[one.rule_id].add((one.file, one.cell_ref))
    said: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in found:
        said[one.rule_id].add((one.file, one.cell_ref))
    result = {}
    for rule_id in sorted(wanted.keys() | said.keys()):
        covered, places = wanted[rule_id], said[rule_id]
        explained = sum(place in cells if place[1] else place in covered for place in places)
        result[rule_id] = Score(rule_id, len(covered), len(covered & places), len(places), explained)
    return result


def together(several: Iterable[Score]) -> Score:
    """The sum of several scores."""
    several = list(several)
    return Score("", *(sum(getattr(one, name) for one in several) for name in ("labelled", "found", "findings", "explained")))
