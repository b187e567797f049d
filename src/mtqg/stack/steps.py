"""Steps shown as they happen: a spinner on a terminal, one plain line each when they are done elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape

#: Columns where no terminal says how wide it is.
WIDTH_OF_A_FILE = 140


class Steps:
    """Shows what is being done, and how long each thing took; says nothing when `quiet`."""

    def __init__(self, quiet: bool = False) -> None:
        self.is_live = sys.stdout.isatty() and not quiet
        self.console = Console(highlight=False, quiet=quiet, width=None if self.is_live else WIDTH_OF_A_FILE)

    @contextmanager
    def step(self, words: str, spin: bool = True) -> Iterator[list[str]]:
        """`words` is shown while the block runs; what the block appends to the list is shown beside it at the end.

        Without `spin` the block shows its own progress.
        """
        began = time.monotonic()
        notes: list[str] = []
        try:
            if self.is_live and spin:
                with self.console.status(escape(words)):
                    yield notes
            else:
                yield notes
        except BaseException:
            self.console.print(f"[red]✗[/] {escape(words)}")
            raise
        self.say(words, notes, time.monotonic() - began)

    def say(self, words: str, notes: list[str] | None = None, seconds: float | None = None) -> None:
        """One finished line."""
        took = "" if seconds is None else f"  [dim]{seconds:5.1f} s[/]"
        beside = f"  [dim]{escape(' · '.join(notes))}[/]" if notes else ""
        self.console.print(f"[green]✓[/] {escape(words)}{took}{beside}")
