"""In which encoding a text is when its font does not say: by which reading makes Vietnamese words of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from mtqg.readers.encodings.alphabets import Alphabet
from mtqg.readers.encodings.syllables import is_syllable
from mtqg.readers.encodings.words import UNICODE_LETTER, telling_words

UNICODE = "Unicode"
#: An old encoding is believed when this share of the telling words becomes Vietnamese.
_ENOUGH = 0.75
#: Texts that fit several encodings follow the sheet where at least so many others are certain, and so many times more.
_CERTAIN_TEXTS = 3
_TIMES_MORE = 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many telling words of a text are Vietnamese under each reading."""

    words: int
    valid: dict[str, int]           # Unicode, and each alphabet that would change the text -> words

    @property
    def readings(self) -> tuple[str, ...]:
        """The readings that fit: one when the text is certain, several when it fits them equally, none when it says nothing."""
        if not self.words:
            return ()
        most = max(self.valid.values())
        if most < _ENOUGH * self.words:
            return ()
        return tuple(name for name, valid in self.valid.items() if valid == most)


def evidence(text: str, alphabets: Iterable[Alphabet]) -> Evidence:
    """The evidence in one text; a letter that only Unicode has settles it."""
    if UNICODE_LETTER.search(text):
        return Evidence(1, {UNICODE: 1})
    words = telling_words(text)
    valid = {UNICODE: sum(map(is_syllable, words))}
    for alphabet in alphabets:
        decoded = [alphabet.decode(word) for word in words]
        if decoded != words:
            valid[alphabet.name] = sum(map(is_syllable, decoded))
    return Evidence(len(words), valid)


@dataclass(slots=True)
class Votes:
    """What the certain texts of one sheet say, for those that fit several readings."""

    certain: Counter[str] = field(default_factory=Counter)

    def add(self, found: Evidence) -> None:
        if len(found.readings) == 1:
            self.certain[found.readings[0]] += 1

    def reading(self, found: Evidence) -> str | None:
        """The reading of a text: its own when it is certain, else that of most certain texts of the sheet; None if neither."""
        fitting = found.readings
        if len(fitting) == 1:
            return fitting[0]
        usual = self.usual
        if usual in fitting or (not fitting and usual and found.valid.get(usual, 0) >= found.valid[UNICODE]):
            return usual
        return UNICODE if UNICODE in fitting else None

    @property
    def usual(self) -> str | None:
        """The reading of nearly all certain texts."""
        (name, count), *others = self.certain.most_common(2) or [("", 0)]
        return name if count >= max(_CERTAIN_TEXTS, _TIMES_MORE * (others[0][1] if others else 0)) else None
