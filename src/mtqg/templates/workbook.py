"""Writes the workbook: heading, merged header, column numbers, lines, notes, signatures, hidden identity."""

from __future__ import annotations

import io
from datetime import date, datetime
from itertools import groupby

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from mtqg.model import METADATA_SHEET
from mtqg.registry import Registry
from mtqg.registry.admin_units import geography_on
from mtqg.registry.forms import Column, Edition, Form
from mtqg.registry.periods import parse_period
from mtqg.registry.row_axes import ListRows
from mtqg.templates.fill import FormFill, Line, Written
from mtqg.templates.header import write_header
from mtqg.templates.heading import write_heading, write_signatures
from mtqg.templates.lines import Sheet, lines_of, rows_day
from mtqg.templates.looks import Looks, line_height
from mtqg.templates.page import is_input, protect_page, set_print
from mtqg.templates.validations import LongLists, add_validations

#: Stands in every workbook, so that the same report has the same bytes.
_CREATED = datetime(2021, 1, 1)
#: Days are numbers to a spreadsheet, counted from this one.
_DAY_0 = date(1899, 12, 30)
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
    looks, lists, addresses = Looks(workbook), LongLists(METADATA_SHEET), {}
    for _, blocks in groupby(enumerate(edition.blocks), key=lambda numbered: numbered[1].sheet):
        sheets = [Sheet(registry, form, block, fill.of_block(block.block_code, number == 0), day) for number, block in blocks]
        addresses.update(_write_page(workbook, looks, sheets, edition, lists))
    _write_metadata(workbook, form, edition, fill, lists)
    workbook.close()
    return Written(buffer.getvalue(), addresses)


def _write_page(workbook: Workbook, looks: Looks, sheets: list[Sheet], edition: Edition, lists: LongLists) -> dict:
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
        first = write_header(page, looks, sheet.block, columns, top)
        lines = lines_of(sheet)
        addresses |= _write_lines(page, looks, sheet, columns, lines, first)
        add_validations(page, sheet, columns, lines, first, lists)
        if sheet is sheets[0]:
            page.freeze_panes(first, 1 + max((i for i, c in enumerate(columns) if c.role in _FROZEN), default=0))
            page.repeat_rows(top, first - 1)
        top = first + len(lines) + 1
    write_signatures(page, looks, edition, len(widest), top)
    set_print(page, len(widest))
    protect_page(page, sheets[0].block)
    return addresses


def _write_lines(page: Worksheet, looks: Looks, sheet: Sheet, columns, lines: list[Line], first: int) -> dict:
    """Writes the rows; {(row_key, column_key): (sheet, address)} of every cell that is not empty."""
    letters = [xl_col_to_name(position) for position in range(len(columns))]
    decimals = [_decimals(sheet.registry, column) for column in columns]
    made: dict[tuple, object] = {}
    addresses = {}
    worded = [column for column in columns if not column.is_value or column.content == "text" or column.vocabulary]
    is_list = isinstance(sheet.block.row_axis, ListRows)
    for row, line in enumerate(lines, first):
        if not is_list or any(column.column_key in line.cells for column in worded if column.is_value):
            page.set_row(row, line_height(line, worded))        # an empty line of a list grows with what is typed
        row_key, cells, manner = line.row_key, line.cells, (line.row_role, line.depth)
        for position, column in enumerate(columns):
            value = cells.get(column.column_key)
            key = (position, manner, type(value), type(value) is float and value.is_integer())
            if key not in made:
                made[key] = looks.cell(column, line, value, decimals[position], is_input(sheet.block, column, line))
            if value is None or value == "":
                page.write_blank(row, position, None, made[key])
                continue
            if isinstance(value, str):
                page.write_string(row, position, value, made[key])
            elif isinstance(value, date):
                page.write_number(row, position, (value - _DAY_0).days, made[key])
            else:
                page.write_number(row, position, value, made[key])
            addresses[row_key, column.column_key] = (page.name, f"{letters[position]}{row + 1}")
    return addresses


def _decimals(registry: Registry, column: Column) -> int:
    if column.content != "number":
        return 0
    code = column.measure_unit or (registry.indicators[column.indicator].measure_unit_code if column.indicator else None)
    return registry.measure_units[code].decimals if code else 2


def _write_metadata(workbook: Workbook, form: Form, edition: Edition, fill: FormFill, lists: LongLists) -> None:
    page = workbook.add_worksheet(METADATA_SHEET)
    page.very_hidden()
    as_of: date = fill.as_of_date or rows_day(form, parse_period(fill.period_code))
    rows = (("form_code", form.form_code), ("edition", edition.edition), ("admin_unit_code", fill.admin_unit_code),
            ("period_code", fill.period_code), ("as_of_date", as_of.isoformat()), ("source_code", fill.source_code))
    for number, (name, value) in enumerate(rows):
        page.write_string(number, 0, name)
        page.write_string(number, 1, value)
    lists.write(page)
