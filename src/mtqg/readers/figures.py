"""Cells of a block from the meaning of its rows and columns: a column is read once per distinct value and added at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from mtqg.model import Finding
from mtqg.readers.cells import CellBuilder, letters
from mtqg.readers.fractions import FractionCell, Fractions
from mtqg.readers.merged import merged_figures
from mtqg.readers.numbers import DecimalMark
from mtqg.readers.row_groups import RowGroup
from mtqg.readers.rows import BlockReading, RowMeaning
from mtqg.readers.sheet_units import SheetUnit
from mtqg.readers.texts import plain, shown
from mtqg.readers.values import Meaning, Setting
from mtqg.readers.word_columns import add_words
from mtqg.registry.forms import Column
from mtqg.registry.periods import next_month, parse_period

_MEANING_FIELDS = ("value_text", "value", "value_state", "measure_unit_code", "canonical_value", "cell_status")


class FigureColumns:
    """Adds the figures of the items and of the reported totals of one block."""

    def __init__(self, reading: BlockReading, builder: CellBuilder, decimal: DecimalMark | None, sheet_unit: SheetUnit):
        self.reading, self.builder, self.decimal, self.sheet_unit = reading, builder, decimal, sheet_unit
        self.fractions = Fractions(reading, builder)
        self.figures = 0
        self._merged: dict[tuple[int, int], tuple[int, int]] = {}
        self._settings: dict[tuple, tuple[Setting, dict[Any, Meaning]]] = {}

    def add(self, meanings: list[RowMeaning]) -> None:
        """Every value column of rows that are items or totals."""
        self._merged = merged_figures(self.reading, meanings)
        items = RowGroup.by_unit([meaning for meaning in meanings if meaning.kind == "item"], self.reading)
        totals = RowGroup.by_unit([meaning for meaning in meanings if meaning.kind in ("subtotal", "total")], self.reading)
        rows = [row for group in (*items, *totals) for row in group.rows]
        lines = RowGroup(rows, self.reading) if rows else None
        for column, position in self.reading.columns():
            if column.is_value and column.content != "number":
                added = add_words(self.reading, self.builder, column, position, lines) if lines else 0
                self.figures += added if items else 0
            elif column.is_value:
                for group in items:
                    self._add_column(column, position, group, True)
                for group in totals:
                    self._add_column(column, position, group, False)
        self.fractions.add_all()

    def _add_column(self, column: Column, position: int, group: RowGroup, is_item: bool) -> None:
        raw: Any = group.columns[position]
        if marks := self.reading.footnote_marks:
            raw = self._without_marks(position, group, raw, marks)
        setting, known, label = self._setting(column, group.rows[0], is_item)
        setting.read_many(set(raw).difference(known, _EMPTY), known)
        self.figures += (len(raw) - raw.count("")) * is_item
        if setting.blank == "zero":
            known[""] = setting.read_blank()
            known[_IMPLIED] = known[""]._replace(value=Decimal(1), value_state="number", canonical_value=Decimal(1))
            raw = self._with_blanks(column, group, raw)
        if self._merged:
            raw = self._without_merged(column, position, group, raw)
        keep = None
        if ("" in raw and "" not in known) or None in raw:
            keep = [index for index, value in enumerate(raw) if value in known]
        if setting.takes_fractions and any(meaning.denominator is not None for meaning in known.values()):
            keep = self._set_fractions_aside(column, position, group, raw, known)
        if keep is not None:
            raw = [raw[index] for index in keep]
        if raw:
            fields = group.fields if keep is None or len(keep) == len(group.rows) else group.chosen(keep)
            self._add_cells(column, position, fields, [known[value] for value in raw], is_item, label)

    def _with_blanks(self, column: Column, group: RowGroup, raw: Any) -> Any:
        """The values of a column in which an empty cell says zero: None in rows without any figure, implied where a column
        that counts as this one is met."""
        if not group.all_have_figures:
            raw = [None if value == "" and not filled else value for value, filled in zip(raw, group.has_figures, strict=True)]
        if implied := _met_elsewhere(self.reading, column, group, raw):
            raw = list(raw)
            for index in implied:
                raw[index] = _IMPLIED
        return raw

    def _without_marks(self, position: int, group: RowGroup, raw: list, marks: frozenset[str]) -> list:
        """The values without marks of footnotes, which are kept as notes."""
        cells = [(row.row, position, value) for row, value in zip(group.rows, raw, strict=True) if value in marks]
        self.builder.add_plain(self.reading.grid.name, cells, "note", "ignored", block_code=self.reading.block.block_code)
        return ["" if value in marks else value for value in raw]

    def _without_merged(self, column: Column, position: int, group: RowGroup, raw: Any) -> list:
        """None for cells of a merged range over several rows or columns; its figure is set aside, and said."""
        kept = list(raw)
        for index, row in enumerate(group.rows):
            merge = self._merged.get((row.row, position))
            if merge is not None:
                kept[index] = None
            if merge == (row.row, position):
                grid, block = self.reading.grid, self.reading.block
                self.builder.add_plain(grid.name, [(row.row, position, grid.rows[row.row][position])], "value", "quarantined",
                                       block_code=block.block_code, column_key=column.column_key, row_key=row.row_key)
        return kept

    def _add_cells(self, column: Column, position: int, row_fields: dict[str, Any], read: list[Meaning], is_item: bool,
                   label: str | None) -> None:
        read_fields = [_one_for_all(values) for values in zip(*read, strict=True)]
        letter = letters(position)
        fields = row_fields | dict(zip(_MEANING_FIELDS, read_fields, strict=False)) | {
            "sheet": self.reading.grid.name, "cell_ref": list(map(letter.__add__, row_fields["row_text"])),
            "column_no": position + 1, "block_code": self.reading.block.block_code,
            "cell_role": "value" if is_item else "total", "column_key": column.column_key, "value_kind": column.value_kind}
        if label:
            fields["measure_unit_label"] = label
        if column.indicator:
            fields |= {"indicator_code": column.indicator, "breakdown_code": column.breakdown}
        if column.period == "next_month":
            code = next_month(self.reading.period_code)
            fields |= {"period_code": code, "as_of_date": parse_period(code).end}
        if is_any := read_fields[_RULE] is not None:     # a qualifier is always said
            fields["value_qualifier"] = read_fields[_QUALIFIER]
        self.builder.add(len(read), fields)
        if is_any:
            self._find(column, fields, read, is_item)

    def _find(self, column: Column, fields: dict[str, Any], read: list[Meaning], is_item: bool) -> None:
        for index, meaning in enumerate(read):
            if meaning.rule_id == "COMMON-R012" and not is_item:
                meaning = meaning._replace(rule_id="COMMON-R052")
            if meaning.rule_id:
                said = {"actual": meaning.value_text, "expected": meaning.expected}
                if meaning.value_qualifier:         # words that stay beside the number; nothing else is expected
                    said = {"actual": meaning.value_text, "details": {"words": meaning.expected or ""}}
                row = {name: _at(fields.get(name), index) for name in ("row_key", "indicator_code", "admin_unit_code")}
                self.reading.findings.append(Finding(
                    meaning.rule_id, self.reading.grid.name, fields["cell_ref"][index], self.reading.block.block_code,
                    column_key=column.column_key, **said, **row))

    def _setting(self, column: Column, row: RowMeaning, is_item: bool) -> tuple[Setting, dict[Any, Meaning], str | None]:
        """How the column's values are read, what is known of them already, and the printed label of their unit."""
        registry, form = self.reading.registry, self.reading.form
        unit, label, unknown = row.unit, row.unit_label, row.is_unit_unknown
        if column.indicator or column.measure_unit:
            code = column.measure_unit or registry.indicators[column.indicator or ""].measure_unit_code
            unit, label, unknown = self.sheet_unit.of(column, registry.measure_units[code], self.reading)
        vocabulary, blank = (column.vocabulary, column.blank) if is_item else (None, "missing")
        key = (unit.code if unit else None, vocabulary, blank, row.indicator_code is None, unknown)
        if key not in self._settings:
            self._settings[key] = Setting(
                self.reading.labels, unit, form.marks, form.vocabularies.get(vocabulary or ""), blank, self.decimal,
                takes_fractions=row.indicator_code is not None, is_unit_unknown=unknown), {}
        return *self._settings[key], label

    def _set_fractions_aside(self, column: Column, position: int, group: RowGroup, raw: list,
                             known: dict[Any, Meaning]) -> list[int]:
        keep = []
        for index, value in enumerate(raw):
            if value in known and known[value].denominator is None:
                keep.append(index)
            elif value in known:
                self.fractions.keep(FractionCell(column, position, group.rows[index], known[value]))
        return keep


