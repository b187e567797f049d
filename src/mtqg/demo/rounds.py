"""The rounds of the demo: outboxes are written, the stack comes up, each month is refreshed through the scheduler."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mtqg import settings
from mtqg.demo.outboxes import Outboxes
from mtqg.demo.result import print_result
from mtqg.intake import hold_polls
from mtqg.stack import following, lifecycle
from mtqg.stack.rest import Client
from mtqg.stack.steps import Steps


@dataclass(frozen=True, slots=True)
class Round:
    """A month of the demo, on the map that was in force then, with so many seeded defects; the provinces send these forms
    (none named: all that they owe) and owe the others."""

    period: str
    geography: str
    defects: int
    forms: tuple[str, ...] = ()
    has_published: bool = False


ROUNDS = (
    Round("2024-12", "63", 12, ("NTM-01", "TH-01", "VON-01"), has_published=True),
    Round("2025-12", "34", 12, ("NTM-01", "TH-01", "VON-01", "GN-01", "GN-02", "KH-01")),
    Round("2026-09", "34", 12),
)


def run_demo() -> None:
    """The three months stand in the marts, and the result is printed; what was there before is not done again."""
    steps = Steps()
    outboxes = Outboxes(ROUNDS)
    outboxes.start_writing()                    # meanwhile the stack comes up
    try:
        lifecycle.up(steps, before_airflow=lambda: hold_polls(datetime.now(settings.TIME_ZONE)))
        done = refreshed_months()
        new = 0
        for one in ROUNDS:
            is_new = outboxes.wait_for(one.period, steps)
            if one.period in done and not is_new:
                steps.say(f"{one.period}: đã có, không làm gì thêm | already refreshed: nothing to do")
                continue
            new += 1
            with steps.step(f"{one.period}: thu, kiểm tra, dựng, khóa sổ | pull, judge, build, close", spin=False):
                following.refresh(Client(), one.period)
    finally:
        outboxes.stop_writing()
    print_result([one.period for one in ROUNDS], steps.console)
    if not new:
        steps.say("Không có gì thay đổi | nothing changed: the three months were there already")


def refreshed_months() -> set[str]:
    """The months of the demo that an earlier one has brought to their end, with everything built."""
    from mtqg.store import connect, months

    with connect() as db:
        if months.waits_for_build(db):
            return set()
        return months.refreshed(db, [one.period for one in ROUNDS])
