"""How a page prints, and what of it can be changed."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from mtqg.registry.forms import Block, Column
from mtqg.registry.row_axes import AdminUnitRows, ProvinceRows
from mtqg.templates.fill import Line

#: Paper sizes as Excel numbers them; a table with more columns than this cannot be read on A4.
_A3, _A4 = 8, 9
_COLUMNS_ON_A4 = 18


def set_print(page: Worksheet, width: int) -> None:
    """A4 across (A3 where a table is too wide to be read on A4), as wide as the paper, pages numbered."""
    page.set_landscape()
    page.set_paper(_A3 if width > _COLUMNS_ON_A4 else _A4)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.set_footer("&C&\"Times New Roman\"&9&P/&N")


def protect_page(page: Worksheet, block: Block) -> None:
    """Headings, headers and printed labels cannot be changed, without a password; lists and trees may grow."""
    may_grow = not isinstance(block.row_axis, AdminUnitRows | ProvinceRows)
    page.protect("", {"format_columns": True, "format_rows": True, "insert_rows": may_grow, "delete_rows": may_grow})


def is_input(block: Block, column: Column, line: Line) -> bool:
    """Whether an officer fills the cell in: figures and notes, and the labels of rows that a form leaves open."""
    if line.row_role == "heading":
        return False
    if column.is_value or column.role in ("note", "aside"):
        return True
    return line.row_role == "item" and not isinstance(block.row_axis, AdminUnitRows | ProvinceRows)
