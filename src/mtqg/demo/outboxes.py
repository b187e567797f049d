"""The sample outboxes, written by `mtqg sample` beside the start of the stack, one month after the other."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Protocol

from mtqg import settings
from mtqg.errors import MtqgError
from mtqg.stack.steps import Steps


class Month(Protocol):
    """What the sample must know of a month."""

    period: str
    geography: str
    defects: int
    forms: tuple[str, ...]  # none named: all
    has_published: bool     # the published figures of 2022-2024 come with it


class Outboxes:
    """Writes the months that are not there yet; a month that was written before with the same words is left alone."""

    def __init__(self, months: Sequence[Month]) -> None:
        self.months = months
        self.ready = {one.period: threading.Event() for one in months}
        self.is_new: dict[str, bool] = {}
        self.fault: MtqgError | None = None
        self._writing: subprocess.Popen | None = None
        self._is_stopped = False
        self._thread = threading.Thread(target=self._write_all, daemon=True)

    def start_writing(self) -> None:
        self._thread.start()

    def stop_writing(self) -> None:
        """No writer is left."""
        self._is_stopped = True
        if self._writing and self._writing.poll() is None:
            self._writing.terminate()
        self._thread.join()

    def wait_for(self, period: str, steps: Steps) -> bool:
        """The outboxes of the month are complete; whether they were written now."""
        if not self.ready[period].is_set():
            with steps.step(f"{period}: hộp gửi mẫu | the sample outboxes"):
                self.ready[period].wait()
        if self.fault:
            raise self.fault
        return self.is_new[period]

    def _write_all(self) -> None:
        try:
            for one in self.months:
                self.is_new[one.period] = self._write(one)
                self.ready[one.period].set()
        except MtqgError as fault:
            self.fault = fault
        finally:
            for event in self.ready.values():
                event.set()

    def _write(self, one: Month) -> bool:
        arguments = ["--period", one.period, "--geography", one.geography, "--defects", str(one.defects),
                     "--out", str(settings.outbox_dir()), *chain.from_iterable(("--form", form) for form in one.forms),
                     *(["--published"] if one.has_published else [])]
        written = _written()
        if written.get(one.period) == arguments:
            return False
        command = [Path(sys.executable).with_name("mtqg"), "sample", *arguments]
        self._writing = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                         stderr=subprocess.STDOUT, text=True)
        said, _ = self._writing.communicate()
        if self._is_stopped:
            raise MtqgError("dừng giữa chừng | stopped half-way")
        if self._writing.returncode:
            raise MtqgError(f"mtqg sample {' '.join(arguments)}:\n{said.strip()}")
        _record({**written, one.period: arguments})
        return True


def _written() -> dict[str, list[str]]:
    path = _ledger()
    return json.loads(path.read_text()) if path.exists() else {}


def _record(written: dict[str, list[str]]) -> None:
    partial = _ledger().with_suffix(".part")
    partial.write_text(json.dumps(written, indent=1))
    partial.replace(_ledger())


def _ledger() -> Path:
    return settings.outbox_dir() / "written.json"
