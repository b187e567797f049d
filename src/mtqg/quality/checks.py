"""A rule on one frame: its arguments made definite, what it involves, and what it would have right."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from mtqg.registry.rules import Rule

#: Expectations that say what a figure is, not only how large it may be: a broken one points at the figures in it.
_IDENTITIES = ("ExpectColumnPairValuesToBeEqual", "ExpectMulticolumnSumToEqual")
_COUNT = re.compile(r"(-?)count\((.+)\)")


@dataclass(frozen=True)
class Expected:
    """What should stand in a cell: a number in canonical units, at least or at most, or a text."""

    number: float | None = None
    sign: str = ""                          # "", "≥ ", "≤ "
    upper: float | None = None              # with `number` a range
    text: str | None = None


@dataclass(frozen=True)
class Check:
    """One expectation of a rule with its definite arguments."""

    rule: Rule
    expectation: str
    kwargs: Mapping[str, Any]

    @property
    def columns(self) -> list[str]:
        """Columns of the frame that decide."""
        named = self.kwargs
        if "column_list" in named:
            return list(named["column_list"])
        return [named[key] for key in ("column", "column_A", "column_B") if key in named]

    @property
    def cited(self) -> str:
        """The column whose cell is cited when no other explains the breach."""
        if self.rule.reports.column:
            return self.rule.reports.column
        return self.columns[-1] if "column_list" in self.kwargs or "column_B" in self.kwargs else self.columns[0]

    @property
    def is_identity(self) -> bool:
        return self.expectation in _IDENTITIES or (
            self.expectation == "ExpectLinearRelationToHold" and self.kwargs.get("relation", "==") == "==")

    def expected(self, row: Mapping[str, float], column: str) -> Expected:
        """What `column` should be in a row that breaks the rule."""
        named = self.kwargs
        if "coefficients" in named or "sum_total" in named:
            return self._solved(row, column)
        if "column_B" in named:
            return _beside(named, row, column, is_equal=self.expectation == "ExpectColumnPairValuesToBeEqual")
        low, high = named.get("min_value"), named.get("max_value")
        if low is not None and high is not None:
            return Expected(low, upper=None if low == high else high)
        if low is not None or high is not None:
            return Expected(low if low is not None else high, "≥ " if low is not None else "≤ ")
        if "value_set" in named:
            return Expected(text=" | ".join(map(str, named["value_set"])))
        return Expected()

    def _solved(self, row: Mapping[str, float], column: str) -> Expected:
        """The linear relation solved for the column."""
        weights = dict(zip(self.columns, self.kwargs.get("coefficients") or [1.0] * len(self.columns), strict=True))
        constant = self.kwargs.get("constant", 0.0) - self.kwargs.get("sum_total", 0.0)
        rest = constant + sum(weight * row[name] for name, weight in weights.items() if name != column)
        if not weights.get(column):
            return Expected()
        value, relation = -rest / weights[column], self.kwargs.get("relation", "==")
        if relation == "==":
            return Expected(value)
        return Expected(value, "≤ " if (relation == "<=") == (weights[column] > 0) else "≥ ")


def _beside(named: Mapping[str, Any], row: Mapping[str, float], column: str, is_equal: bool) -> Expected:
    """A pair: A is equal to B, or A is at least B."""
    other = named["column_A"] if column == named["column_B"] else named["column_B"]
    if is_equal:
        return Expected(row[other])
    return Expected(row[other], "≤ " if column == named["column_B"] else "≥ ")


def checks_of(rule: Rule, columns: list[str]) -> Iterator[Check]:
    """The rule on a frame with these columns; nothing where one that it names is absent (as in another edition)."""
    known = set(columns)
    for kwargs in _spread(dict(rule.kwargs), columns):
        check = Check(rule, rule.expectation or "", _with_defaults(kwargs))
        if check.columns and known.issuperset(check.columns):
            yield check


def _spread(kwargs: dict[str, Any], columns: list[str]) -> Iterator[dict[str, Any]]:
    """`count(tieu_chi_*)` counted, `terms` as lists, one set of arguments for each column of a list or pattern."""
    kwargs = {key: _counted(value, columns) for key, value in kwargs.items()}
    if "terms" in kwargs:
        terms = {name: _counted(weight, columns)
                 for pattern, weight in kwargs.pop("terms").items() for name in _matching(pattern, columns)}
        kwargs |= {"column_list": list(terms), "coefficients": [float(weight) for weight in terms.values()]}
    many = next((key for key in ("column", "column_A", "column_B") if _is_many(kwargs.get(key))), None)
    if many is None:
        yield kwargs
        return
    named = kwargs[many] if isinstance(kwargs[many], list) else [kwargs[many]]
    for column in (match for pattern in named for match in _matching(pattern, columns)):
        yield {**kwargs, many: column}


def _is_many(named: Any) -> bool:
    return isinstance(named, list) or (isinstance(named, str) and "*" in named)


def _counted(value: Any, columns: list[str]) -> Any:
    """`count(tieu_chi_*)` as the number of columns of that pattern, `-count(…)` as its negative; anything else as it is."""
    if isinstance(value, str) and (found := _COUNT.fullmatch(value)):
        return float(f"{found[1]}{sum(fnmatchcase(name, found[2]) for name in columns)}")
    return value


def _matching(pattern: str, columns: list[str]) -> list[str]:
    """Columns that the pattern names; the pattern itself where there is none, so that its absence shows."""
    return [name for name in columns if fnmatchcase(name, pattern)] or [pattern]


def _with_defaults(kwargs: dict[str, Any]) -> dict[str, Any]:
    """A row with an input missing is not judged."""
    if "column_B" in kwargs:
        return {"ignore_row_if": "either_value_is_missing", **kwargs}
    if "column_list" in kwargs:
        return {"ignore_row_if": "any_value_is_missing", **kwargs}
    return kwargs


def plain(value: float, digits: int = 6) -> str:
    """The number without noise, exponent or trailing zeros: `1234.5`."""
    if not math.isfinite(value):
        return ""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
