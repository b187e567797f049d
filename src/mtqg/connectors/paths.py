"""Which names and paths are let in: one part is a plain file name, a path stays below the outbox."""

from __future__ import annotations

import unicodedata

from mtqg.errors import SourceUnavailable

#: Bytes of a name that every file system of ours can hold.
LONGEST_NAME = 255
#: Controls (NUL, newline), halves of characters, line separators, and marks that turn the direction of reading.
_REFUSED_CATEGORIES = {"Cc", "Cs", "Zl", "Zp"}
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNFINISHED = (".part", ".partial", ".filepart", ".crdownload", ".tmp")


def name_fault(name: str) -> str | None:
    """Why this is no name for a delivery, in words; None when it is one."""
    if name in ("", ".", ".."):
        return "no name"
    if "/" in name or "\\" in name:
        return "a path, not a name"
    if any(_is_refused(letter) for letter in name):
        return "control characters"
    if len(name.encode("utf-8")) > LONGEST_NAME:
        return f"longer than {LONGEST_NAME} bytes"
    return None


def is_unfinished(name: str) -> bool:
    """Hidden files, lock files of Office and uploads that a client has not renamed yet."""
    return name.startswith((".", "~$")) or name.lower().endswith(_UNFINISHED)


def path_fault(path: str) -> str | None:
    """Why this is no path below the outbox, in words; None when it is relative and every part of it is a plain name."""
    return next((fault for part in path.split("/") if (fault := name_fault(part))), None)


def refuse_tricks(path: str) -> str:
    """The path itself, when it stays below the outbox; else SourceUnavailable."""
    if path_fault(path):
        raise SourceUnavailable(f"{path!r} leads out of the outbox")
    return path


def visible(path: str) -> str:
    """The path with everything that is refused in it, and half letters, written as `\\u202e`: it can be shown and stored."""
    return "".join(f"\\u{ord(letter):04x}" if _is_refused(letter) else letter for letter in path)


def _is_refused(letter: str) -> bool:
    return unicodedata.category(letter) in _REFUSED_CATEGORIES or letter in _TURNING
