"""The words of a text that can tell its encoding, and how many of them are no Vietnamese syllables."""

from __future__ import annotations

import re
import unicodedata

from mtqg.readers.encodings.syllables import is_syllable

#: Signs of old encodings (`µ ¸ ®`) are letters there, so only spaces, ASCII marks and typographic quotes separate words.
_BETWEEN = re.compile(r"[\s!-/:-@\[-`{-~0-9\u2010-\u2027\u2030-\u205e\u00b2\u00b3\u00b0]+")
#: The same without the signs that are halves of letters where UTF-8 was read as Latin-1 (a space without break, `²`).
_BETWEEN_NARROW = re.compile(r"[ \t\n\r!-/:-@\[-`{-~0-9\u2010-\u2027\u2030-\u205e]+")
_WITH_LETTER = re.compile(r"[A-Za-z]")
#: Vietnamese letters beyond Latin-1: no text in an eight-bit encoding has them.
UNICODE_LETTER = re.compile(r"[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")


def telling_words(text: str) -> list[str]:
    """Words with a letter beyond ASCII and one inside it: a sign alone (`×`, `®`) tells nothing."""
    words = _BETWEEN.split(unicodedata.normalize("NFC", text))
    return [word for word in words if len(word) > 1 and not word.isascii() and _WITH_LETTER.search(word)]


def wrong_words(text: str) -> int:
    """How many words cannot be Vietnamese."""
    words = _BETWEEN_NARROW.split(unicodedata.normalize("NFC", text))
    return sum(not is_syllable(word) for word in words if word and not word.isascii())
