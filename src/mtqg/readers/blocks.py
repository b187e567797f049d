"""Reads the block of a recognised sheet: rows, figures, and every other cell with its role."""

from __future__ import annotations

from typing import Any

from mtqg.model import Finding, NumberMarks
from mtqg.readers.cells import CellBuilder, address, letters
from mtqg.readers.copies import add_copy, is_copy
from mtqg.readers.doubles import once
from mtqg.readers.expected_rows import find_missing
from mtqg.readers.figures import FigureColumns, add_unit_fact
from mtqg.readers.header import is_of_remarks
from mtqg.readers.indicator_rows import indicator_rows
from mtqg.readers.list_rows import list_rows
from mtqg.readers.number_marks import Tables, decide_marks
from mtqg.readers.numbers import DecimalMark
from mtqg.readers.province_rows import province_rows
from mtqg.readers.recognised import Recognised, Table
from mtqg.readers.rows import BlockReading, RowMeaning
from mtqg.readers.sheet_units import sheet_unit, with_unit_row
from mtqg.readers.texts import shown
from mtqg.readers.tree_rows import tree_rows
from mtqg.readers.unit_rows import unit_rows
from mtqg.readers.units import UnitLabels
from mtqg.registry import Registry
from mtqg.registry.admin_units import geography_on
from mtqg.registry.row_axes import AdminUnitRows, IndicatorRows, ListRows, ProgrammeTreeRows, ProvinceRows

#: Rules that set whole rows aside and return the report: a form in which they left nothing is not blank.
_TAKES_FIGURES = frozenset(("COMMON-R009", "COMMON-R010", "COMMON-R018"))
_UNITS: dict[int, tuple[Registry, UnitLabels]] = {}
_ROWS = {AdminUnitRows: unit_rows, ProgrammeTreeRows: tree_rows, IndicatorRows: indicator_rows, ListRows: list_rows,
         ProvinceRows: province_rows}


def read_blocks(found: Recognised, registry: Registry, builder: CellBuilder) -> tuple[list[Finding], tuple[NumberMarks, ...]]:
    """Adds every filled cell of the sheets that hold tables of the form to the builder; returns the findings, and what the
    numbers typed as text show of their marks."""
    read: dict[str, Tables] = {}
    readings: list[BlockReading] = []
    for table in found.tables:
        earlier = read.setdefault(table.block.block_code, [])
        reading = _reading(found, table, registry)
        meanings = _meanings(reading)
        if any(is_copy(reading, meanings, *other) for other in earlier):
            add_copy(reading, builder, earlier[0][0].grid.name)
        else:
            reading.seen |= {key: where for other, _ in earlier for key, where in other.seen.items()}
            earlier.append((reading, once(reading, meanings)))
        readings.append(reading)
    figures, marks = _add_tables(found, read, builder)
    for tables in read.values():
        find_missing(tables)
    findings = [finding for reading in readings for finding in reading.findings]
    findings += [Finding("COMMON-R007", found.grid.name, block_code=block.block_code, expected=block.caption)
                 for block in found.edition.blocks if block.block_code not in read]
    is_aside = any(one.header.twice or (one.header.missing and one.header.unknown) for one in readings)
    if not figures and not is_aside and not any(finding.rule_id in _TAKES_FIGURES for finding in findings):
        findings.append(Finding("COMMON-R002", found.grid.name, block_code=found.block.block_code, details={"what": "block"}))
    return findings, marks


def _add_tables(found: Recognised, read: dict[str, Tables], builder: CellBuilder) -> tuple[int, tuple[NumberMarks, ...]]:
    """Adds the cells of all tables, sheet by sheet; returns how many figures they have, and the evidence of each sheet."""
    sheets: dict[str, Tables] = {}
    for reading, meanings in (one for tables in read.values() for one in tables):
        sheets.setdefault(reading.grid.name, []).append((reading, meanings))
    figures, marks = 0, []
    for tables in sheets.values():
        decimal, evidence = decide_marks(tables)
        marks += [evidence] if evidence else []
        for reading, meanings in tables:
            figures += _add_table(found, reading, meanings, builder, decimal)
    return figures, tuple(marks)


def _reading(found: Recognised, table: Table, registry: Registry) -> BlockReading:
    identity, labels = found.identity, unit_labels(registry)
    header = with_unit_row(table.header, table.grid, labels)
    return BlockReading(
        registry, found.form, table.block, table.grid, header, labels, geography_on(found.day), found.day,
        identity.period_code, identity.as_of_date, found.admin_unit, table.start, table.end)


def _meanings(reading: BlockReading) -> list[RowMeaning]:
    axis = reading.block.row_axis
    repeated = [RowMeaning(number, "heading") for number in reading.repeated_rows]
    repeated += [RowMeaning(number, "note") for number in reading.numbered_rows]
    return sorted((*_ROWS[type(axis)](reading, axis), *repeated), key=lambda meaning: meaning.row)


def _add_table(found: Recognised, reading: BlockReading, meanings: list[RowMeaning], builder: CellBuilder,
               decimal: DecimalMark | None) -> int:
    """Adds the cells of one table; returns how many figures it has."""
    figures = FigureColumns(reading, builder, decimal, sheet_unit(found, reading))
    figures.add(meanings)
    _add_labels(reading, builder, meanings)
    _add_around(reading, builder)
    _judge_whole(reading, meanings, figures.figures)
    return figures.figures


