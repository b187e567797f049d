"""Layout as data: forms with their editions, blocks and columns; the reader, the template writer and the suites ask here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Literal

from pydantic import Field, model_validator

from mtqg.registry.row_axes import RowAxis, axis_references
from mtqg.registry.yaml_files import Layout

#: `aside`: a column that the sheet has and the form does not count; its cells are kept, declared ignored.
Role = Literal[
    "order", "row_label", "row_code", "parent_label", "capital_source", "origin_year", "measure_unit", "period",
    "value", "note", "aside",
]
ValueState = Literal["zero", "missing", "not_available", "not_applicable"]
Geography = Literal["63", "34"]


class Column(Layout):
    """A column of a block: how its header reads, and what a figure under it means."""

    column_key: str
    label_vi: str
    under: tuple[str, ...] = ()             # merged header cells above the label, outermost first
    also: tuple[str, ...] = ()              # further spellings of the label, seen in workbooks
    role: Role = "value"
    indicator: str | None = None            # for rows that are units or components; rows of TH-01 name their own
    breakdown: str = "_T"
    content: Literal["number", "text", "day"] = "number"    # texts and days are kept with their row and column, no figures
    names_of: Literal["businesses"] | None = None           # names are expected here, of businesses, never of persons
    value_kind: Literal["actual", "estimate", "forecast", "target", "pending"] = "actual"
    period: Literal["own", "next_month"] = "own"
    measure_unit: str | None = None         # None: the unit of the indicator
    vocabulary: str | None = None           # words that stand for numbers (Form.vocabularies)
    choices: tuple[str, ...] = ()           # words of its drop-down in the template; none: the first word of each number
    blank: ValueState = "missing"           # what an empty cell of an item row says
    constant: int | None = None             # the fact that the cell carries by being there (a commune in scope: 1)
    counts_as: tuple[str, ...] = ()         # columns that are met where this one is (nâng cao counts as đạt chuẩn)
    equals: str | None = None               # identity inside a row, in column keys: `kh_giao - phan_bo`
    total: Literal["sum", "ratio", "weighted_mean", "none"] = "sum"
    total_of: tuple[str, ...] = ()          # ratio: numerator, denominator (x 100); weighted_mean: weight
    required: bool = True                   # the header must be there
    geographies: tuple[Geography, ...] = ("63", "34")
    width: float = 11
    after: str | None = None                # in an extending edition: stands behind this column

    @property
    def is_value(self) -> bool:
        return self.role == "value"


class Totals(Layout):
    """The reported total: kept and checked, never added to the facts."""

    label_vi: str = "TỔNG SỐ"
    also: tuple[str, ...] = (
        "Tổng cộng", "Cộng", "Toàn tỉnh", "Tổng", "Cộng toàn tỉnh", "Tổng toàn tỉnh", "Tổng cộng toàn tỉnh",
        "Tổng số toàn tỉnh", "Toàn thành phố", "Cộng toàn thành phố", "Tổng cộng toàn thành phố", "Tổng số vốn", "Tổng vốn",
        "Tổng nguồn vốn")
    position: Literal["top", "bottom"] = "top"


class IdentityLine(Layout):
    """A line of the heading: `label_vi: …`."""

    key: Literal["form_code", "admin_unit", "period", "as_of_date", "measure_unit", "vintage"]
    label_vi: str
    also: tuple[str, ...] = ()
    required: bool = False
    place: Literal["left", "right", "centre", "table", "title"] = "centre"     # title: `label_vi NĂM 2012` is the title itself
    measure_unit: str | None = None         # key measure_unit: the unit of the form


class Block(Layout):
    """One rectangle of a sheet: header, row axis, columns. Blocks of one sheet stand below each other, told apart by captions."""

    block_code: str
    sheet: str
    row_axis: RowAxis
    columns: tuple[Column, ...]
    totals: Totals | None = None
    caption: str | None = None              # the line above the block, or above its rows where the header is shared
    captions_also: tuple[str, ...] = ()
    header_words: Literal["cells", "columns"] = "cells"     # columns: a label is all that stands in its column of the header, and
                                            # the layout is known only where every column is

    @cached_property
    def by_key(self) -> dict[str, Column]:
        return {column.column_key: column for column in self.columns}

    def column(self, column_key: str) -> Column:
        return self.by_key[column_key]

    def columns_on(self, geography: str) -> tuple[Column, ...]:
        """The columns of the block on a geography, left to right (no Huyện after the reform)."""
        return tuple(column for column in self.columns if geography in column.geographies)

    def with_role(self, role: Role) -> Column | None:
        return next((column for column in self.columns if column.role == role), None)

    @property
    def header_depth(self) -> int:
        return 1 + max(len(column.under) for column in self.columns)

    @cached_property
    def all_captions(self) -> tuple[str, ...]:
        return (self.caption, *self.captions_also) if self.caption else ()

    @model_validator(mode="after")
    def _keys_resolve(self) -> Block:
        keys = [column.column_key for column in self.columns]
        if len(set(keys)) < len(keys):
            raise ValueError(f"column_key twice: {sorted(k for k in set(keys) if keys.count(k) > 1)}")
        named = {key for column in self.columns for key in (*column.counts_as, *column.total_of, *_names_in(column.equals))}
        if named - set(keys):
            raise ValueError(f"no such column: {sorted(named - set(keys))}")
        return self


class Edition(Layout):
    """A template version; in force for periods whose last day lies in its validity."""

    edition: str
    valid_from: date
    valid_to: date | None = None
    legal_basis: str | None = None
    title: tuple[str, ...]
    identity: tuple[IdentityLine, ...]
    notes: tuple[str, ...] = ()
    blocks: tuple[Block, ...]

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def block(self, block_code: str) -> Block:
        return next(block for block in self.blocks if block.block_code == block_code)

    @model_validator(mode="after")
    def _keys_are_of_one_block(self) -> Edition:
        keys = [column.column_key for block in self.blocks for column in block.columns]
        if len(set(keys)) < len(keys):
            raise ValueError(f"column_key in two blocks: {sorted(k for k in set(keys) if keys.count(k) > 1)}")
        return self


class Form(Layout):
    """A form with all its editions, each complete."""

    form_code: str
    name_vi: str
    name_en: str
    agency: str
    period_type: Literal["month", "quarter", "half", "year", "any"]
    authority_rank: int                     # two forms report one figure: the lower rank is in force
    reporter: Literal["province", "country"] = "province"
    geography_at: Literal["end", "start"] = "end"           # rows are the units of the last or the first day of the period
    beside: Literal["quarantined", "ignored"] = "quarantined"   # sheets without a block; a publication has many other tables
    partial_acceptance: Literal["none", "block"] = "none"     # block: a block with critical findings is rejected alone
    marks: dict[str, ValueState] = Field(default_factory=dict)       # what `-`, `..`, `…`, `x` say where a number is expected
    vocabularies: dict[str, dict[str, int]] = Field(default_factory=dict)
    editions: tuple[Edition, ...]

    @property
    def folder(self) -> str:
        return self.form_code.lower().replace("-", "_")

    def edition_on(self, day: date) -> Edition | None:
        """The edition in force on the last day of a period."""
        return next((edition for edition in self.editions if edition.in_force(day)), None)

    def edition(self, name: str) -> Edition:
        return next(edition for edition in self.editions if edition.edition == name)

    def references(self) -> Iterator[tuple[str, str, str]]:
        """(reference list, code, where) of every code the form names, for `mtqg check-registry`."""
        yield "agencies", self.agency, "agency"
        for edition in self.editions:
            for block in edition.blocks:
                for column in block.columns:
                    where = f"edition {edition.edition}, column {column.column_key}"
                    for name, code in (("indicators", column.indicator), ("breakdowns", column.breakdown),
                                       ("measure_units", column.measure_unit)):
                        if code:
                            yield name, code, where
                yield from axis_references(block.row_axis, f"edition {edition.edition}, block {block.block_code}")


def _names_in(expression: str | None) -> list[str]:
    """The column keys of `a + b - c` (or `a / b * 100`)."""
    return [word for word in (expression or "").split() if word[0].isalpha()]
