"""Every template keeps what it says of itself, is locked where it is printed, and limits what can be typed."""

import io

import openpyxl
import pytest
from filling import REPORTS
from openpyxl.utils import range_boundaries

from mtqg.model import METADATA_SHEET
from mtqg.registry import load_registry
from mtqg.registry.admin_units import geography_on
from mtqg.registry.periods import parse_period
from mtqg.registry.row_axes import IndicatorRows
from mtqg.templates import empty_fill, write_workbook

REGISTRY = load_registry()


@pytest.fixture(scope="module", params=REPORTS, ids="/".join)
def template(request):
    """(form, period, the edition, the workbook as openpyxl sees it, where each filled cell is)."""
    form, unit, period = request.param
    edition = REGISTRY.forms[form].edition_on(parse_period(period).end)
    written = write_workbook(REGISTRY, form, empty_fill(REGISTRY, form, "48-XX", unit, period))
    return form, period, edition, openpyxl.load_workbook(io.BytesIO(written.content)), written.addresses


def pages(template):
    return [page for page in template[3] if page.title != METADATA_SHEET]


def header_row(page, block):
    """Row of the column numbers under the header of the block: below it stand the rows."""
    letters = {cell.row for row in page.iter_rows() for cell in row if cell.value == "A" and row[1].value in ("B", 1)}
    return sorted(letters)


def table(template, block):
    """{column_key: its column in the sheet} and the rows of the block that hold items."""
    day = parse_period(template[1]).end
    places = {column.column_key: number for number, column in enumerate(block.columns_on(geography_on(day)), 1)}
    order = block.with_role("order")
    page = template[3][block.sheet]
    rows = sorted({page[address].row for (key, name), (_, address) in template[4].items()
                   if name == order.column_key and not key.startswith("heading") and not key.endswith("|_T|_T")
                   and "-R-" not in key})
    return page, places, rows


def limited(page):
    """Every (row, column) that has a validation -> the validation."""
    found = {}
    for one in page.data_validations.dataValidation:
        for part in str(one.sqref).split():
            left, top, right, bottom = range_boundaries(part)
            found |= {(row, column): one for row in range(top, bottom + 1) for column in range(left, right + 1)}
    return found


def test_the_hidden_sheet_says_form_edition_unit_and_period(template):
    form, period, edition, book, _ = template
    hidden = {row[0]: row[1] for row in book[METADATA_SHEET].iter_rows(values_only=True, max_col=2)}
    assert book[METADATA_SHEET].sheet_state == "veryHidden"
    assert (hidden["form_code"], hidden["edition"], hidden["period_code"]) == (form, edition.edition, period)


def test_headings_and_headers_are_locked_and_figures_are_open(template):
    for page in pages(template):
        assert page.protection.sheet and not page.protection.password
        for first in header_row(page, None):
            above = [cell for row in page.iter_rows(max_row=first) for cell in row if cell.value is not None]
            said = [cell for cell in above if str(cell.value).startswith(("Số liệu đến ngày", "Loại số liệu"))]
            titles = [cell for cell in above if cell not in said and str(cell.value).isupper()]
            assert titles and all(cell.protection.locked for cell in titles)
            assert not any(cell.protection.locked for cell in said)
    for block in template[2].blocks:
        page, places, rows = table(template, block)
        assert rows
        for column in block.columns:
            if column.column_key in places and (column.is_value or column.role == "note"):
                assert not any(page.cell(row, places[column.column_key]).protection.locked for row in rows), column.column_key


def test_printed_labels_of_units_are_locked_and_lists_are_open(template):
    for block in template[2].blocks:
        page, places, rows = table(template, block)
        label = block.with_role("row_label")
        if label and block.row_axis.kind in ("admin_units", "provinces"):
            assert all(page.cell(row, places[label.column_key]).protection.locked for row in rows)
        if block.row_axis.kind == "list":
            assert not page.protection.insertRows and not page.cell(rows[0], 2).protection.locked


def test_every_figure_with_a_limit_every_day_and_every_word_is_validated(template):
    form = REGISTRY.forms[template[0]]
    for block in template[2].blocks:
        page, places, rows = table(template, block)
        found = limited(page)
        for column in (column for column in block.columns if column.column_key in places):
            kinds = {found[row, places[column.column_key]].type for row in rows if (row, places[column.column_key]) in found}
            if column.vocabulary:
                assert kinds == {"list"}, column.column_key
            elif column.content == "day":
                assert kinds == {"date"}, column.column_key
            elif column.is_value and column.content == "number" and (
                    column.indicator or isinstance(block.row_axis, IndicatorRows)):
                assert kinds == {"custom"}, column.column_key
                assert all((row, places[column.column_key]) in found for row in rows)
                assert all(f'"{mark}"' in found[rows[0], places[column.column_key]].formula1 for mark in form.marks)
            elif column.role == "capital_source":
                assert kinds == {"list"}
            elif column.role == "origin_year":
                assert kinds == {"whole"}
        assert all(one.showErrorMessage and "COMMON-R" in one.error for one in found.values() if one.error)


def test_it_prints_across_the_paper_with_its_header_on_every_page(template):
    for page in pages(template):
        assert page.page_setup.orientation == "landscape" and page.page_setup.paperSize in ("8", "9", 8, 9)
        assert page.sheet_properties.pageSetUpPr.fitToPage and page.page_setup.fitToHeight in (0, "0")
        assert page.print_title_rows and page.freeze_panes
        fonts = {cell.font.name for row in page.iter_rows(max_row=30) for cell in row if cell.value is not None}
        assert fonts == {"Times New Roman"}


def test_long_lists_stand_on_the_hidden_sheet():
    written = write_workbook(REGISTRY, "VM-01", empty_fill(REGISTRY, "VM-01", "48-VP", "34-P-48", "2026-Q3"))
    book = openpyxl.load_workbook(io.BytesIO(written.content))
    source = next(one.formula1 for one in book["VM-01"].data_validations.dataValidation if METADATA_SHEET in one.formula1)
    words = [row[0].value for row in book[METADATA_SHEET][source.split("!")[1].replace("$", "")]]
    assert words[0].startswith("HN2635 ") and any(word.startswith("DTTS-DA1 ") for word in words)
