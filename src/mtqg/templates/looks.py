"""How the official workbook looks: Times New Roman, thin borders, bold totals."""

from __future__ import annotations

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from mtqg.registry.forms import Column
from mtqg.templates.fill import Line, Value

_FONT = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
_LINE_HEIGHT = 16.5
_CENTRED = ("order", "row_code", "capital_source", "origin_year", "measure_unit", "period")


def line_height(line: Line, worded: list[Column]) -> float:
    """Tall enough for the longest words of the line."""
    lines = 1
    for column in worded:
        text = line.cells.get(column.column_key)
        if isinstance(text, str):
            room = column.width - (line.depth * 1.5 if column.role == "row_label" else 0)
            wide = len(text) * (1.0 if line.row_role != "item" else 0.87)
            lines = max(lines, -int(-wide // max(room, 1)))
    return _LINE_HEIGHT * lines


class Looks:
    """Formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook):
        self._workbook = workbook
        self._made: dict[tuple, Format] = {}

    def plain(self, **properties) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({**_FONT, **properties})
        return self._made[key]

    def header(self, column: Column | None = None) -> Format:
        """Of a header cell; narrow columns with long labels stand upright."""
        upright = column is not None and column.width <= 9 and len(column.label_vi) > 20
        return self.plain(bold=True, align="center", text_wrap=True, border=1, bg_color="#EDEDED",
                          rotation=90 if upright else 0)

    def number_row(self) -> Format:
        return self.plain(italic=True, align="center", border=1, font_size=9, shrink=True)

    def cell(self, column: Column, line: Line, value: Value, decimals: int, is_input: bool = False) -> Format:
        """Of a cell of the table; `is_input` cells stay open when the sheet is protected."""
        emphatic = line.row_role != "item"
        properties: dict = {"border": 1, "bold": emphatic, "locked": not is_input,
                            "text_wrap": not column.is_value or column.content == "text"}
        if line.row_role == "total":
            properties["bg_color"] = "#F7F7F7"
        if column.is_value and isinstance(value, int | float):
            whole = isinstance(value, int) or value.is_integer()
            properties["num_format"] = "#,##0" if whole else "#,##0." + "0" * max(decimals, 1)
        elif column.content == "day":
            properties |= {"num_format": "dd/mm/yyyy", "align": "center"}
        elif column.content == "text":
            properties["align"] = "left"
        elif column.is_value:
            properties |= {"align": "center", "text_wrap": True} if column.vocabulary else {"align": "right"}
        elif column.role in _CENTRED:
            properties["align"] = "center"
        elif column.role == "row_label" and line.depth:
            properties["indent"] = line.depth
        return self.plain(**properties)
