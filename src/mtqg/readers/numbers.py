"""Numbers as Vietnamese reports write them: the meaning of one text, given what the sheet shows of its marks."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal, NamedTuple

_NUMBER = r"\d[\d.,\u00a0\u202f ]*"
_WHOLE = re.compile(rf"([-−–+]|\()?\s*({_NUMBER})(\))?\s*((?:[^\W\d_]|%).*)?", re.S)
_FRACTION = re.compile(rf"({_NUMBER})/\s*({_NUMBER})((?:[^\W\d_]|%).*)?", re.S)
_GROUPED_DOT = re.compile(r"\d{1,3}(\.\d{3})+")
_GROUPED_COMMA = re.compile(r"\d{1,3}(,\d{3})+")
_GROUPED_SPACE = re.compile(r"\d{1,3}(?:[\u00a0\u202f ]\d{3})+(?![\d\u00a0\u202f ])")

_MARKED = re.compile(r"\d[\d.,]*")

DecimalMark = Literal[",", "."]


class Parsed(NamedTuple):
    """A number, the number below the fraction line if there is one, and the words behind."""

    number: Decimal
    denominator: Decimal | None
    suffix: str


def marks_in(text: str, is_integer: bool) -> tuple[list[DecimalMark], list[DecimalMark]]:
    """(the decimal marks that the numbers in a text prove, the marks in it that read in two ways).

    `is_integer`: the measure unit counts whole things, so that a mark before three digits proves the other one (`6.781` hộ).
    """
    proved: list[DecimalMark] = []
    unclear: list[DecimalMark] = []
    for number in _MARKED.findall(text):
        number = number.rstrip(".,")
        if mark := _certain_mark(number):
            proved.append(mark)
        elif number.count(",") + number.count(".") == 1:
            mark = "," if "," in number else "."
            if is_integer:
                proved.append("." if mark == "," else ",")
            else:
                unclear.append(mark)
    return proved, unclear


def _certain_mark(number: str) -> DecimalMark | None:
    commas, dots = number.count(","), number.count(".")
    if commas and dots:
        last = "," if number.rfind(",") > number.rfind(".") else "."
        return last if number.count(last) == 1 else None
    if commas > 1 or dots > 1:
        return "," if dots > 1 else "."       # repeated marks group thousands, so the other one is the decimal mark
    if commas + dots == 1:
        mark: DecimalMark = "," if commas else "."
        before, after = number.split(mark)
        if len(after) != 3 or len(before) > 3 or before == "0":
            return mark
    return None


def read_number(text: str, decimal: DecimalMark | None, is_integer: bool) -> Parsed | None:
    """The number in a text that holds one and a measure unit at most; None if it holds none, or could be read in two ways.

    `decimal` is the mark of the sheet (None: contradictory). `is_integer`: the measure unit counts whole things, so that
    a single mark before three digits groups thousands (`6.781` hộ).
    """
    text = text.strip()
    if (found := _FRACTION.fullmatch(text)) is not None:
        above, below = (_decimal(part, decimal, is_integer) for part in found.group(1, 2))
        return None if above is None or below is None else Parsed(above, below, (found[3] or "").strip())
    found = _WHOLE.fullmatch(text)
    if found is None or (found[1] == "(") != (found[3] == ")"):
        return None
    number = _decimal(found[2], decimal, is_integer)
    if number is None:
        return None
    return Parsed(-number if found[1] in ("-", "−", "–", "(") else number, None, (found[4] or "").strip())


def _decimal(text: str, decimal: DecimalMark | None, is_integer: bool) -> Decimal | None:
    text = text.strip().rstrip(".,")
    if re.search(r"[\u00a0\u202f ]", text):
        if not _GROUPED_SPACE.match(text):
            return None
        text = re.sub(r"[\u00a0\u202f ]", "", text)
    commas, dots = text.count(","), text.count(".")
    if not commas and not dots:
        return Decimal(text)
    if commas and dots:
        mark, other = (",", ".") if text.rfind(",") > text.rfind(".") else (".", ",")
        whole, _, rest = text.partition(mark)
        grouped = _GROUPED_DOT if other == "." else _GROUPED_COMMA
        return Decimal(f"{whole.replace(other, '')}.{rest}") if grouped.fullmatch(whole) and rest.isdigit() else None
    mark, grouped = (",", _GROUPED_COMMA) if commas else (".", _GROUPED_DOT)
    if grouped.fullmatch(text) and not text.startswith("0"):
        if commas + dots > 1 or is_integer:
            return Decimal(text.replace(mark, ""))
        if decimal is None:
            return None
        return Decimal(text.replace(mark, "." if mark == decimal else ""))
    return Decimal(text.replace(mark, ".")) if commas + dots == 1 else None


def exact(number: float) -> Decimal:
    """The number that Excel shows: 15 significant digits of what it stores."""
    if number.is_integer() and -1e15 < number < 1e15:
        return Decimal(int(number))
    return Decimal(f"{number:.15g}")


def tidy(number: Decimal) -> Decimal:
    """The same number without trailing zeros or exponent."""
    whole = int(number)
    return Decimal(whole) if whole == number else number.normalize()
