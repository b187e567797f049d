"""What earlier looks at an outbox saw, kept between pulls of this machine; lost, a file is only looked at twice again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from typing import Any

from mtqg import settings


class Memory:
    """One JSON object under $MTQG_HOME/looks/, by key; for our account only, and never what decides anything."""

    def __init__(self, *key: str):
        self._path = settings.home() / "looks" / f"{hashlib.sha256(chr(0).join(key).encode()).hexdigest()[:32]}.json"

    def read(self) -> dict[str, Any]:
        """What was written last; empty when there is nothing, or nothing that can be read."""
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def write(self, content: dict[str, Any]) -> None:
        """The content is there whole for the next look; a full disk or a read-only home only forgets it."""
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            partial = self._path.with_suffix(f".{os.getpid()}.{id(content)}")
            partial.write_text(json.dumps(content), encoding="utf-8")
            partial.replace(self._path)