def unit_labels(registry: Registry) -> UnitLabels:
    known = _UNITS.get(id(registry))
    if known is None or known[0] is not registry:
        known = _UNITS[id(registry)] = (registry, UnitLabels(registry.measure_units))
    return known[1]


def _add_labels(reading: BlockReading, builder: CellBuilder, meanings: list[RowMeaning]) -> None:
    """Label cells, and the rows and columns that no figure of the form stands in."""
    rows, block = reading.grid.rows, reading.block
    common = {"block_code": block.block_code}
    known = {position: column for column, position in reading.columns()}
    items = [meaning for meaning in meanings if meaning.kind == "item"]
    figures = [meaning for meaning in meanings if meaning.kind in ("item", "subtotal", "total")]
    facts = {column.column_key for column in known.values() if column.constant is not None}
    for position, column in known.items():
        if column.is_value:
            continue
        if column.column_key in facts:
            add_unit_fact(reading, builder, column, position, items)
        labelled = [m for m in figures if rows[m.row][position] != "" and not (column.column_key in facts and m.kind == "item")]
        letter = letters(position)
        builder.add(len(labelled), common | {
            "sheet": reading.grid.name, "cell_ref": [f"{letter}{m.row + 1}" for m in labelled],
            "row_no": [m.row + 1 for m in labelled], "column_no": position + 1,
            "cell_role": "note" if column.role in ("note", "aside") else "row_label", "column_key": column.column_key,
            "row_role": [m.kind for m in labelled], "row_key": [m.row_key for m in labelled],
            "value_text": [shown(rows[m.row][position]) for m in labelled], "value_state": "text",
            "admin_unit_code": [m.admin_unit_code for m in labelled], "cell_status": "ignored"})
    _add_strangers(reading, builder, figures, set(known))
    for meaning in meanings:
        if meaning.kind in ("heading", "note", "quarantined"):
            cells = [(meaning.row, position, value) for position, value in enumerate(rows[meaning.row]) if value != ""]
            role = {"heading": "row_label", "note": "note", "quarantined": "value"}[meaning.kind]
            status = "quarantined" if meaning.kind == "quarantined" else "ignored"
            keys = [known[position].column_key if position in known else None for _, position, _ in cells]
            in_block = {} if meaning.kind == "note" else common | {"column_key": keys, "row_key": meaning.row_key}
            builder.add_plain(reading.grid.name, cells, role, status, **in_block)


def _add_strangers(reading: BlockReading, builder: CellBuilder, figures: list[RowMeaning], known: set[int]) -> None:
    """Cells beside the columns of the form are quarantined."""
    rows = reading.grid.rows
    width = len(rows[0]) if rows else 0
    for position in range(width):
        if position in known:
            continue
        cells = [(m.row, position, rows[m.row][position]) for m in figures if rows[m.row][position] != ""]
        if cells and position not in reading.header.unknown:
            reading.findings.append(Finding(
                "COMMON-R008", reading.grid.name, address(cells[0][0], position), reading.block.block_code,
                actual=f"cột | column {letters(position)}", details={"what": "column"}))
        text = reading.header.unknown[position][1] if position in reading.header.unknown else ""
        is_remark = is_of_remarks(reading.grid, reading.header, position, text)
        role, status = ("note", "ignored") if is_remark else ("value", "quarantined")
        builder.add_plain(reading.grid.name, cells, role, status, block_code=reading.block.block_code)


def _add_around(reading: BlockReading, builder: CellBuilder) -> None:
    """Titles above the table and its header."""
    rows, header = reading.grid.rows, reading.header
    for first, last, role in ((reading.start, header.first, "title"), (header.first, header.last + 1, "header")):
        cells = [(number, position, value) for number in range(first, last)
                 for position, value in enumerate(rows[number]) if value != ""]
        builder.add_plain(reading.grid.name, cells, role, "ignored",
                          block_code=reading.block.block_code if role == "header" else None)


def _judge_whole(reading: BlockReading, meanings: list[RowMeaning], figures: int) -> None:
    """A missing total, and what is hidden."""
    if figures and reading.block.totals is not None and not any(meaning.kind == "total" for meaning in meanings):
        reading.findings.append(Finding("COMMON-R015", reading.grid.name, block_code=reading.block.block_code,
                                        expected=reading.block.totals.label_vi))
    hidden = sorted(meaning.row + 1 for meaning in meanings if meaning.row in reading.grid.hidden_rows)
    if reading.grid.is_hidden:
        _hidden(reading, "sheet", reading.grid.name, None)
    if hidden:
        _hidden(reading, "rows", ", ".join(str(row) for row in hidden[:20]), address(hidden[0] - 1, 0))
    columns = [position for _, position in reading.columns() if position in reading.grid.hidden_columns]
    if columns:
        _hidden(reading, "columns", ", ".join(address(0, position)[:-1] for position in columns), None)


def _hidden(reading: BlockReading, what: str, actual: str, where: Any) -> None:
    reading.findings.append(Finding("COMMON-R014", reading.grid.name, where, reading.block.block_code, actual=actual,
                                    details={"what": what}))
