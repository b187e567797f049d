"""Writes the workbook: heading, merged header, column numbers, lines, notes, signatures, hidden identity."""

from __future__ import annotations

import io
from datetime import date, datetime
from itertools import groupby

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from mtqg.registry import Registry
from mtqg.registry.admin_units import geography_on
from mtqg.registry.form_validity import in_force
from mtqg.registry.forms import Block, Column, Edition, Form, IndicatorRows, ListRows, ProgrammeTreeRows, ProvinceRows
from mtqg.registry.periods import parse_period
from mtqg.registry.programme_tree import programme_tree
from mtqg.templates.fill import FillRow, FormFill, Line, Written
from mtqg.templates.heading import write_heading, write_signatures
from mtqg.templates.lines import Sheet, lines_of, rows_day
from mtqg.templates.looks import Looks, line_height

#: Name of the hidden sheet with form, edition, unit, period and source.
METADATA_SHEET = "_mtqg"
#: Stands in every workbook, so that the same report has the same bytes.
_CREATED = datetime(2021, 1, 1)
_FROZEN = ("row_label", "parent_label")


def write_workbook(registry: Registry, form_code: str, fill: FormFill) -> Written:
    """The report as an official workbook; the same fill gives the same bytes.

    ValueError: no edition of the form on the period, or a row key that the form cannot hold.
    """
    form = registry.forms[form_code]
    day = parse_period(fill.period_code).end
    edition = form.edition_on(day)
    if edition is None:
        raise ValueError(f"{form_code} has no edition on {day}")
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = Workbook(buffer, options)
    workbook.set_properties({"title": form.name_vi, "created": _CREATED})
    looks, addresses = Looks(workbook), {}
    for _, blocks in groupby(enumerate(edition.blocks), key=lambda numbered: numbered[1].sheet):
        sheets = [Sheet(registry, form, block, fill.of_block(block.block_code, number == 0), day) for number, block in blocks]
        addresses.update(_write_page(workbook, looks, sheets, edition))
    _write_metadata(workbook, form, edition, fill)
    workbook.close()
    return Written(buffer.getvalue(), addresses)


def empty_fill(registry: Registry, form_code: str, source_code: str, admin_unit_code: str, period_code: str) -> FormFill:
    """The rows of the empty template: every unit, component line or listed indicator, without figures."""
    day = parse_period(period_code).end
    edition = registry.forms[form_code].edition_on(day)
    if edition is None:
        raise ValueError(f"{form_code} has no edition on {day}")
    rows = [FillRow(key, {}, None, block.block_code if number else None) for number, block in enumerate(edition.blocks)
            for key in _empty_keys(registry, form_code, block, admin_unit_code, period_code)]
    return FormFill(source_code, admin_unit_code, period_code, None, rows)


def _empty_keys(registry: Registry, form_code: str, block: Block, admin_unit_code: str, period_code: str) -> list[str]:
    period, axis = parse_period(period_code), block.row_axis
    if isinstance(axis, ProgrammeTreeRows):
        leaves = [n for n in programme_tree(registry.programmes, axis, period.end) if n.is_leaf and not n.is_carried_over]
        sources = [code for code in axis.capital_sources if in_force(registry.capital_sources[code], period.end)]
        return [f"{node.code}|{source}|{period.end.year}" for node in leaves for source in sources]
    if isinstance(axis, IndicatorRows):
        return [f"{line.indicator}:{line.breakdown}:{period_code}" for group in axis.groups for line in group.lines
                if in_force(registry.indicators[line.indicator], period.end)]
    if isinstance(axis, ListRows):
        return [f"line:{number}" for number in range(1, axis.blank_lines + 1)]
    if isinstance(axis, ProvinceRows):
        return [unit.admin_unit_code for unit in registry.units.provinces(rows_day(registry.forms[form_code], period))]
    return [unit.admin_unit_code for unit in registry.units.under(admin_unit_code, period.end, axis.level, axis.types)]


def _write_page(workbook: Workbook, looks: Looks, sheets: list[Sheet], edition: Edition) -> dict:
    """Writes the blocks of one sheet below each other; {(row_key, column_key): (sheet, address)}."""
    page = workbook.add_worksheet(sheets[0].block.sheet)
    all_columns = [sheet.block.columns_on(geography_on(sheet.day)) for sheet in sheets]
    widest = max(all_columns, key=len)
    for position, column in enumerate(widest):
        page.set_column(position, position, column.width)
    top, addresses = write_heading(page, looks, sheets[0], edition, len(widest)), {}
    for sheet, columns in zip(sheets, all_columns, strict=True):
        if sheet.block.caption:
            page.write_string(top, 0, sheet.block.caption, looks.plain(bold=True))
            top += 1
        first = _write_header(page, looks, sheet.block, columns, top)
        lines = lines_of(sheet)
        addresses |= _write_lines(page, looks, sheet, columns, lines, first)
        if sheet is sheets[0]:
            page.freeze_panes(first, 1 + max((i for i, c in enumerate(columns) if c.role in _FROZEN), default=0))
            page.repeat_rows(top, first - 1)
        top = first + len(lines) + 1
    write_signatures(page, looks, edition, len(widest), top)
    page.set_landscape()
    page.set_paper(8 if len(widest) > 18 else 9)
    page.fit_to_pages(1, 0)
    return addresses


