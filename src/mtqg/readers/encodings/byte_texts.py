"""The text in the bytes of a file that does not say its encoding: mark, pattern of bytes, then which reading is Vietnamese."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mtqg.readers.encodings.alphabets import TCVN3, VNI, Alphabet
from mtqg.readers.encodings.syllables import is_syllable
from mtqg.readers.encodings.words import telling_words

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
#: So many characters decide; the whole file is then read in the encoding found.
_SAMPLE = 200_000
#: Below this share of Vietnamese words, or this near to the second best, the encoding is doubtful.
_CERTAIN, _APART = 0.7, 0.15
#: An eight-bit reading must leave more words Vietnamese than a UTF-8 file with a few damaged bytes.
_DAMAGED_BYTES = 0.002


@dataclass(frozen=True, slots=True)
class ByteText:
    """A decoded file: `encoding` names how, `alphabet` an old encoding that its texts are still in, one Latin-1 letter a byte."""

    text: str
    encoding: str
    alphabet: str | None = None
    is_doubtful: bool = False
    other: str | None = None        # the second best encoding where doubtful


def read_bytes(content: bytes, alphabets: Mapping[str, Alphabet]) -> ByteText | None:
    """The text, or None where no encoding makes text of the bytes."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark):], encoding)
    if encoding := _without_mark(content):
        return _decoded(content, encoding)
    if b"\0" in content[:_SAMPLE]:
        return None
    try:
        return ByteText(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _eight_bit(content, alphabets)


def looks_like_text(content: bytes) -> bool:
    """No byte near the beginning is one that texts do not have."""
    head = content[:4096]
    if head.startswith(tuple(mark for mark, _ in _MARKS)) or _without_mark(head):
        return True
    return not any(byte < 9 or 13 < byte < 32 for byte in head)


def _decoded(content: bytes, encoding: str) -> ByteText:
    """Bytes that the encoding does not know become U+FFFD, and make it doubtful."""
    text = content.decode(encoding, "replace")
    return ByteText(text, encoding, is_doubtful="\ufffd" in text)


def _without_mark(content: bytes) -> str | None:
    """UTF-16 of Latin letters and digits: every other byte is nearly always zero."""
    sample = content[:2_000]
    if len(sample) < 4:
        return None
    even, odd = sample[::2], sample[1::2]
    if odd.count(0) > 0.4 * len(odd) and even.count(0) == 0:
        return "utf-16-le"
    if even.count(0) > 0.4 * len(even) and odd.count(0) == 0:
        return "utf-16-be"
    return None


def _eight_bit(content: bytes, alphabets: Mapping[str, Alphabet]) -> ByteText:
    """The reading with the largest share of Vietnamese words; the first of equals."""
    scored = sorted(((_share(text, alphabet), -rank, text, encoding, name)
                     for rank, (encoding, name, text, alphabet) in enumerate(_readings(content, alphabets))), reverse=True)
    (best, _, text, encoding, name), (second, _, _, other, other_name) = scored[:2]
    is_doubtful = best < _CERTAIN or best - second < _APART
    return ByteText(text, encoding, name, is_doubtful, (other_name or other) if is_doubtful else None)


def _readings(content: bytes, alphabets: Mapping[str, Alphabet]) -> Iterator[tuple[str, str | None, str, Alphabet | None]]:
    """(encoding, alphabet or None, the whole text, its alphabet) of each candidate."""
    damaged = content.decode("utf-8", "replace")
    if damaged.count("\ufffd") <= _DAMAGED_BYTES * len(damaged) + 1:
        yield "utf-8", None, damaged, None
    yield "windows-1258", None, unicodedata.normalize("NFC", content.decode("cp1258", "replace")), None
    latin = content.decode("latin-1")
    for name in (TCVN3, VNI):
        yield "latin-1", name, latin, alphabets[name]
    yield "windows-1252", None, content.decode("cp1252", "replace"), None


def _share(text: str, alphabet: Alphabet | None) -> float:
    words = telling_words(text[:_SAMPLE])
    if alphabet is not None:
        words = [alphabet.decode(word) for word in words]
    return sum(map(is_syllable, words)) / len(words) if words else 0.0
