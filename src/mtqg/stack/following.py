"""Runs followed to their end: bars on a terminal, a line per change elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from mtqg.errors import MtqgError
from mtqg.stack import runs
from mtqg.stack.rest import AirflowUnreachable, Client
from mtqg.stack.runs import RunView

#: Every task of every run of the chain costs the api-server a fifth of a second of CPU: that often, beside the run that leads.
LOOK_EVERY = 5.0
ASK_EVERY = 1.0
#: Elsewhere than on a terminal, a run that only makes progress is mentioned this often.
MENTION_EVERY = 10.0
#: A component that the supervisor starts again is back well before.
UNREACHABLE_FOR = 120.0
Chain = Callable[[], list[RunView]]


def pull(client: Client, conf: dict) -> list[RunView]:
    """A pull has run, and the build that followed on it; MtqgError, then, when a province could not be pulled."""
    views = _follow(client, _pull_chain(client, runs.trigger(client, "pull_submissions", conf)))
    if views[0].failed:
        raise MtqgError(_what_failed(client, views[:1]))
    return views


def build(client: Client, conf: dict) -> list[RunView]:
    """A build has run."""
    run_id = runs.trigger(client, "build_warehouse", conf)
    return _follow(client, lambda: [runs.view(client, "build_warehouse", run_id)])


def verify(client: Client) -> list[RunView]:
    """The ledger and the marts have been verified; MtqgError, with what the task says, when they are not what they should be."""
    run_id = runs.trigger(client, "verify_warehouse", {})
    return _follow(client, lambda: [runs.view(client, "verify_warehouse", run_id)])


def refresh(client: Client, period: str) -> list[RunView]:
    """A month has been opened, pulled, built, closed, exported and reported; the pulls may have failed at single provinces."""
    run_id = runs.trigger(client, "monthly_refresh", {"period": period})

    def chain() -> list[RunView]:
        views = [runs.view(client, "monthly_refresh", run_id)]
        for dag_id, pulled in runs.runs_named(client, "pull_submissions", f"{run_id}__"):
            views.append(runs.view(client, dag_id, pulled))
            views.extend(runs.view(client, *found) for found in runs.runs_that_follow(client, dag_id, pulled))
        return views

    return _follow(client, chain, led_by_first=True)


def not_pulled(client: Client, views: list[RunView]) -> list[str]:
    """The provinces at which these runs failed, each with the fault in the words of its log."""
    found = [fault for view in views if view.dag_id == "pull_submissions" and view.failed
             for fault in runs.faults(client, view.dag_id, view.run_id, most=view.failed)]
    return [f"{fault.task}: {_said(fault.log_tail)}" for fault in found]


def _said(log_tail: list[str]) -> str:
    """The line that names the exception, else the last one."""
    named = [line for line in log_tail if "Unavailable: " in line or "Error: " in line or "Exception: " in line]
    return (named or log_tail or [""])[-1]


def _pull_chain(client: Client, run_id: str) -> Chain:
    def chain() -> list[RunView]:
        first = runs.view(client, "pull_submissions", run_id)
        after = [runs.view(client, *found) for found in runs.runs_that_follow(client, first.dag_id, run_id)]
        if first.is_over and not after and runs.has_pending_events(client, first.dag_id, run_id):
            after = [RunView("build_warehouse", "", "queued")]
        return [first, *after]

    return chain


def _follow(client: Client, chain: Chain, led_by_first: bool = False) -> list[RunView]:
    """The chain's last views; MtqgError with the failing tasks and their logs when a run failed."""
    console = Console(highlight=False, soft_wrap=True)
    show = _Bars(console) if console.is_terminal else _Lines(console)
    with show:
        views = _look(chain)
        while not (views[0].is_over if led_by_first else all(one.is_over for one in views)):
            show.update(views)
            _wait_for_change(client, views)
            views = _look(chain)
        show.update(views)
    if failed := [one for one in views if one.state == "failed"]:
        raise MtqgError(_what_failed(client, failed))
    return views


def _wait_for_change(client: Client, views: list[RunView]) -> None:
    """It is time to look at all runs again, or the first of them that was not over has another state."""
    watched = next(one for one in views if not one.is_over)
    deadline = time.monotonic() + LOOK_EVERY
    while time.monotonic() < deadline:
        time.sleep(ASK_EVERY)
        try:
            if watched.run_id and runs.state_of(client, watched.dag_id, watched.run_id) != watched.state:
                return
        except AirflowUnreachable:
            return


def _look(chain: Chain) -> list[RunView]:
    """The chain now; while the api-server is being started again, patience."""
    deadline = time.monotonic() + UNREACHABLE_FOR
    while True:
        try:
            return chain()
        except AirflowUnreachable:
            if time.monotonic() > deadline:
                raise
            time.sleep(ASK_EVERY)


def _what_failed(client: Client, failed: list[RunView]) -> str:
    words = [f"{', '.join(one.dag_id for one in failed)}: thất bại | failed"]
    for one in failed:
        for fault in runs.faults(client, one.dag_id, one.run_id):
            words.append(f"  {fault.task}")
            words.extend(f"    {line}" for line in fault.log_tail)
    return "\n".join(words)


def _remark(view: RunView) -> str:
    failed = [f"{view.failed} lỗi | failed"] if view.failed else []
    more = ["…"] if len(view.running) > 2 else []
    return ", ".join([*failed, *view.running[:2], *more])


class _Bars:
    """One bar per run, redrawn in place."""

    def __init__(self, console: Console) -> None:
        self.progress = Progress(SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24),
                                 MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.fields[remark]}"),
                                 console=console)
        self.bars: dict[tuple[str, str], int] = {}

    def __enter__(self) -> _Bars:
        self.progress.start()
        return self

    def __exit__(self, *_) -> None:
        self.progress.stop()

    def update(self, views: list[RunView]) -> None:
        for view in views:
            key = (view.dag_id, view.run_id)
            if key not in self.bars:
                self.bars[key] = self.progress.add_task(view.dag_id, total=None, remark="")
            self.progress.update(self.bars[key], total=view.total or None, completed=view.done,
                                 remark=escape(_remark(view)))
            if view.is_over:
                self.progress.stop_task(self.bars[key])


class _Lines:
    """A line when a run begins, ends, or has gone on for a while."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.said: dict[tuple[str, str], tuple[str, int, float]] = {}
        self.began = time.monotonic()

    def __enter__(self) -> _Lines:
        return self

    def __exit__(self, *_) -> None:
        pass

    def update(self, views: list[RunView]) -> None:
        now = time.monotonic()
        for view in views:
            state, done, when = self.said.get((view.dag_id, view.run_id), ("", -1, 0.0))
            if view.state != state or (view.done != done and now - when > MENTION_EVERY):
                self.said[view.dag_id, view.run_id] = (view.state, view.done, now)
                self.console.print(escape(f"{now - self.began:6.1f} s  {view.dag_id:17} {view.state:8} "
                                          f"{view.done}/{view.total}  {_remark(view)}").rstrip())
