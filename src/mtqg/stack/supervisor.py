"""`python -m mtqg.stack.supervisor`: keeps PostgreSQL and the Airflow components running until it is stopped.

It alone starts components, and finds those of a predecessor by their records. A component that dies is cleared of its
children and started again, at growing intervals while it keeps dying; SIGHUP (`mtqg up`) means: look now, forget the intervals.
SIGTERM ends only the supervisor; `mtqg down` stops the rest.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from mtqg.errors import MtqgError
from mtqg.stack import airflow, pages, postgres, services

NAME = "supervisor"
LOOK_EVERY = 1.0
LONGEST_PAUSE = 60.0
STEADY_AFTER = 60.0


@dataclass(slots=True)
class Watched:
    """One thing to keep alive, and how it fared."""

    name: str
    is_alive: Callable[[], bool]
    start: Callable[[], object]
    started_at: float = 0.0
    pause: float = 0.0          # seconds to wait after the last start before the next

    def look(self, now: float) -> None:
        """It runs, or is started, or waits for its pause to end."""
        if self.is_alive():
            if self.pause and now - self.started_at > STEADY_AFTER:
                self.pause = 0.0
            return
        if now - self.started_at < self.pause:
            return
        say(f"{self.name}: starting")
        self.started_at = now
        self.pause = min(LONGEST_PAUSE, 2 * self.pause or 1.0)
        try:
            self.start()
        except MtqgError as error:
            say(f"{self.name}: {error}")


def watched() -> list[Watched]:
    """PostgreSQL, every component, and the server of the pages."""
    server = Watched("postgres", postgres.is_running, postgres.start)
    documents = Watched(pages.NAME, pages.is_alive, pages.start)
    return [server, *(_component(one) for one in airflow.COMPONENTS), documents]


def main() -> None:
    """Watches until SIGTERM."""
    hurried: list[bool] = []
    signal.signal(signal.SIGHUP, lambda *_: hurried.append(True))
    everything = watched()
    say(f"supervisor {os.getpid()} watches {', '.join(one.name for one in everything)}")
    while True:
        if hurried:
            hurried.clear()
            for one in everything:
                one.pause = 0.0
        for one in everything:
            one.look(time.monotonic())
        _reap()
        time.sleep(LOOK_EVERY)


def say(words: str) -> None:
    print(time.strftime("%Y-%m-%d %H:%M:%S"), words, flush=True)


def _component(component: airflow.Component) -> Watched:
    def start() -> None:
        services.kill_remains(component.name)
        services.spawn(component.name, airflow.command(component), airflow.environment(), airflow.code_version())

    return Watched(component.name, lambda: services.is_alive(component.name), start)


def _reap() -> None:
    """No child of ours stays a zombie."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    main()