def _met_elsewhere(reading: BlockReading, column: Column, group: RowGroup, raw: list) -> list[int]:
    """Indexes of rows whose cell is empty while a column that counts as it is met."""
    above = [reading.header.columns[other.column_key] for other in reading.block.columns
             if column.column_key in other.counts_as and other.column_key in reading.header.columns]
    if not above:
        return []
    words = reading.form.vocabularies.get(column.vocabulary or "", {})
    return [index for index, value in enumerate(raw) if value == ""
            and any(words.get(plain(shown(group.values[index][position])).lower()) for position in above)]


def _one_for_all(values: tuple) -> Any:
    """The value that all have, else the values; of numbers, 1 and 1.0 are two spellings."""
    is_one = type(values[0]) is not Decimal and values.count(values[0]) == len(values)
    return values[0] if is_one else values


def _at(field: Any, index: int) -> Any:
    return field[index] if type(field) in (list, tuple) else field


def add_unit_fact(reading: BlockReading, builder: CellBuilder, column: Column, position: int, rows: list[RowMeaning]) -> None:
    """Label cells that carry a fact by being there: a commune in scope is one."""
    indicator = reading.registry.indicators[column.indicator or ""]
    unit = reading.registry.measure_units[indicator.measure_unit_code]
    one = Setting(reading.labels, unit, {}).read(float(column.constant or 0))
    for group in RowGroup.by_unit([row for row in rows if reading.grid.rows[row.row][position] != ""], reading):
        letter = letters(position)
        builder.add(len(group.rows), group.fields | {
            "sheet": reading.grid.name, "cell_ref": [letter + number for number in group.fields["row_text"]],
            "column_no": position + 1, "block_code": reading.block.block_code, "cell_role": "row_label",
            "column_key": column.column_key, "value_text": [shown(row[position]) for row in group.values], "value_state": "text",
            "measure_unit_code": one.measure_unit_code, "canonical_value": one.canonical_value,
            "indicator_code": indicator.code, "breakdown_code": column.breakdown, "value_kind": column.value_kind,
            "cell_status": "accepted"})


_RULE = Meaning._fields.index("rule_id")
_QUALIFIER = Meaning._fields.index("value_qualifier")
_IMPLIED = object()
_EMPTY = ("",)