def _write_header(page: Worksheet, looks: Looks, block: Block, columns: tuple[Column, ...], top: int) -> int:
    """The header with its column-number row; the row below it is returned."""
    bottom = top + block.header_depth - 1
    for level in range(block.header_depth - 1):
        start = 0
        while start < len(columns):
            name = columns[start].under[: level + 1]
            end = start
            while end + 1 < len(columns) and len(name) == level + 1 and columns[end + 1].under[: level + 1] == name:
                end += 1
            if len(name) == level + 1:
                _merge(page, top + level, start, top + level, end, name[level], looks.header())
            start = end + 1
    for position, column in enumerate(columns):
        _merge(page, top + len(column.under), position, bottom, position, column.label_vi, looks.header(column))
        page.write(bottom + 1, position, column_numbers(columns)[position], looks.number_row())
    upright = any(looks.header(column).rotation for column in columns)
    for row in range(top, bottom):
        page.set_row(row, 32)
    page.set_row(bottom, 160 if upright else 48)
    return bottom + 2


def column_numbers(columns: tuple[Column, ...]) -> list[str | int]:
    """`A`, `B`, … over labels; `1`, `2`, `3=1-2`, … over figures."""
    figures = [column.column_key for column in columns if column.is_value]
    numbers = {key: str(position) for position, key in enumerate(figures, 1)}
    letters = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    printed: list[str | int] = []
    for column in columns:
        if not column.is_value:
            printed.append(next(letters))
        elif column.equals:
            words = [numbers.get(word, word) for word in column.equals.split()]
            printed.append(f"{numbers[column.column_key]}={''.join(words)}")
        else:
            printed.append(int(numbers[column.column_key]))
    return printed


def _merge(page: Worksheet, row: int, column: int, last_row: int, last_column: int, text: str, look) -> None:
    if (row, column) == (last_row, last_column):
        page.write_string(row, column, text, look)
    else:
        page.merge_range(row, column, last_row, last_column, text, look)


def _write_lines(page: Worksheet, looks: Looks, sheet: Sheet, columns, lines: list[Line], first: int) -> dict:
    """Writes the rows; {(row_key, column_key): (sheet, address)} of every cell that is not empty."""
    letters = [xl_col_to_name(position) for position in range(len(columns))]
    decimals = [_decimals(sheet.registry, column) for column in columns]
    made: dict[tuple, object] = {}
    addresses = {}
    worded = [column for column in columns if not column.is_value]
    for row, line in enumerate(lines, first):
        page.set_row(row, line_height(line, worded))
        for position, column in enumerate(columns):
            value = line.cells.get(column.column_key)
            key = (position, line.row_role, line.depth, type(value), isinstance(value, float) and value.is_integer())
            if key not in made:
                made[key] = looks.cell(column, line, value, decimals[position])
            if value is None or value == "":
                page.write_blank(row, position, None, made[key])
                continue
            if isinstance(value, str):
                page.write_string(row, position, value, made[key])
            else:
                page.write_number(row, position, value, made[key])
            addresses[line.row_key, column.column_key] = (page.name, f"{letters[position]}{row + 1}")
    return addresses


def _decimals(registry: Registry, column: Column) -> int:
    if column.content != "number":
        return 0
    code = column.measure_unit or (registry.indicators[column.indicator].measure_unit_code if column.indicator else None)
    return registry.measure_units[code].decimals if code else 2


def _write_metadata(workbook: Workbook, form: Form, edition: Edition, fill: FormFill) -> None:
    page = workbook.add_worksheet(METADATA_SHEET)
    page.very_hidden()
    as_of: date = fill.as_of_date or parse_period(fill.period_code).end
    rows = (("form_code", form.form_code), ("edition", edition.edition), ("admin_unit_code", fill.admin_unit_code),
            ("period_code", fill.period_code), ("as_of_date", as_of.isoformat()), ("source_code", fill.source_code))
    for number, (name, value) in enumerate(rows):
        page.write_string(number, 0, name)
        page.write_string(number, 1, value)
