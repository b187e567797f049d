"""The long table of cells, made ready for wide frames: codes as integers, one number a cell, one day a submission."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from mtqg.registry import Registry
from mtqg.registry.forms import Form
from mtqg.registry.periods import parse_period

#: A figure of what was done says more of the period of a report than any number of plans.
_DONE = 1_000_000


@dataclass(frozen=True)
class Cells:
    """Cells of many submissions of one form, in the order given; every array is parallel to `table`."""

    table: pd.DataFrame                     # submission_id and model.CELL_COLUMNS
    registry: Registry
    form: Form
    _codes: dict = field(default_factory=dict)

    @property
    def submission_ids(self) -> list[str]:
        return list(self.codes("submission_id")[1])

    def of(self, submission_ids: list[str]) -> Cells:
        """The cells of these submissions alone."""
        if len(submission_ids) == len(self.submission_ids):
            return self
        chosen = self.table["submission_id"].isin(submission_ids)
        return Cells(self.table[chosen].reset_index(drop=True), self.registry, self.form)

    @cached_property
    def number(self) -> np.ndarray:
        """The figure in the canonical measure unit (as typed where the column is no indicator); NaN where none was accepted."""
        canonical = self.table["canonical_value"].to_numpy(dtype=float, na_value=np.nan)
        typed = self.table["value"].to_numpy(dtype=float, na_value=np.nan)
        return np.where(self.is_accepted, np.where(np.isnan(canonical), typed, canonical), np.nan)

    @cached_property
    def is_accepted(self) -> np.ndarray:
        return self.equal("cell_status", "accepted")

    @cached_property
    def is_filled(self) -> np.ndarray:
        """Where something stands in place of a figure, rightly or wrongly."""
        return ~self.equal("cell_status", "ignored") & ~self.equal("value_state", "missing")

    @cached_property
    def factor(self) -> np.ndarray:
        """Canonical units in one measure unit of the cell: 1,000,000 where triệu đồng are typed."""
        codes, names = self.codes("measure_unit_code")
        units = self.registry.measure_units
        return np.array([*(float(units[name].factor) if name in units else 1.0 for name in names), 1.0])[codes]

    def codes(self, column: str) -> tuple[np.ndarray, np.ndarray]:
        """(integer of each cell, value of each integer) of a column; -1 where it is empty."""
        if column not in self._codes:
            self._codes[column] = _factorized(self.table[column].to_numpy(dtype=object))
        return self._codes[column]

    def text(self, column: str, position: int) -> str | None:
        """What the column says of a cell; None where it says nothing."""
        codes, values = self.codes(column)
        return None if codes[position] < 0 else str(values[codes[position]])

    def equal(self, column: str, value: str) -> np.ndarray:
        """Where the column holds the value."""
        codes, values = self.codes(column)
        return codes == next((place for place, known in enumerate(values) if known == value), -2)

    def key(self, *columns: str) -> np.ndarray:
        """One integer for each distinct combination of the columns."""
        key = np.zeros(len(self.table), dtype=np.int64)
        for name in columns:
            if name in ("row_no", "column_no"):
                codes = self.table[name].to_numpy(dtype=np.int64)
                key = key * (int(codes.max(initial=0)) + 1) + codes
            else:
                codes, values = self.codes(name)
                key = key * (len(values) + 1) + codes + 1
        return key

    def label(self, position: int) -> str:
        """What the line of the cell calls itself (figures that go on in the row below: what the row above does), and on a line
        of money its component and origin year."""
        own = self._labels.get(int(self.line[position])) or self._labels_of_rows.get(self.text("row_key", position) or "", "")
        component, year = self.text("component_code", position), self.text("origin_year", position)
        return f"{component} · {own} · {int(float(year))}" if component and year else own

    @cached_property
    def line(self) -> np.ndarray:
        """One integer a line of a sheet."""
        return self.key("submission_id", "sheet", "row_no")

    @cached_property
    def _labels_of_rows(self) -> dict[str, str]:
        """Row key -> a label that its rows have."""
        codes, known = self.codes("row_key")
        at = [(key, self._labels[line]) for key, line in zip(codes.tolist(), self.line.tolist(), strict=True)
              if key >= 0 and line in self._labels]
        return {known[key]: label for key, label in reversed(at)}

    @cached_property
    def _labels(self) -> dict[int, str]:
        blocks = [block for edition in self.form.editions for block in edition.blocks]
        names = {column.column_key for block in blocks if (column := block.with_role("row_label"))}
        names |= {block.row_axis.key[0] for block in blocks if block.row_axis.kind == "list"}
        codes, known = self.codes("column_key")
        is_label = np.array([*(name in names for name in known), False])[codes]
        return dict(zip(self.line[is_label].tolist(), self.table["value_text"].to_numpy()[is_label].tolist(), strict=True))

    @cached_property
    def period_end(self) -> dict[str, date]:
        """Submission -> the day its figures are about: the end of the commonest period of what was done (of what is planned,
        where nothing else is reported), or the latest day stated."""
        periods, names = self.codes("period_code")
        ends = [parse_period(name).end for name in names]
        chosen = self.is_accepted & (self.codes("value_kind")[0] >= 0) & (periods >= 0)
        submissions, ids = self.codes("submission_id")
        if self.form.period_type == "any":
            return self._latest_day(ids, submissions)
        counts = np.zeros((len(ids), len(names)), dtype=np.int64)
        np.add.at(counts, (submissions[chosen], periods[chosen]), np.where(self.equal("value_kind", "actual"), _DONE, 1)[chosen])
        return {ids[row]: ends[counts[row].argmax()] for row in np.flatnonzero(counts.sum(axis=1))}

    @cached_property
    def of_another_edition(self) -> frozenset[str]:
        """Submissions with a figure in a column that the form does not have in the edition of their period."""
        submissions, ids = self.codes("submission_id")
        columns, keys = self.codes("column_key")
        chosen = self.equal("cell_role", "value") & (columns >= 0)
        pairs = {(ids[row], keys[column]) for row, column in np.unique(
            np.stack([submissions[chosen], columns[chosen]], axis=1), axis=0)}
        known = {day: _columns_on(self.form, day) for day in set(self.period_end.values())}
        return frozenset(submission for submission, key in pairs if submission in self.period_end
                         and (there := known[self.period_end[submission]]) and key not in there)

    def _latest_day(self, ids: np.ndarray, submissions: np.ndarray) -> dict[str, date]:
        days, values = self.codes("as_of_date")
        found: dict[str, date] = {}
        for row, day in {(s, d) for s, d in zip(submissions.tolist(), days.tolist(), strict=True) if d >= 0}:
            stated = pd.Timestamp(values[day]).date()
            found[ids[row]] = max(stated, found.get(ids[row], stated))
        return found


def _columns_on(form: Form, day: date) -> frozenset[str]:
    """The columns of the form on the day; none where its layouts drift with the years, each with columns of its own."""
    edition = form.edition_on(day)
    blocks = edition.blocks if edition else ()
    if any(block.header_words == "columns" for block in blocks):
        return frozenset()
    return frozenset(column.column_key for block in blocks for column in block.columns)


def _factorized(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """As pd.factorize; of equal values that stand side by side, as most of a table's do, the first alone is looked up."""
    if not len(values):
        return pd.factorize(values)
    starts = np.flatnonzero(np.append(True, values[1:] != values[:-1]))
    if 2 * len(starts) > len(values):
        return pd.factorize(values)
    codes, known = pd.factorize(values[starts])
    return np.repeat(codes, np.diff(starts, append=len(values))), known
