"""What holds for every kind of outbox: paths, limits of time, and faults whose words hold no secret."""

from __future__ import annotations

import logging
import queue
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mtqg.connectors.finished import FinishedDeliveries, Listing
from mtqg.connectors.options import Options
from mtqg.connectors.outbox import Listed, Outbox
from mtqg.connectors.paths import refuse_tricks
from mtqg.connectors.specs import ConnectionSpec
from mtqg.errors import MtqgError, SourceUnavailable

log = logging.getLogger(__name__)


class GuardedConnector:
    """An outbox whose listing holds finished deliveries only, and that answers, or fails, within its time."""

    def __init__(self, outbox: Outbox, spec: ConnectionSpec, options: Options,
                 wait: Callable[[float], None], clock: Callable[[], float]):
        self._outbox, self._spec, self._options = outbox, spec, options
        self._finished = FinishedDeliveries(outbox, options, spec.connection_id, wait, clock)
        self._listed: dict[str, Listed] = {}

    def list(self, folder: str, subfolders: tuple[str, ...]) -> Listing:
        """Finished deliveries by subfolder, oldest first; SourceUnavailable when the folder itself cannot be listed."""
        refuse_tricks(folder)
        found = self._answer(f"folder {folder}", lambda: self._finished.list(folder, subfolders))
        self._listed |= {item.path: item for items in found.values() for item in items}
        return found

    @property
    def refused(self) -> dict[str, str]:
        """Path -> why it is refused, of the files in the last listing whose names are let in nowhere."""
        return self._finished.refused | getattr(self._outbox, "refused", {})

    def fetch(self, path: str, target: Path, max_bytes: int) -> int:
        """Bytes written to `target`, as many as were listed; SourceUnavailable when the file cannot be had whole."""
        refuse_tricks(path)
        size = self._answer(path, lambda: self._outbox.fetch(path, target, max_bytes))
        listed = self._listed.get(path)
        if listed and listed.is_exact_size and listed.size_bytes != size:
            raise SourceUnavailable(f"{path} changed while it was fetched: {listed.size_bytes} bytes listed, {size} received")
        return size

    def _answer(self, what: str, ask: Callable[[], Any]) -> Any:
        """What `ask` returns within the time limit, however the source drips; a thread that hangs ends with this program."""
        answers: queue.SimpleQueue[tuple[Any, Exception | None]] = queue.SimpleQueue()

        def run() -> None:
            try:
                answers.put((ask(), None))
            except Exception as error:
                answers.put((None, error))

        threading.Thread(target=run, daemon=True, name=f"outbox-{self._spec.connection_id}").start()
        try:
            answer, error = answers.get(timeout=self._options.time_limit_seconds)
        except queue.Empty:
            raise SourceUnavailable(f"{what}: no answer within {self._options.time_limit_seconds:g} s") from None
        if error is not None:
            raise self._in_words(what, error) from None              # the cause may quote a secret
        return answer

    def _in_words(self, what: str, error: Exception) -> MtqgError:
        """The fault as one of ours; wrong credentials are told apart, a fault of this program keeps its stack in the log."""
        if isinstance(error, self._outbox.denied):
            return SourceUnavailable(f"{what}: credentials refused: connection {self._spec.connection_id}, "
                                     f"login {self._spec.login!r} ({type(error).__name__})")
        words = self._without_secrets(getattr(error, "strerror", None) or str(error) or type(error).__name__)
        if isinstance(error, MtqgError):
            return type(error)(words)
        if isinstance(error, (OSError, *self._outbox.faults)):
            return SourceUnavailable(f"{what}: {words}")
        log.error("%s: %s\n%s", what, type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
        return MtqgError(f"{what}: {type(error).__name__}: {words}")

    def _without_secrets(self, text: str) -> str:
        for secret in self._spec.secrets():
            text = text.replace(secret, "***").replace(quote(secret, safe=""), "***")
        return text
