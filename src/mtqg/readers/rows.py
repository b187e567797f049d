"""What the rows under a header are about; one module a kind of row axis fills these in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal, NamedTuple, get_args

from mtqg.model import Finding
from mtqg.readers.cells import address
from mtqg.readers.furniture import first_signature, footnote_marks, repeated_rows
from mtqg.readers.header import Header
from mtqg.readers.texts import label_key, plain, shown
from mtqg.readers.units import UnitLabels
from mtqg.readers.workbook import SheetGrid
from mtqg.registry import Registry
from mtqg.registry.admin_units import AdminUnit
from mtqg.registry.forms import Block, Column, Form, Role
from mtqg.registry.reference_lists import MeasureUnit
from mtqg.registry.row_axes import ListRows

#: `1`, `1.2.3`, `VIII`, `-`; longer texts in the order column are notes.
_LONGEST_ORDER = 7
_LETTERED = re.compile(r"(?:[IVX]{1,5}|[A-Za-zĐđ])\s*[.)/]?")
#: Texts that could be meant as a figure: from a digit, or short (`x`, `..`, `đạt`).
_FIGURE = re.compile(r"[\s(\-−–+<>≥≤~]*\d|.{1,8}$|#[A-Z]")

#: `(1)`, `(*)`, `**`, `¹` behind the name of a row: it points to a note below the table.
_MARK_BEHIND = re.compile(r"(?<=\S)\s*(?:(?:\((?:\d{1,2}|\*+)\)|\*+|[¹²³⁴-⁹]+)\s*)+$")

_NOTE = re.compile(r"(?:ghi chú|chú thích|chú ý|lưu ý|note)\b|\((?:\d{1,2}|\*+)\)\s*\S|\*+\s*\S", re.I)

RowKind = Literal["item", "subtotal", "total", "heading", "note", "quarantined"]


class RowMeaning(NamedTuple):
    """One row that has a filled cell (0-based `row`)."""

    row: int
    kind: RowKind
    row_key: str | None = None
    admin_unit_code: str | None = None
    component_code: str | None = None
    capital_source_code: str | None = None
    origin_year: int | None = None
    indicator_code: str | None = None
    breakdown_code: str | None = None
    period_code: str | None = None
    as_of_date: date | None = None
    unit: MeasureUnit | None = None
    unit_label: str | None = None
    is_unit_unknown: bool = False
    continues: bool = False                 # further figures of the row above, whose words take more than one line


def is_note(label: str) -> bool:
    """The words of a note under a table: `Ghi chú: …`, `(2) Trong đó …`, `* …`."""
    return _NOTE.match(label) is not None


def is_lettered(order: str) -> bool:
    """The order mark of a heading: `I`, `II.`, `A`, `a)`."""
    return _LETTERED.fullmatch(order) is not None


@dataclass
class BlockReading:
    """Everything that reading one block needs to know, and the findings it makes."""

    registry: Registry
    form: Form
    block: Block
    grid: SheetGrid
    header: Header
    labels: UnitLabels
    geography: str
    day: date
    period_code: str
    as_of_date: date
    admin_unit: AdminUnit
    start: int = 0                          # rows of the sheet that belong to the block: from `start` to before `end`
    end: int | None = None
    seen: dict[str, str] = field(default_factory=dict)     # row key -> where it stood, on earlier sheets of the block
    findings: list[Finding] = field(default_factory=list)
    value_positions: list[int] = field(init=False)
    _positions: dict[str, int | None] = field(init=False)
    spanned: set[tuple[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.value_positions = [position for column, position in self.columns() if column.is_value]
        found = {column.role: position for column, position in self.columns() if not column.is_value}
        self._positions = {role: found.get(role) for role in get_args(Role)}
        self.spanned = {begin for begin, end in self.grid.merges if end[1] > begin[1]}

    def position(self, role: Role) -> int | None:
        """Where the column of this role stands on the sheet."""
        return self._positions[role]

    @cached_property
    def merged_down(self) -> dict[tuple[int, int], int]:
        """(row, column) of the further rows of cells merged over rows -> the row in which the cell begins."""
        return {(row, begin[1]): begin[0] for begin, end in self.grid.merges if begin[0] > self.header.last
                for row in range(begin[0] + 1, min(end[0], len(self.grid.rows) - 1) + 1)}

    @property
    def row_numbers(self) -> range:
        """The rows under the header."""
        return range(self.header.last + 1, len(self.grid.rows) if self.end is None else self.end)

    @cached_property
    def filled_rows(self) -> list[int]:
        """The rows under the header that have a filled cell, do not repeat the header as sheets printed by pages do, and hold
        more than the number of a line that nobody filled in."""
        rows, others = self.grid.rows, {*self.repeated_rows, *self.numbered_rows}
        return [number for number in self.row_numbers if number not in others and any(value != "" for value in rows[number])]

    @cached_property
    def numbered_rows(self) -> list[int]:
        """Rows under the header that hold the number of a line and nothing else."""
        rows, order = self.grid.rows, self.position("order")
        return [] if order is None else [
            number for number in self.row_numbers if (row := rows[number])[order] != "" and len(row) - row.count("") == 1
            and len(self.text(number, "order")) <= _LONGEST_ORDER and (number, order) not in self.spanned]

    @cached_property
    def repeated_rows(self) -> list[int]:
        """Rows under the header that are rows of it once more, cell for cell; none where a line says another period first."""
        band = range(self.header.first, self.header.last + 1)
        return repeated_rows(self.grid.rows, band, self.row_numbers, self.period_code)

    @cached_property
    def naming_column(self) -> int:
        """Where rows have their name: in the label column; in lists, which have none, in the first column of their key."""
        named = self.position("row_label")
        keys = self.block.row_axis.key if isinstance(self.block.row_axis, ListRows) else ()
        of_key = [self.header.columns[key] for key in keys if key in self.header.columns]
        return named if named is not None else of_key[0] if of_key else min(self.header.columns.values(), default=0)

    @cached_property
    def last_named(self) -> int:
        """The last row under the header that has a name or a code."""
        at = [position for role in ("row_label", "row_code") if (position := self.position(role)) is not None]
        rows = self.grid.rows
        return max((number for number in self.row_numbers if any(rows[number][position] != "" for position in at)), default=-1)

    @cached_property
    def figure_texts(self) -> set[str]:
        """The distinct texts where figures are expected."""
        rows = self.grid.rows
        return {value for number in self.row_numbers for position in self.value_positions
                if type(value := rows[number][position]) is str}

    @cached_property
    def footnote_marks(self) -> frozenset[str]:
        """What stands in figure columns only to point to a note below the table, such as `(1)`, as typed."""
        return footnote_marks(self.grid.rows[self.row_numbers.start:], self.figure_texts)

    @cached_property
    def footer(self) -> int:
        """The first row of the signatures at the foot of the table, one behind the last row where there are none."""
        return first_signature(self.grid.rows, self.row_numbers)

    def is_signature(self, number: int) -> bool:
        """The row stands at the foot, from the first line of signatures on, and holds no number."""
        return number >= self.footer and not any(type(value) is float for value in self.grid.rows[number])

    def columns(self) -> list[tuple[Column, int]]:
        """Columns of the form that the sheet has, with their positions."""
        return [(self.block.by_key[key], position) for key, position in self.header.columns.items()]

    def text(self, number: int, role: Role) -> str:
        """The text of the row's cell in the column of this role, of the whole cell where it is merged over rows with figures of
        their own; '' where there is none. The number of a line is its first row's alone."""
        position = self._positions[role]
        if position is None:
            return ""
        value = self.grid.rows[number][position]
        if value == "" and role != "order" and (number, position) in self.merged_down and self.has_figures(number):
            value = self.value(number, position)
        if value == "":
            return ""
        text = plain(value if type(value) is str else shown(value))
        return _MARK_BEHIND.sub("", text) if role == "row_label" else text

    def value(self, number: int, position: int) -> Any:
        """What stands in the cell, or in the whole cell where it is merged over rows."""
        value = self.grid.rows[number][position]
        return value if value != "" else self.grid.rows[self.merged_down.get((number, position), number)][position]

    def label(self, number: int) -> str:
        """The name of the row: in its own column, or, where that is empty, written or merged into the columns before it."""
        found = self.text(number, "row_label")
        for role in ("row_code", "order") if not found else ():
            words = self.text(number, role)
            if self.is_total(words) or (len(words) > _LONGEST_ORDER and " " in words):
                return words
        return found

    def find(self, rule: str, row: int | None, role: Role | None = None, position: int | None = None, **words: Any) -> None:
        """Notes a finding at the cell at this position or of this role (the first label cell that the sheet has)."""
        for wanted in (role, "row_label", "row_code"):
            if wanted and position is None:
                position = self.position(wanted)
        if position is None:
            position = min(self.header.columns.values(), default=None)
        details = {key: str(value) for key, value in words.pop("details", {}).items() if value}
        where = address(row, position) if row is not None and position is not None else None
        self.findings.append(Finding(
            f"COMMON-{rule}", self.grid.name, where, self.block.block_code, details=details, **words))

    def set_note_aside(self, number: int) -> RowMeaning:
        """A row of notes, or without any name, that has figures: they are set aside, and said."""
        row = self.grid.rows[number]
        self.find("R051", number, actual="; ".join(plain(shown(row[at])) for at in self.value_positions if row[at] != ""))
        return RowMeaning(number, "quarantined")

    def is_total(self, label: str) -> bool:
        return label_key(label) in self._total_labels

    @cached_property
    def _total_labels(self) -> frozenset[str]:
        totals = self.block.totals
        return frozenset(label_key(text) for text in (totals.label_vi, *totals.also)) if totals is not None else frozenset()

    def is_table_row(self, number: int) -> bool:
        """The row has an order mark, or something that could be a figure; signatures, dates of signing and notes have not."""
        order = self.position("order")
        if order is not None and (number, order) not in self.spanned and 0 < len(self.text(number, "order")) <= _LONGEST_ORDER:
            return True
        return self.has_figures(number)

    def has_figures(self, number: int) -> bool:
        row = self.grid.rows[number]
        return any((value := row[position]) != "" and (number, position) not in self.spanned
                   and (type(value) is not str or _FIGURE.match(value.strip()) is not None)
                   for position in self.value_positions)
