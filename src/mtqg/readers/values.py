"""What one distinct value of a column means; a column is interpreted once per distinct value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from mtqg.readers.numbers import DecimalMark, exact, read_number, tidy
from mtqg.readers.texts import Percent, plain, shown
from mtqg.readers.units import UnitLabels, canonical, is_percent
from mtqg.registry.forms import ValueState
from mtqg.registry.reference_lists import MeasureUnit

#: What Excel shows for a formula that failed; calamine gives nothing, the pass over the sheet's XML puts these back.
FORMULA_ERRORS = frozenset(("#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", "#CALC!"))
#: Words before or behind a number that say it is not exact; the number is kept, the words stay in the text and are said.
_WORDS = {
    "estimated": "ước đạt|ước khoảng|ước tính|ước thực hiện|ước", "approximate": "đạt khoảng|vào khoảng|khoảng|gần|xấp xỉ|~|≈",
    "above": "hơn|trên|tối thiểu|ít nhất|>=|>|≥", "below": "dưới|chưa đến|chưa tới|tối đa|không quá|<=|<|≤",
}
_QUALIFIERS = "|".join(f"(?P<{name}>{words})" for name, words in _WORDS.items())
_BEFORE = re.compile(rf"(?:{_QUALIFIERS})\s*(?=[\d(])", re.I)
_BEHIND = re.compile(rf"(?<=[\d%\w])\s*\((?:{_QUALIFIERS})\)", re.I)


#: The apostrophe with which people make Excel keep a number as text, where it became part of the text.
_AS_TEXT = re.compile(r"^'(?=[\d(+-])")
#: A mark of a footnote behind a figure, and its measure unit in brackets: `1.234*`, `1.234 (hộ)`.
_FOOTNOTE = re.compile(r"(?<=\d)\s*(?:\(\*+\)|\*+|[⁰¹²³⁴-⁹]+)$")
_UNIT_IN_BRACKETS = re.compile(r"(.*\d)\s*\(([^()\d]+)\)", re.S)
#: Ticks of fonts and keyboards where `x` is asked, and what a box to tick leaves in its cell.
_TICKED, _NOT_TICKED = frozenset(("✔", "☑", "√", "ü", "þ", "+", "×", "х", "Х", "TRUE")), frozenset(("FALSE", "☐"))
#: The year of a recognition behind its tick: `x (2021)`, `Đạt (năm 2018)`.
_YEAR_BEHIND = re.compile(r"(?<=\S)\s*\((?:năm\s+)?(?:19|20)\d\d\)$", re.I)
_NOTHING = frozenset(("không phát sinh", "ko phát sinh", "không ps", "kps"))
_DASHES = re.compile(r"[-\u2010-\u2015\u2212]+")
_DOTS = re.compile(r"[.\u2026]{2,}|\u2026")


@lru_cache(maxsize=4096)
def mark_key(word: str) -> str:
    """One spelling of a mark: every dash is `-`, every row of dots `..`, whatever the program made of them."""
    word = word.lower()
    if word in _NOTHING:
        return "-"
    if word.replace(" ", "").isalnum():             # most words: nothing in them to respell
        return word
    return _DOTS.sub("..", _DASHES.sub("-", word.replace("×", "x")))


class Meaning(NamedTuple):
    """A value as typed, its number, state and status, and the rule it breaks if it does."""

    value_text: str
    value: Decimal | None
    value_state: str
    measure_unit_code: str | None
    canonical_value: Decimal | None
    cell_status: str
    denominator: Decimal | None = None
    rule_id: str | None = None
    expected: str | None = None
    value_qualifier: str | None = None


@dataclass(frozen=True)
class Setting:
    """What decides the meaning of a value: measure unit, words, marks, decimal mark, what blank says."""

    labels: UnitLabels
    unit: MeasureUnit | None                    # None: a plain number without measure unit
    marks: Mapping[str, ValueState]
    words: Mapping[str, int] | None = None
    blank: ValueState = "missing"
    decimal: DecimalMark | None = ","
    takes_fractions: bool = False
    is_unit_unknown: bool = False               # the printed unit is not understood: figures are quarantined

    def read_many(self, values: Iterable[Any], known: dict[Any, Meaning]) -> None:
        """`known` holds the meaning of each value; whole numbers, by far the most, take the short way."""
        is_plain, times, code = self.words is None and not self.is_unit_unknown and self._times > 0, self._times, self._unit_code
        for value in values:
            if is_plain and type(value) is float and value.is_integer() and -1e15 < value < 1e15:
                whole = int(value)
                number = Decimal(whole)
                known[value] = Meaning(str(whole), number, "number", code,
                                       number if times == 1 else Decimal(whole * times), "accepted")
            else:
                known[value] = self.read(value)

    def read(self, value: Any) -> Meaning:
        """The meaning of a filled cell."""
        kind = type(value)
        if kind is float:
            text = shown(value)
            return self._number(text, exact(value), self.unit) if self.words is None else self._word(text, text)
        if kind is str:
            return self._text(value)
        if kind is Percent:
            return self._percent(value, shown(value))
        return self._refused(shown(value), "COMMON-R011", "text")

    def read_blank(self) -> Meaning:
        """The meaning of an empty cell."""
        number = Decimal(0) if self.blank == "zero" else None
        return Meaning("", number, self.blank, self._unit_code, number, "accepted")

    @cached_property
    def _unit_code(self) -> str | None:
        return self.unit.code if self.unit else None

    @cached_property
    def _times(self) -> int:
        """The whole factor to the canonical unit; 0 where it is a fraction."""
        factor = self.unit.factor if self.unit else 1
        return int(factor) if factor == int(factor) else 0

    @cached_property
    def _marks(self) -> dict[str, ValueState]:
        return {mark_key(mark): state for mark, state in self.marks.items()}

    def _text(self, text: str) -> Meaning:
        word = plain(text)
        if not word:
            return self.read_blank()._replace(value_text=text)
        word = _AS_TEXT.sub("", word)
        if word in FORMULA_ERRORS or word.startswith("="):
            return self._refused(text, "COMMON-R012", "error")
        if self.words is not None:
            return self._word(text, word)
        if (state := self._marks.get(mark_key(word))) is not None:
            number = Decimal(0) if state == "zero" else None
            return Meaning(text, number, state, self._unit_code, number, "accepted")
        word = _FOOTNOTE.sub("", word)
        if (found := _UNIT_IN_BRACKETS.fullmatch(word)) is not None and self.labels.is_label(found[2]):
            word = f"{found[1]} {found[2]}"
        if (found := _BEFORE.match(word) or _BEHIND.search(word)) is not None:
            return self._qualified(text, word, found)
        parsed = read_number(word, self.decimal, self.unit is not None and self.unit.decimals == 0)
        if parsed is None or (parsed.denominator is not None and not self.takes_fractions):
            return self._refused(text, "COMMON-R011", "text")
        unit = self.unit
        if parsed.suffix:
            unit = self.labels.read(parsed.suffix, self._unit_code)
            if unit is None or self.unit is None:
                rule = "COMMON-R016" if self.labels.is_label(parsed.suffix) else "COMMON-R011"
                return self._refused(text, rule, "text")
        return self._number(text, tidy(parsed.number), unit, parsed.denominator)

    def _qualified(self, text: str, word: str, found: re.Match[str]) -> Meaning:
        """The number without the words that say it is not exact, and what they say."""
        meaning = self._text((word[:found.start()] + word[found.end():]).strip())._replace(value_text=text)
        if meaning.rule_id is None and meaning.value_state == "number":
            words = found[0].strip(" ()").lower()
            return meaning._replace(rule_id="COMMON-R053", expected=words, value_qualifier=found.lastgroup)
        return meaning

    def _word(self, text: str, word: str) -> Meaning:
        words = self.words or {}
        word = _YEAR_BEHIND.sub("", word)
        number = words.get(word, words.get(word.lower()))
        if number is None and "x" in words and word in _TICKED | _NOT_TICKED:
            number = words["x"] if word in _TICKED else words.get("0")
        if number is None:
            return self._refused(text, "COMMON-R011", "text")
        return Meaning(text, Decimal(number), "number", self._unit_code, Decimal(number), "accepted")

    def _percent(self, value: Percent, text: str) -> Meaning:
        if self.unit is not None and not is_percent(self.unit):
            return self._refused(text, "COMMON-R016", "number")
        return self._number(text, tidy(exact(value.stored) * 100), self.unit)

    def _number(self, text: str, number: Decimal, unit: MeasureUnit | None, denominator: Decimal | None = None) -> Meaning:
        if self.is_unit_unknown:
            return Meaning(text, number, "number", None, None, "quarantined", denominator)
        code = unit.code if unit else None
        return Meaning(text, number, "number", code, canonical(number, unit) if unit else number, "accepted", denominator)

    def _refused(self, text: str, rule_id: str, state: str) -> Meaning:
        return Meaning(text, None, state, self._unit_code, None, "rejected", None, rule_id, self._wanted(rule_id))

    def _wanted(self, rule_id: str) -> str:
        """What may stand in the cell, in words: `số (triệu đồng)`, `x, đạt, có`; a unit where another stands there."""
        if self.words is not None:
            return ", ".join(list(dict.fromkeys(self.words))[:6])
        name = self.unit.name_vi if self.unit else None
        if rule_id == "COMMON-R016" and name:
            return name
        return f"số ({name})" if name else "số"
