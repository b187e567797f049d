"""What may be typed into the cells of a template: drop-downs, bounds of figures, days. Each limit is one that a rule or the
reader holds, and Excel says it in the words of that rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from mtqg.registry.form_validity import in_force
from mtqg.registry.forms import Column, Form
from mtqg.registry.limits import Limits, limits_of
from mtqg.registry.programme_tree import programme_tree
from mtqg.registry.row_axes import IndicatorRows, ListRows
from mtqg.templates.fill import Line
from mtqg.templates.lines import Sheet

#: Excel's bounds: letters of a title, of a message, of a list written into the validation itself.
_TITLE, _MESSAGE, _INLINE = 32, 255, 255
#: Days that a spreadsheet's number may mean (readers.word_columns), and years of capital.
_DAYS = (date(1990, 1, 1), date(2099, 12, 31))
_FIRST_YEAR = 2000
_FIRST_LIST_COLUMN = 3


@dataclass
class LongLists:
    """Words of drop-downs too long for the validation itself: columns of the hidden sheet."""

    sheet_name: str
    columns: list[tuple[str, ...]] = field(default_factory=list)

    def source(self, words: tuple[str, ...]) -> list[str] | str:
        """What the drop-down refers to: the words, or the range that holds them."""
        if sum(len(word) + 1 for word in words) <= _INLINE and not any("," in word for word in words):
            return list(words)
        if words not in self.columns:
            self.columns.append(words)
        letter = xl_col_to_name(_FIRST_LIST_COLUMN + self.columns.index(words))
        return f"='{self.sheet_name}'!${letter}$1:${letter}${len(words)}"

    def write(self, page: Worksheet) -> None:
        for place, words in enumerate(self.columns, _FIRST_LIST_COLUMN):
            for row, word in enumerate(words):
                page.write_string(row, place, word)


def add_validations(page: Worksheet, sheet: Sheet, columns: tuple[Column, ...], lines: list[Line], first: int,
                    lists: LongLists) -> None:
    """Every cell of an item row that has a limit refuses what lies outside it; `first` is the row of the first line."""
    items = {row: line for row, line in enumerate(lines, first) if line.row_role == "item"}
    if not items:                            # a block without rows has no cell to refuse anything in
        return
    figures: dict[tuple[Limits, tuple[int, ...]], list[int]] = defaultdict(list)
    for position, column in enumerate(columns):
        if column.is_value and column.content == "number" and not column.vocabulary:
            for limits, rows in _limited_rows(sheet, column, items).items():
                figures[limits, tuple(rows)].append(position)
        elif options := _column_options(sheet, column, lists):
            _put(page, _ranges(items, [position]), options)
        elif column.role == "measure_unit":
            for words, rows in _unit_choices(sheet, items).items():
                _put(page, _ranges(rows, [position]), _list("COMMON-R016", sheet, lists.source(words)))
    for (limits, rows), places in figures.items():
        ranges = _ranges(rows, places)
        cell = xl_rowcol_to_cell(*ranges[0][:2])
        _put(page, ranges, _said(sheet, limits.rule_id) | {
            "validate": "custom", "value": figure_formula(cell, limits, sheet.form)})


def figure_formula(cell: str, limits: Limits, form: Form) -> str:
    """True for a number inside the limits and for a mark of the form (`-`, `..`)."""
    tests = [f"{cell}>={limits.least}"] if limits.least is not None else []
    tests += [f"{cell}<={limits.most}"] if limits.most is not None else []
    tests += [f"{cell}=INT({cell})"] if limits.is_whole else []
    marks = ",".join(f'{cell}="{mark}"' for mark in form.marks)
    number, mark = f"AND({','.join(tests)})" if tests else "TRUE", f"OR({marks})" if marks else "FALSE"
    return f"=IF(ISNUMBER({cell}),{number},{mark})"


def choices_of(form: Form, column: Column) -> tuple[str, ...]:
    """Words of the drop-down of a column with a vocabulary: those it names, else the first word of each number."""
    first: dict[int, str] = {}
    for word, number in form.vocabularies[column.vocabulary or ""].items():
        first.setdefault(number, word)
    return column.choices or tuple(first.values())


def _column_options(sheet: Sheet, column: Column, lists: LongLists) -> dict | None:
    """The drop-down or the bounds that all rows of the column share."""
    registry, axis = sheet.registry, sheet.block.row_axis
    if column.vocabulary:
        return _list("COMMON-R011", sheet, lists.source(choices_of(sheet.form, column)))
    if column.content == "day":
        return _said(sheet, "COMMON-R054") | {"validate": "date", "criteria": "between", "minimum": _DAYS[0], "maximum": _DAYS[1]}
    if column.role == "capital_source":
        codes = [code for code, one in registry.capital_sources.items() if not one.is_group and in_force(one, sheet.day)]
        return _list("COMMON-R009", sheet, lists.source(tuple(codes)))
    if column.role == "origin_year":
        return _said(sheet, "COMMON-R009") | {
            "validate": "integer", "criteria": "between", "minimum": _FIRST_YEAR, "maximum": sheet.day.year}
    if column.role == "row_code" and isinstance(axis, ListRows) and axis.programmes:
        nodes = programme_tree(registry.programmes, axis, sheet.day)
        return _list("COMMON-R009", sheet, lists.source(tuple(f"{node.code} {node.programme.name_vi}" for node in nodes)))
    return None


def _limited_rows(sheet: Sheet, column: Column, items: dict[int, Line]) -> dict[Limits, list[int]]:
    """Limits -> rows of the column that have them: those of the column's indicator, or of the indicator of each row."""
    if not isinstance(sheet.block.row_axis, IndicatorRows):
        return {_limits(sheet, column, column.indicator): list(items)} if column.indicator else {}
    found: dict[Limits, list[int]] = defaultdict(list)
    for row, line in items.items():
        found[_limits(sheet, column, line.row_key.split(":")[0])].append(row)
    return found


