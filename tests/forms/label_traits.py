"""What provincial offices do to labels and to the lines above the table: each is read, or said clearly."""

from __future__ import annotations

from dataclasses import replace

from painting import Cell, Sheet
from sheet_parts import Findings, add_column, column_of, drop, header_of, rename, rows_of

from mtqg.readers.cells import address
from mtqg.templates import FormFill


def labels_as_offices_write(sheet: Sheet, fill: FormFill) -> Findings:
    """`Tỉ lệ`, footnote marks, colons, `3 - `, `4.` without a space, line breaks and spaces of the web."""
    rename(sheet, ("Tổng số hộ dân cư", "TỔNG SỐ\nHỘ DÂN\u00a0CƯ:"), ("Số hộ nghèo", "Số hộ nghèo (*)\u200b"),
            ("Tỷ lệ hộ nghèo (%)", "Tỉ lệ hộ nghèo (%)"), ("1. Việc làm", "1) Việc làm¹"), ("3. Dinh dưỡng", "3 - Dinh dưỡng"),
            ("4. Bảo hiểm y tế", "4.Bảo hiểm y tế"))
    return []


def labels_with_the_year(sheet: Sheet, fill: FormFill) -> Findings:
    """`Số hộ nghèo năm 2024` in the report of 2024."""
    rename(sheet, ("Tổng số hộ dân cư", "Tổng số hộ dân cư năm 2024"), ("Số hộ nghèo", "Số hộ nghèo\n(đến 31/12/2024)"))
    return []


def labels_of_months_of_the_year(sheet: Sheet, fill: FormFill) -> Findings:
    """`Kết quả thực hiện 10 tháng năm 2023` in a report of October."""
    rename(sheet, ("Kế hoạch", "Kế hoạch năm 2023"), ("Thực hiện", "Kết quả thực hiện 10 tháng năm 2023"))
    return []


def labels_of_two_years(sheet: Sheet, fill: FormFill) -> Findings:
    """Last year's column before this year's: each label names its year, and this year's is read."""
    column = column_of(sheet, "ho_ngheo")
    add_column(sheet, column)
    row = sheet.find("Số hộ nghèo")[0]
    sheet.type((row, column + 1), "Số hộ nghèo năm 2024")
    return [("R008", sheet.type((row, column), "Số hộ nghèo năm 2023"))]


def one_label_over_two_columns(sheet: Sheet, fill: FormFill) -> Findings:
    """Two columns of one name: nobody can tell which is this period's, so neither is read."""
    column = column_of(sheet, "ho_ngheo")
    add_column(sheet, column)
    for row in rows_of(sheet):
        at = row, column + 1
        sheet.cells[at] = replace(sheet.cells[at], number=None, status="quarantined")
    return [("R065", address(sheet.find("Số hộ nghèo")[0], column + 1))]


def older_figures_in_a_hidden_column(sheet: Sheet, fill: FormFill) -> Findings:
    """The same label over a hidden column: what can be seen is read."""
    column = column_of(sheet, "ho_ngheo")
    add_column(sheet, column)
    sheet.hidden_columns.add(column)
    return [("R008", address(sheet.find("Số hộ nghèo")[0], column))]


def numbers_of_columns_in_brackets(sheet: Sheet, fill: FormFill) -> Findings:
    """`(A) (B) (1) (2)` under the header."""
    row = header_of(sheet)[-1]
    for at in [at for at in sheet.cells if at[0] == row]:
        typed = sheet.cells[at].typed
        sheet.type(at, f"({typed if isinstance(typed, str) else int(typed)})")
    return []


def numbers_of_columns_with_letters(sheet: Sheet, fill: FormFill) -> Findings:
    """`[A] [B] 1 1a 2 2a` under the header."""
    row = header_of(sheet)[-1]
    for place, column in enumerate(sorted(column for at, column in sheet.cells if at == row)):
        sheet.type((row, column), f"[{'ABCD'[place]}]" if place < 4 else f"{place // 2}{'a' * (place % 2)}")
    return []


