"""The lines above and below the table: form number, reporting unit, title, period, unit; notes and signatures."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from mtqg.registry.forms import Edition, IdentityLine
from mtqg.registry.periods import parse_period, period_label
from mtqg.templates.lines import Sheet
from mtqg.templates.looks import Looks

_VINTAGES = {"preliminary": "Sơ bộ", "official": "Chính thức"}
#: Lines that the officer completes; the others say what the workbook is and stay as written.
_OPEN = ("as_of_date", "vintage")


def write_heading(page: Worksheet, looks: Looks, sheet: Sheet, edition: Edition, width: int) -> int:
    """Writes the heading over `width` columns and returns the row of the table's header."""
    half = max(width // 2, 1)
    row = 0
    left = [_text(line, sheet) for line in edition.identity if line.place == "left"]
    left.append(f"(Mẫu giai đoạn {edition.edition})")
    right = [_text(line, sheet) for line in edition.identity if line.place == "right"]
    for row, (a, b) in enumerate(zip(left, [*right, *[""] * len(left)], strict=False)):
        page.merge_range(row, 0, row, min(3, half) - 1, a, looks.plain(bold=row == 0, italic=row > 0))
        if b:
            page.merge_range(row, half, row, width - 1, b, looks.plain(bold=True, align="right"))
    row += 2
    titles = [_text(line, sheet) for line in edition.identity if line.place == "title"]
    for text in (*titles, *edition.title):
        page.merge_range(row, 0, row, width - 1, text, looks.plain(bold=True, font_size=14, align="center"))
        page.set_row(row, 22)
        row += 1
    for line in edition.identity:
        if line.place == "centre":
            look = looks.plain(italic=True, align="center", locked=line.key not in _OPEN)
            page.merge_range(row, 0, row, width - 1, _text(line, sheet), look)
            if line.key == "vintage":
                page.data_validation(row, 0, row, 0, {
                    "validate": "list", "source": [f"{line.label_vi}: {word}" for word in _VINTAGES.values()]})
            row += 1
    for line in edition.identity:
        if line.place == "table":
            page.merge_range(row, width - 3, row, width - 1, _text(line, sheet), looks.plain(italic=True, align="right"))
            row += 1
    return row + (0 if any(line.place == "table" for line in edition.identity) else 1)


def _text(line: IdentityLine, sheet: Sheet) -> str:
    fill = sheet.fill
    period = parse_period(fill.period_code)
    as_of = fill.as_of_date or period.end
    match line.key:
        case "form_code":
            value = sheet.form.form_code
        case "admin_unit":
            unit = sheet.registry.units.get(fill.admin_unit_code, period.end)
            name = unit.full_name_vi if unit else fill.admin_unit_code
            value = f"UBND {name[:1].lower()}{name[1:]}"
        case "period":
            value = period_label(fill.period_code)
            if line.place == "title":
                return f"{line.label_vi} {value.upper()}"
        case "as_of_date":
            value = f"{as_of:%d/%m/%Y}"
        case "vintage":
            value = _VINTAGES.get(fill.vintage or "", "…………")
        case _:
            name = sheet.registry.measure_units[line.measure_unit or ""].name_vi
            value = name[:1].upper() + name[1:]
    return f"{line.label_vi}: {value}" if line.key != "as_of_date" else f"{line.label_vi} {value}"


def write_signatures(page: Worksheet, looks: Looks, edition: Edition, width: int, row: int) -> None:
    """Notes, then the place for date and signatures."""
    for text in edition.notes:
        page.merge_range(row, 0, row, width - 1, text, looks.plain(italic=True, text_wrap=True, font_size=10))
        page.set_row(row, 30)
        row += 1
    row += 1
    half = width // 2
    dated = looks.plain(italic=True, align="center", locked=False)
    page.merge_range(row, half, row, width - 1, "……, ngày …… tháng …… năm ……", dated)
    for left, right, look in (("NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ", {"bold": True}),
                              ("(Ký, ghi rõ họ tên)", "(Ký, đóng dấu)", {"italic": True})):
        row += 1
        page.merge_range(row, 0, row, half - 1, left, looks.plain(align="center", locked=False, **look))
        page.merge_range(row, half, row, width - 1, right, looks.plain(align="center", locked=False, **look))
