"""Which files of a listing are finished deliveries: of a plain name, marked, or the same in two looks."""

from __future__ import annotations

import logging
from collections.abc import Callable

from mtqg.connectors.looks import Memory
from mtqg.connectors.options import Options
from mtqg.connectors.outbox import Listed, Outbox
from mtqg.connectors.paths import is_unfinished, name_fault, path_fault

log = logging.getLogger(__name__)
Listing = dict[str, list[Listed]]


class FinishedDeliveries:
    """The listing of an outbox without what is still being written."""

    def __init__(self, outbox: Outbox, options: Options, connection_id: str, wait: Callable[[float], None],
                 clock: Callable[[], float]):
        self._outbox, self._options, self._id = outbox, options, connection_id
        self._wait, self._clock = wait, clock
        #: Path -> why its name is let in nowhere, of the last listing.
        self.refused: dict[str, str] = {}

    def list(self, folder: str, subfolders: tuple[str, ...]) -> Listing:
        """By subfolder, oldest first; looks again after `stable_seconds` when a file was not seen so by an earlier look."""
        self.refused = {}
        first = self._look(folder, subfolders)
        apart = 0.0 if self._options.marker_suffix else self._options.stable_seconds
        if not apart or not self._is_open(folder, first, apart):
            return first
        self._wait(apart)
        return self._same(first, self._look(folder, subfolders))

    def _is_open(self, folder: str, listing: Listing, apart: float) -> bool:
        """Whether a file of it was never seen so before, or less than `apart` seconds ago; this look is remembered."""
        memory, now = Memory(self._id, folder), self._clock()
        earlier, quiet = memory.read(), self._options.quiet_seconds
        seen = {mark: earlier.get(mark, now) for items in listing.values() for item in items
                if not (quiet and item.modified_at.timestamp() < now - quiet) for mark in [_mark(item)]}
        if seen != earlier:
            memory.write(seen)
        return any(not now - since >= apart for since in seen.values())

    def _same(self, first: Listing, second: Listing) -> Listing:
        marks = {_mark(item) for items in first.values() for item in items}
        kept: Listing = {name: [] for name in second}
        for name, items in second.items():
            for item in items:
                if _mark(item) in marks:
                    kept[name].append(item)
                else:
                    log.info("%s: %r is still being written; a later pull takes it", self._id, item.path)
        return kept

    def _look(self, folder: str, subfolders: tuple[str, ...]) -> Listing:
        listed = self._outbox.list(folder, subfolders)
        return {name: sorted(self._deliveries(listed.get(name, [])), key=lambda item: (item.modified_at, item.name))
                for name in subfolders}

    def _deliveries(self, items: list[Listed]) -> list[Listed]:
        marker, names = self._options.marker_suffix, {item.name for item in items}
        kept = []
        for item in items:
            if fault := name_fault(item.name) or path_fault(item.path):
                log.warning("%s: %r is refused: %s", self._id, item.path, fault)
                self.refused[item.path] = fault
            elif not (is_unfinished(item.name) or (marker and (item.name.endswith(marker) or item.name + marker not in names))):
                kept.append(item)
        return kept


def _mark(item: Listed) -> str:
    return f"{item.path}\n{item.size_bytes}\n{item.modified_at.isoformat()}"
