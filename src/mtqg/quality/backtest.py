"""A rule replayed over what was reported: where it would have hit, what was mended since, how right it is on labelled data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import PurePath

from psycopg import Connection

from mtqg.errors import MtqgError
from mtqg.model import Finding
from mtqg.quality.judging import judge_frames
from mtqg.quality.measuring import Found, Score, scores
from mtqg.registry import Registry
from mtqg.registry.periods import parse_period
from mtqg.sample.labels import Label
from mtqg.store import history
from mtqg.store.cells import load_cells


@dataclass(frozen=True)
class Hit:
    """One breach in an archived submission; `is_mended`: the newest later revision of its slice does not break the rule there."""

    submission: history.Archived
    finding: Finding
    is_mended: bool


@dataclass
class Backtest:
    """What the rule would have said of these submissions; `score` where labels were given."""

    rule_id: str
    submissions: int = 0
    hits: list[Hit] = field(default_factory=list)
    score: Score | None = None

    @property
    def mended(self) -> int:
        return sum(one.is_mended for one in self.hits)

    @property
    def places(self) -> Counter[tuple[str, str]]:
        """(administrative unit, period) -> hits."""
        return Counter((one.submission.admin_unit_code, one.submission.period_code) for one in self.hits)


def backtest(db: Connection, registry: Registry, rule_id: str, *, first: str | None = None, last: str | None = None,
             labels: Iterable[Label] | None = None, connection_url: str) -> Backtest:
    """The rule, whatever its stage, on every submission whose period ends between the two; nothing is written.

    A rule that compares looks at what is in force today. MtqgError: a rule of reading, which judges no cells.
    """
    rule = registry.rules[rule_id]
    if rule.scope == "reading":
        raise MtqgError(f"{rule_id}: quy tắc đọc tệp, dùng mtqg reread | a rule of reading is replayed by mtqg reread")
    archived = [one for one in history.archived(db, rule.form_code) if _between(one.period_code, first, last)]
    outcome = Backtest(rule_id, len(archived))
    for (form_code, _), members in groupby(archived, key=lambda one: (one.form_code, one.period_code)):
        outcome.hits += _replay(db, registry, rule_id, form_code, list(members), connection_url)
    if labels is not None:
        outcome.score = _score(rule_id, archived, outcome.hits, labels)
    return outcome


def _between(period_code: str, first: str | None, last: str | None) -> bool:
    end = parse_period(period_code).end
    return (first is None or parse_period(first).start <= end) and (last is None or end <= parse_period(last).end)


def _replay(db: Connection, registry: Registry, rule_id: str, form_code: str, members: list[history.Archived],
            connection_url: str) -> list[Hit]:
    """Hits in the submissions of a form for one period, all revisions of each slice among them."""
    found = judge_frames(registry, form_code, load_cells(db, [one.submission_id for one in members]),
                         scopes=("workbook", "history", "forms", "national"), connection_url=connection_url, only=rule_id)
    newest = {one.source_code: one for one in members}           # members come in the order of revisions
    left = {code: {_place(one) for one in found.get(last.submission_id, ())} for code, last in newest.items()}
    return [Hit(one, finding, newest[one.source_code] is not one and _place(finding) not in left[one.source_code])
            for one in members for finding in found.get(one.submission_id, ())]


def _place(finding: Finding) -> tuple[str | None, str | None]:
    return finding.row_key, finding.column_key


def _score(rule_id: str, archived: list[history.Archived], hits: list[Hit], labels: Iterable[Label]) -> Score:
    """Labels of files that were replayed, by source and file name."""
    names = {(one.source_code, one.delivery_name): one.submission_id for one in archived}
    mine = [label._replace(file=names[label.source_code, PurePath(label.file).name]) for label in labels
            if (label.source_code, PurePath(label.file).name) in names]
    found = [Found(one.submission.submission_id, one.finding.cell_ref or "", rule_id) for one in hits]
    return scores(mine, found).get(rule_id, Score(rule_id, 0, 0, 0, 0))
