"""Our long-running programs: started in sessions of their own, recorded, recognised again, and stopped to the last child.

Every program we start carries two marks in its environment, which its children inherit: MTQG_STACK (the home folder)
and MTQG_COMPONENT (its name). A record in `<home>/run/<name>.json` says which process leads it; a process number counts
only together with the time the process was created.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from mtqg import settings

STACK_MARK = "MTQG_STACK"
COMPONENT_MARK = "MTQG_COMPONENT"


@dataclass(frozen=True, slots=True)
class Record:
    """The process that leads a service."""

    name: str
    pid: int
    created: float          # seconds since the epoch, as the kernel says
    code: str = ""          # version of the code it was started with

    def is_alive(self) -> bool:
        """Whether exactly this process still runs (a zombie does not)."""
        try:
            one = psutil.Process(self.pid)
            return one.create_time() == self.created and one.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False


def run_folder() -> Path:
    return settings.home() / "run"


def log_path(name: str) -> Path:
    return settings.home() / "logs" / f"{name}.log"


def recorded(name: str) -> Record | None:
    """What was last started under this name, alive or not."""
    with suppress(FileNotFoundError, json.JSONDecodeError, TypeError):
        return Record(**json.loads((run_folder() / f"{name}.json").read_text()))
    return None


def is_alive(name: str) -> bool:
    found = recorded(name)
    return found is not None and found.is_alive()


def spawn(name: str, command: list[str], environment: Mapping[str, str], code: str = "") -> Record:
    """The program runs in a session of its own, marked and recorded; its words go to `<home>/logs/<name>.log`."""
    log = log_path(name)
    log.parent.mkdir(parents=True, exist_ok=True)
    marks = {STACK_MARK: str(settings.home()), COMPONENT_MARK: name}
    with log.open("ab") as words:
        started = subprocess.Popen(command, env={**environment, **marks}, stdin=subprocess.DEVNULL, stdout=words,
                                   stderr=subprocess.STDOUT, start_new_session=True, cwd=settings.project_root())
    record = Record(name, started.pid, psutil.Process(started.pid).create_time(), code)
    _write(record)
    return record


def members(name: str | None = None) -> list[psutil.Process]:
    """Every living process that carries our marks, but us: of one service, or of all."""
    return [one for one in psutil.process_iter() if one.pid != os.getpid() and _belongs(one, name)]


def stop(name: str | None = None, grace: float = 10.0) -> int:
    """No process of the service (or of all services) is left; returns how many had to be killed."""
    with suppress(FileNotFoundError):
        for path in run_folder().glob(f"{name or '*'}.json"):
            path.unlink()
    _signal(members(name), signal.SIGTERM)
    deadline = time.monotonic() + grace
    while (left := members(name)) and time.monotonic() < deadline:
        time.sleep(0.1)
    killed = 0
    while left := members(name):            # a process may fork between the look and the kill
        killed += len(left)
        _signal(left, signal.SIGKILL)
        psutil.wait_procs(left, timeout=2)
    return killed


def kill_remains(name: str) -> None:
    """No child of a leader that died is left: it could go on with work that its successor starts anew."""
    while left := members(name):
        _signal(left, signal.SIGKILL)
        psutil.wait_procs(left, timeout=2)


def _belongs(one: psutil.Process, name: str | None) -> bool:
    try:
        if one.status() == psutil.STATUS_ZOMBIE:
            return False
        marks = one.environ()
    except (psutil.Error, OSError):
        return False
    return marks.get(STACK_MARK) == str(settings.home()) and name in (None, marks.get(COMPONENT_MARK))


def _signal(processes: list[psutil.Process], number: int) -> None:
    for one in processes:
        with suppress(psutil.Error):
            one.send_signal(number)


def _write(record: Record) -> None:
    path = run_folder() / f"{record.name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}")
    partial.write_text(json.dumps(asdict(record)))
    partial.replace(path)
