"""What a revision would change in published figures, before it counts, and whether that needs somebody's approval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from psycopg import Connection

from mtqg.model import ACCEPTED_STATUSES
from mtqg.quality import Verdict
from mtqg.registry.approvals import Threshold
from mtqg.store import connect, whatif
from mtqg.store.standing import standings_with
from mtqg.whatif import compiled_models


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that would change: None before, it appears; None after, it is withdrawn. Ranks are among provinces, 1 the best."""

    level: str                              # rollup: what is published of the province or a district; observation: a unit below
    indicator_code: str
    breakdown_code: str
    admin_unit_code: str
    period_code: str
    value_kind: str
    measure_unit_code: str
    before: Decimal | None
    after: Decimal | None
    rank_before: int | None = None
    rank_after: int | None = None
    is_closed: bool = False                 # of a month that a refresh has closed

    @property
    def difference(self) -> Decimal | None:
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def relative_percent(self) -> Decimal | None:
        """Of what was published; None where nothing was, or zero was."""
        return None if not self.before or self.after is None else abs(100 * (self.after - self.before) / self.before)


@dataclass(frozen=True)
class Preview:
    """The changes of a submission, those of the province first."""

    submission_id: str
    province_unit_code: str
    is_published: bool                      # figures of its slice have been published before
    changes: tuple[Change, ...]

    @property
    def of_province(self) -> tuple[Change, ...]:
        return tuple(one for one in self.changes if one.level == "rollup" and one.admin_unit_code == self.province_unit_code)

    def beyond(self, threshold: Threshold | None) -> tuple[Change, ...]:
        """Changes for which the revision waits: none for a first submission, nor where no threshold is in force."""
        if threshold is None or not self.is_published:
            return ()
        return tuple(one for one in self.of_province if exceeds(one, threshold))


def exceeds(change: Change, threshold: Threshold) -> bool:
    """Whether the change of a published province figure is more than the threshold lets pass."""
    if change.is_closed and threshold.any_change_of_closed_month:
        return True
    if threshold.relative_change_percent is not None and change.before is not None:
        relative = change.relative_percent
        if relative is None or relative > Decimal(str(threshold.relative_change_percent)):
            return True                     # withdrawn, or something where zero was, or too much
    moved = None if None in (change.rank_before, change.rank_after) else abs(change.rank_after - change.rank_before)
    return threshold.rank_change is not None and moved is not None and moved > threshold.rank_change


def preview(ledger: Connection, submission_id: str, given: Verdict) -> Preview:
    """What the next build would change if this verdict stood; `ledger` may know verdicts that are not committed yet."""
    province, changed = whatif.province_of(ledger, submission_id), standings_with(ledger, submission_id, given)
    published, models = whatif.is_published(ledger, submission_id), compiled_models()
    with connect("mtqg_transformer") as db:
        periods = whatif.touched_periods(db, [one.submission_id for one in changed])
        now = whatif.figures_if(db, models, province, periods, [])
        then = whatif.figures_if(db, models, province, periods, changed)
        closed = whatif.closed_periods(db, periods)
        keys = sorted(key for key in now.keys() | then.keys() if _figure(now, key) != _figure(then, key))
        ranks = _Ranks(db, [key for key in keys if key[0] == "rollup" and key[3] == province])
    changes = [Change(*key, (then.get(key) or now[key])["measure_unit_code"], _figure(now, key), _figure(then, key),
                      ranks.of(key, _figure(now, key)), ranks.of(key, _figure(then, key)), key[4] in closed) for key in keys]
    return Preview(submission_id, province, published, tuple(sorted(changes, key=lambda one: (
        one.level != "rollup", one.admin_unit_code != province, one.indicator_code, one.period_code, one.admin_unit_code))))


def held_back(ledger: Connection, submission_id: str, given: Verdict, threshold: Threshold | None) -> bool:
    """Whether the submission, accepted by this verdict, waits for approval."""
    if given.status not in ACCEPTED_STATUSES or threshold is None or not whatif.is_published(ledger, submission_id):
        return False
    in_force = [one.submission_id for one in standings_with(ledger, submission_id, given) if one.is_in_force]
    return submission_id in in_force and bool(preview(ledger, submission_id, given).beyond(threshold))


def _figure(figures: dict, key: tuple) -> Decimal | None:
    return figures[key]["figure"] if key in figures else None


class _Ranks:
    """Places of the province among the provinces, by the direction in which the indicator is better."""

    def __init__(self, db: Connection, keys: Sequence[tuple[str, ...]]):
        self._others = whatif.other_provinces(db, [(key[1], key[2], key[4], key[5]) for key in keys])
        self._directions = whatif.directions(db)

    def of(self, key: tuple[str, ...], figure: Decimal | None) -> int | None:
        found = self._others.get((key[1], key[2], key[4], key[5]))
        direction = self._directions.get(key[1], "none")
        if figure is None or not found or direction not in ("up", "down") or key[0] != "rollup":
            return None
        return rank(figure, (Decimal(str(value)) for code, value in found.items() if code != key[3]), direction)


def rank(figure: Decimal, others: Iterable[Decimal], direction: str) -> int:
    """1 + how many others are better; equal figures share a place."""
    return 1 + sum(other > figure if direction == "up" else other < figure for other in others)
