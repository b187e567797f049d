"""What is done to a file in the reading process: looked through for personal records, and read; both open it once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mtqg import settings
from mtqg.intake.child import Limits, WarmChild
from mtqg.model import Finding, Identity, NumberMarks
from mtqg.readers import count_cells, read_opened
from mtqg.readers.candidates import QuarantinedRow, quarantined_rows
from mtqg.readers.containers.opening import Opened, open_workbooks
from mtqg.readers.personal import Breach, find_breaches
from mtqg.readers.preloading import preload
from mtqg.registry import Registry, Source
from mtqg.store.cells import copy_text

#: A file of so many bytes at most stays open between the two questions.
_WAITING_BYTES = 12_000_000


@dataclass(frozen=True, slots=True)
class Screening:
    """Which lists of persons are in this file?"""

    path: Path
    name: str
    sha256: str
    form_code: str


@dataclass(frozen=True, slots=True)
class ReadingOrder:
    """What does this file say?"""

    path: Path
    name: str
    sha256: str
    form_code: str
    source: Source


@dataclass(frozen=True, slots=True)
class Examined:
    """A file, read: its cells as text for COPY, ready to be sent on (`store.cells.add_copied`)."""

    identity: Identity
    container: str
    is_readable: bool
    counts: dict[str, int]
    findings: tuple[Finding, ...]
    quarantined: tuple[QuarantinedRow, ...]
    cells: bytes
    number_marks: tuple[NumberMarks, ...] = ()


@dataclass(frozen=True, slots=True)
class Withheld:
    """The landed bytes could not be had: a fault of the archive, of which nothing follows about the file."""

    fault: str


@dataclass
class Examiner:
    """Answers both questions; a file that was screened last is not opened again to be read."""

    registry: Registry
    _opened: tuple[str, Opened | None] = ("", None)

    def __call__(self, question: Screening | ReadingOrder) -> list[Breach] | Examined | Withheld:
        return self._screen(question) if isinstance(question, Screening) else self._read(question)

    def _screen(self, asked: Screening) -> list[Breach]:
        self._opened = "", None
        content = asked.path.read_bytes()
        opened = open_workbooks(content, asked.name, self.registry)
        breaches = find_breaches([*opened.grids, *opened.attached], self.registry, asked.form_code)
        if not breaches and len(content) < _WAITING_BYTES:
            self._opened = asked.sha256 + asked.name, opened
        return breaches

    def _read(self, asked: ReadingOrder) -> Examined | Withheld:
        (name, opened), self._opened = self._opened, ("", None)
        if opened is None or name != asked.sha256 + asked.name:
            try:
                content = asked.path.read_bytes()
            except OSError as fault:
                return Withheld(f"{type(fault).__name__}: {fault.strerror}: {asked.path}")
            opened = open_workbooks(content, asked.name, self.registry)
        reading = read_opened(opened, asked.name, self.registry, form_code=asked.form_code, source=asked.source)
        return Examined(
            reading.identity, reading.container, reading.is_readable, count_cells(reading.cells), reading.findings,
            tuple(quarantined_rows(reading, self.registry, asked.source)),
            copy_text(reading.cells, self.registry.version), reading.number_marks)


def reading_process(registry: Registry) -> WarmChild:
    """A child that examines files under the limits of the settings."""
    limits = Limits(settings.reader_memory_bytes(), settings.reader_cpu_seconds(), settings.reader_wall_seconds())
    return WarmChild(Examiner(registry), limits, before=lambda: preload(registry))