def remarks_beside(sheet: Sheet, fill: FormFill) -> Findings:
    """A column `Ghi chú` with words in it: kept, and nobody is told off."""
    column = 1 + max(column for _, column in sheet.cells)
    sheet.cells[header_of(sheet)[0], column] = Cell("Ghi chú")
    sheet.cells |= {(row, column): Cell("đang rà soát", status="ignored") for row in rows_of(sheet)[:2]}
    return []


def units_in_group_labels(sheet: Sheet, fill: FormFill) -> Findings:
    """No line `Đơn vị tính`: the labels of columns and groups have it in brackets."""
    drop(sheet, "Đơn vị tính")
    rename(sheet, *((text, f"{text} (tỷ đồng)") for text in (
        "Kế hoạch vốn trong năm", "Giải ngân", "Dự toán bị hủy", "Ước giải ngân đến hết tháng sau")))
    return []


def measure_unit_without_a_colon(sheet: Sheet, fill: FormFill) -> Findings:
    """`ĐVT triệu đồng`, at the far right of the line above the table."""
    drop(sheet, "Đơn vị tính")
    sheet.cells[header_of(sheet)[0] - 1, 13] = Cell("ĐVT triệu đồng")
    return []


def measure_unit_in_the_title(sheet: Sheet, fill: FormFill) -> Findings:
    """Title, month, sender and measure unit are lines of one merged cell; the unit is `1.000.000 đồng`."""
    at = sheet.find("TÌNH HÌNH")
    said = "Tháng 12 năm 2024\nĐơn vị báo cáo: Sở Tài chính tỉnh Quảng Nam\n(Đơn vị tính: 1.000.000 đồng)"
    sheet.type(at, f"{sheet.cells[at].typed}\n{said}")
    drop(sheet, "Đơn vị báo cáo", "Kỳ báo cáo", "Số liệu đến ngày", "Đơn vị tính")
    return []


def sent_with_a_letter(sheet: Sheet, fill: FormFill) -> Findings:
    """No line for period and sender: letterhead, place and day of signing, the letter's number, `THÁNG 12/2024`."""
    drop(sheet, "Đơn vị báo cáo", "Kỳ báo cáo", "Số liệu đến ngày")
    sheet.move(lambda row, column: (row + 4, column))
    for at, text in {(0, 0): "UBND TỈNH QUẢNG NAM", (1, 0): "SỞ TÀI CHÍNH", (0, 8): "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                     (1, 8): "Độc lập - Tự do - Hạnh phúc", (2, 8): "Quảng Nam, ngày 05 tháng 01 năm 2025"}.items():
        sheet.cells[at] = Cell(text)
    top = header_of(sheet)[0]
    letter = "(Kèm theo Công văn số 12/STC-NS ngày 05 tháng 01 năm 2025 của Sở Tài chính tỉnh Quảng Nam)"
    sheet.insert_row(top - 1, {0: Cell(letter)})
    sheet.insert_row(top - 2, {0: Cell("THÁNG 12/2024")})
    return []


def captions_as_offices_write(sheet: Sheet, fill: FormFill) -> Findings:
    """`A. SỐ HỘ` and `2. Tính theo khẩu:` part the two tables of one sheet."""
    rename(sheet, ("I. TÍNH", "A. SỐ HỘ"), ("II. TÍNH", "2. Tính theo khẩu:"))
    return []


#: Trait -> the reports it is done to.
TRAITS = {
    labels_of_months_of_the_year: ("th_01",),
    labels_as_offices_write: ("gn_02",),
    labels_with_the_year: ("gn_02",),
    labels_of_two_years: ("gn_02",),
    one_label_over_two_columns: ("gn_02",),
    older_figures_in_a_hidden_column: ("gn_02",),
    numbers_of_columns_in_brackets: ("gn_02", "von_01"),
    numbers_of_columns_with_letters: ("gn_02",),
    remarks_beside: ("gn_02",),
    units_in_group_labels: ("von_01",),
    measure_unit_without_a_colon: ("von_01",),
    measure_unit_in_the_title: ("von_01",),
    sent_with_a_letter: ("von_01",),
    captions_as_offices_write: ("gn_01",),
}
