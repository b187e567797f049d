"""The eight-bit encodings of old Vietnamese fonts: byte sequences and their letters, from the seeds."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from mtqg.registry.seeds import read_csv

TCVN3, VNI = "TCVN3", "VNI"


@dataclass(frozen=True)
class Alphabet:
    """One encoding; texts in it are held as Latin-1 characters, one a byte."""

    name: str
    letters: dict[str, str]         # Latin-1 sequence -> letter

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(re.escape(sequence) for sequence in sorted(self.letters, key=len, reverse=True)))

    @cached_property
    def _sequences(self) -> dict[str, str]:
        return {letter: sequence for sequence, letter in self.letters.items()}

    def decode(self, text: str) -> str:
        """The text in Unicode NFC, longest sequence first; what the encoding does not know stays."""
        return unicodedata.normalize("NFC", self._pattern.sub(lambda found: self.letters[found[0]], text))

    def encode(self, text: str) -> str:
        """The text as this encoding writes it; a letter that it lacks (TCVN3 has few capitals) is written as the other case."""
        written = []
        for letter in unicodedata.normalize("NFC", text):
            sequence = self._sequences.get(letter) or self._sequences.get(letter.lower())
            written.append(sequence or letter)
        return "".join(written)


@cache
def alphabets(seeds: Path) -> dict[str, Alphabet]:
    """TCVN3 (ABC) and VNI by name, from tcvn3_map.csv and vni_map.csv."""
    tcvn3 = {chr(int(row["byte_hex"] or "", 16)): row["unicode_char"] or "" for _, row in read_csv(seeds / "tcvn3_map.csv")}
    vni = {row["latin1_text"] or "": row["unicode_char"] or "" for _, row in read_csv(seeds / "vni_map.csv")}
    return {TCVN3: Alphabet(TCVN3, tcvn3), VNI: Alphabet(VNI, vni)}