def _limits(sheet: Sheet, column: Column, indicator_code: str) -> Limits:
    registry = sheet.registry
    indicator, typed = registry.indicators[indicator_code], registry.measure_units.get(column.measure_unit or "")
    return limits_of(indicator, registry.measure_units[indicator.measure_unit_code], typed)


def _unit_choices(sheet: Sheet, items: dict[int, Line]) -> dict[tuple[str, ...], list[int]]:
    """Names of the measure units a row may be given in -> rows; a count has its own unit only, money has several."""
    units = sheet.registry.measure_units
    by_name = {unit.name_vi: unit for unit in units.values()}
    found: dict[tuple[str, ...], list[int]] = defaultdict(list)
    column = sheet.block.with_role("measure_unit")
    for row, line in items.items():
        own = by_name.get(str(line.cells.get(column.column_key if column else "")))
        if own:
            alike = [unit.name_vi for unit in units.values() if unit.canonical_code == own.canonical_code]
            found[tuple(alike) if own.quantity.startswith("money") else (own.name_vi,)].append(row)
    return found


def _list(rule_id: str, sheet: Sheet, source: list[str] | str) -> dict:
    return _said(sheet, rule_id) | {"validate": "list", "source": source}


def _said(sheet: Sheet, rule_id: str) -> dict:
    """What Excel says when the limit is broken: name and hint of the rule."""
    rule = sheet.registry.rules[rule_id]
    words = f"{rule.hint_vi} ({rule_id})"
    return {"error_title": rule.name_vi[:_TITLE], "error_message": words[:_MESSAGE], "ignore_blank": True}


def _put(page: Worksheet, ranges: list[tuple[int, int, int, int]], options: dict) -> None:
    if ranges:
        page.data_validation(*ranges[0], options | {"other_cells": [list(one) for one in ranges[1:]]})


def _ranges(rows: Iterable[int], positions: list[int]) -> list[tuple[int, int, int, int]]:
    """(first row, first column, last row, last column) of the rectangles that cover the rows in the columns."""
    columns = list(_runs(positions))
    return [(top, left, bottom, right) for top, bottom in _runs(rows) for left, right in columns]


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    for _, run in groupby(enumerate(sorted(numbers)), key=lambda placed: placed[1] - placed[0]):
        found = [number for _, number in run]
        yield found[0], found[-1]
