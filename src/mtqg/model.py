"""The nouns that pass between reading, judging and storing: frozen, without behaviour of their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import repeat
from typing import Any, Literal

Severity = Literal["critical", "warning", "info"]

#: Statuses of a submission, in the order in which it may pass through them.
SUBMISSION_STATUSES = (
    "received", "refused", "unreadable", "rejected", "partially_accepted", "awaiting_approval",
    "accepted", "accepted_with_warnings", "superseded", "withdrawn",
)
#: Statuses whose figures are in force while no later revision has one of them.
ACCEPTED_STATUSES = ("accepted", "accepted_with_warnings", "partially_accepted")

#: Name of the hidden sheet of our templates: form, edition, unit, period and source.
METADATA_SHEET = "_mtqg"

#: Columns of a table of cells (`CellTable.columns`, `raw.reported_cells`), in this order.
CELL_COLUMNS = (
    "sheet",                # name of the sheet, as in the workbook
    "cell_ref",             # A1 address; with `sheet` and `part_no` the key inside a submission
    "part_no",              # 0 the cell; 1.. further facts of one cell (`42/85`: 0 numerator, 1 denominator)
    "row_no", "column_no",  # 1-based position
    "block_code",           # block of the form; None outside blocks
    "cell_role",            # value | row_label | header | title | note | total
    "row_role",             # item | subtotal | total | None
    "row_key",              # what the row is about: stable inside a block (unit, component|source|year, indicator:breakdown)
    "column_key",           # column code of the form
    "value_text",           # as typed (or as the workbook stores a number), never altered
    "value",                # the number typed, in the measure unit of the cell; None when it is none
    "value_state",          # number | text | zero | missing | not_available | not_applicable | error
    "value_qualifier",      # estimated (ước) | approximate (khoảng, gần) | above (trên, hơn) | below (dưới); None: exact
    "measure_unit_code",    # measure unit in which the cell was understood
    "measure_unit_label",   # its label as printed in header, column or sheet; None when only the form says it
    "canonical_value",      # decimal.Decimal in the canonical measure unit of the indicator (money: đồng)
    "indicator_code", "breakdown_code", "admin_unit_code",
    "component_code", "capital_source_code", "origin_year",
    "period_code", "as_of_date", "value_kind",
    "cell_status",          # accepted | rejected | quarantined | ignored
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file seen in an outbox, not yet ours."""

    source_code: str
    form_code: str            # from the folder it lies in (`von_01/` -> `VON-01`)
    path: str                 # as the connector names it
    name: str                 # file name as received
    size_bytes: int
    delivered_at: datetime    # time of the source's own listing, timezone-aware


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach of one rule at one place; message and severity belong to the rule (to its stage in the period)."""

    rule_id: str
    sheet: str | None = None
    cell_ref: str | None = None
    block_code: str | None = None
    row_key: str | None = None
    column_key: str | None = None
    indicator_code: str | None = None
    admin_unit_code: str | None = None
    actual: str | None = None
    expected: str | None = None
    details: dict[str, str] = field(default_factory=dict)   # further words of the message
    severity: Severity | None = None    # None: the rule's own (it has only one)
    is_shadow: bool = False             # of a rule on probation: for engineers, decides nothing


@dataclass(frozen=True, slots=True)
class WrittenFinding:
    """A finding with the severity and the messages of its rule; with a waiver it stays visible and does not decide."""

    rule_id: str
    severity: str
    sheet: str | None
    cell_ref: str | None
    block_code: str | None
    row_key: str | None
    column_key: str | None
    indicator_code: str | None
    admin_unit_code: str | None
    actual: str | None
    expected: str | None
    message_vi: str
    message_en: str
    waiver_id: str | None = None
    stage: str | None = None            # `shadow`: of a rule on probation, for engineers; decides nothing


@dataclass(frozen=True, slots=True)
class Identity:
    """What a workbook says of itself; None where it does not say."""

    form_code: str | None = None
    edition: str | None = None          # template version of the form
    admin_unit_code: str | None = None  # province (or country) that reports, on the geography of the period
    period_code: str | None = None
    as_of_date: date | None = None
    vintage: str | None = None          # preliminary or official, where the form has a line for it


@dataclass(slots=True)
class CellTable:
    """Cells of one file in stretches: how many cells, and by column a list (or tuple) of as many values, or one value for all.

    A column that a stretch does not name is None in its cells (`part_no` 0). Lists that were added are not altered any more.
    """

    stretches: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    _columns: dict[str, list] | None = None

    def __len__(self) -> int:
        return sum(count for count, _ in self.stretches)

    def add(self, count: int, fields: dict[str, Any]) -> None:
        """So many cells more."""
        self.stretches.append((count, fields))
        self._columns = None

    @property
    def columns(self) -> dict[str, list]:
        """`columns[name][i]` belongs to cell i; all lists are of one length."""
        if self._columns is None:
            self._columns = {name: [value for count, fields in self.stretches for value in values_of(name, count, fields)]
                             for name in CELL_COLUMNS}
        return self._columns


def values_of(name: str, count: int, fields: dict[str, Any]) -> Iterable[Any]:
    """The values of one column in a stretch of a `CellTable`."""
    given = fields.get(name, 0 if name == "part_no" else None)
    return given if type(given) is list or type(given) is tuple else repeat(given, count)


@dataclass(frozen=True, slots=True)
class NumberMarks:
    """Which mark parts the decimals of the numbers typed as text on a sheet, and the cells that show it."""

    sheet: str
    decimal_mark: Literal[",", "."] | None      # None: the cells contradict each other
    basis: Literal["seen", "default", "contradictory"]     # default: nothing shows it, the Vietnamese comma is taken
    comma_cells: int = 0                # in which a comma can only be the decimal mark
    dot_cells: int = 0
    unclear_cells: int = 0              # one mark before three digits: decimals or thousands
    comma_ref: str | None = None        # the first of each
    dot_ref: str | None = None
    unclear_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A file, read: its identity, every filled cell with its meaning, and the findings of reading."""

    identity: Identity
    cells: CellTable
    findings: tuple[Finding, ...]
    is_readable: bool        # False: nothing of it can be judged; status `unreadable`
    container: str           # xlsx, xls, ods, csv, …; `unknown` when it is none of them
    number_marks: tuple[NumberMarks, ...] = ()      # of each sheet on which numbers were typed as text
