"""What provincial offices do to a form: labels, names, rows and figures as they write them; each is read, or said clearly."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from painting import Cell, Sheet

from mtqg.readers.cells import address
from mtqg.templates import FormFill

Findings = list[tuple[str, str | None]]


def _rows(sheet: Sheet) -> list[int]:
    return sorted({row for (row, _), cell in sheet.cells.items() if cell.status})


def _header(sheet: Sheet) -> range:
    return range(sheet.find("STT")[0], min(row for (row, _), cell in sheet.cells.items() if cell.row_key))


def _column(sheet: Sheet, column_key: str) -> int:
    return next(column for (_, column), cell in sheet.cells.items() if cell.column_key == column_key and cell.row_key)


def _bottom(sheet: Sheet) -> int:
    return 1 + _rows(sheet)[-1]


def _drop(sheet: Sheet, *beginnings: str) -> None:
    for text in beginnings:
        at = sheet.find(text)
        sheet.merges = [merge for merge in sheet.merges if merge[0] != at]
        del sheet.cells[at]


def _rename(sheet: Sheet, *pairs: tuple[str, str]) -> None:
    for old, new in pairs:
        sheet.type(sheet.find(old), new)


def _without_codes(sheet: Sheet) -> None:
    column, top = _column(sheet, "ten_xa") - 1, _header(sheet)[0]
    sheet.merges = [merge for merge in sheet.merges if merge[0][1] != column or merge[0][0] < top]
    sheet.cells = {at: cell for at, cell in sheet.cells.items() if at[1] != column or at[0] < top}


def _add_column(sheet: Sheet, column: int) -> None:
    """The column once more, before it, with other figures."""
    sheet.move(lambda row, position: (row, position + (position >= column)))
    header = _header(sheet)
    sheet.cells |= {(row, column): sheet.cells[row, column + 1] for row in header if (row, column + 1) in sheet.cells}
    sheet.merges += [((begin[0], column), (end[0], column)) for begin, end in sheet.merges
                     if begin[1] == end[1] == column + 1 and begin[0] in header]
    sheet.cells |= {(row, column): Cell(7.0, status="quarantined") for row in _rows(sheet)}


def labels_as_offices_write(sheet: Sheet, fill: FormFill) -> Findings:
    """`Tỉ lệ`, footnote marks, colons, `3 - `, `4.` without a space, line breaks and spaces of the web."""
    _rename(sheet, ("Tổng số hộ dân cư", "TỔNG SỐ\nHỘ DÂN\u00a0CƯ:"), ("Số hộ nghèo", "Số hộ nghèo (*)\u200b"),
            ("Tỷ lệ hộ nghèo (%)", "Tỉ lệ hộ nghèo (%)"), ("1. Việc làm", "1) Việc làm¹"), ("3. Dinh dưỡng", "3 - Dinh dưỡng"),
            ("4. Bảo hiểm y tế", "4.Bảo hiểm y tế"))
    return []


def labels_with_the_year(sheet: Sheet, fill: FormFill) -> Findings:
    """`Số hộ nghèo năm 2024` in the report of 2024."""
    _rename(sheet, ("Tổng số hộ dân cư", "Tổng số hộ dân cư năm 2024"), ("Số hộ nghèo", "Số hộ nghèo\n(đến 31/12/2024)"))
    return []


def labels_of_two_years(sheet: Sheet, fill: FormFill) -> Findings:
    """Last year's column before this year's: each label names its year, and this year's is read."""
    column = _column(sheet, "ho_ngheo")
    _add_column(sheet, column)
    row = sheet.find("Số hộ nghèo")[0]
    sheet.type((row, column + 1), "Số hộ nghèo năm 2024")
    return [("R008", sheet.type((row, column), "Số hộ nghèo năm 2023"))]


def one_label_over_two_columns(sheet: Sheet, fill: FormFill) -> Findings:
    """Two columns of one name: nobody can tell which is this period's, so neither is read."""
    column = _column(sheet, "ho_ngheo")
    _add_column(sheet, column)
    for row in _rows(sheet):
        at = row, column + 1
        sheet.cells[at] = replace(sheet.cells[at], number=None, status="quarantined")
    return [("R065", address(sheet.find("Số hộ nghèo")[0], column + 1))]


def older_figures_in_a_hidden_column(sheet: Sheet, fill: FormFill) -> Findings:
    """The same label over a hidden column: what can be seen is read."""
    column = _column(sheet, "ho_ngheo")
    _add_column(sheet, column)
    sheet.hidden_columns.add(column)
    return [("R008", address(sheet.find("Số hộ nghèo")[0], column))]


def numbers_of_columns_in_brackets(sheet: Sheet, fill: FormFill) -> Findings:
    """`(A) (B) (1) (2)` under the header."""
    row = _header(sheet)[-1]
    for at in [at for at in sheet.cells if at[0] == row]:
        typed = sheet.cells[at].typed
        sheet.type(at, f"({typed if isinstance(typed, str) else int(typed)})")
    return []


def numbers_of_columns_with_letters(sheet: Sheet, fill: FormFill) -> Findings:
    """`[A] [B] 1 1a 2 2a` under the header."""
    row = _header(sheet)[-1]
    for place, column in enumerate(sorted(column for at, column in sheet.cells if at == row)):
        sheet.type((row, column), f"[{'ABCD'[place]}]" if place < 4 else f"{place // 2}{'a' * (place % 2)}")
    return []


def remarks_beside(sheet: Sheet, fill: FormFill) -> Findings:
    """A column `Ghi chú` with words in it: kept, and nobody is told off."""
    column = 1 + max(column for _, column in sheet.cells)
    sheet.cells[_header(sheet)[0], column] = Cell("Ghi chú")
    sheet.cells |= {(row, column): Cell("đang rà soát", status="ignored") for row in _rows(sheet)[:2]}
    return []


def units_in_group_labels(sheet: Sheet, fill: FormFill) -> Findings:
    """No line `Đơn vị tính`: the labels of columns and groups have it in brackets."""
    _drop(sheet, "Đơn vị tính")
    _rename(sheet, *((text, f"{text} (tỷ đồng)") for text in (
        "Kế hoạch vốn trong năm", "Giải ngân", "Dự toán bị hủy", "Ước giải ngân đến hết tháng sau")))
    return []


def measure_unit_without_a_colon(sheet: Sheet, fill: FormFill) -> Findings:
    """`ĐVT triệu đồng`, at the far right of the line above the table."""
    _drop(sheet, "Đơn vị tính")
    sheet.cells[_header(sheet)[0] - 1, 13] = Cell("ĐVT triệu đồng")
    return []


def measure_unit_in_the_title(sheet: Sheet, fill: FormFill) -> Findings:
    """Title, month, sender and measure unit are lines of one merged cell; the unit is `1.000.000 đồng`."""
    at = sheet.find("TÌNH HÌNH")
    said = "Tháng 12 năm 2024\nĐơn vị báo cáo: Sở Tài chính tỉnh Quảng Nam\n(Đơn vị tính: 1.000.000 đồng)"
    sheet.type(at, f"{sheet.cells[at].typed}\n{said}")
    _drop(sheet, "Đơn vị báo cáo", "Kỳ báo cáo", "Số liệu đến ngày", "Đơn vị tính")
    return []


def sent_with_a_letter(sheet: Sheet, fill: FormFill) -> Findings:
    """No line for period and sender: letterhead, place and day of signing, the letter's number, `THÁNG 12/2024`."""
    _drop(sheet, "Đơn vị báo cáo", "Kỳ báo cáo", "Số liệu đến ngày")
    sheet.move(lambda row, column: (row + 4, column))
    for at, text in {(0, 0): "UBND TỈNH QUẢNG NAM", (1, 0): "SỞ TÀI CHÍNH", (0, 8): "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                     (1, 8): "Độc lập - Tự do - Hạnh phúc", (2, 8): "Quảng Nam, ngày 05 tháng 01 năm 2025"}.items():
        sheet.cells[at] = Cell(text)
    top = _header(sheet)[0]
    letter = "(Kèm theo Công văn số 12/STC-NS ngày 05 tháng 01 năm 2025 của Sở Tài chính tỉnh Quảng Nam)"
    sheet.insert_row(top - 1, {0: Cell(letter)})
    sheet.insert_row(top - 2, {0: Cell("THÁNG 12/2024")})
    return []


def names_with_office_and_number(sheet: Sheet, fill: FormFill) -> Findings:
    """`1. UBND xã Hòa Bắc`, `- Xã Hòa Liên`, `X. Hòa Ninh`, in capitals, with two spaces, letters made of parts."""
    _without_codes(sheet)
    column = _column(sheet, "ten_xa")
    manners = ("1. UBND {}", "- {}", "{}\u00a0", "+ ủy ban nhân dân {}", "05/ {}")
    for place, row in enumerate(_rows(sheet)):
        name = str(sheet.cells[row, column].typed).replace("òa", "oà" if place % 2 else "òa")
        sheet.type((row, column), manners[place % 5].format(name.upper() if place % 3 else name))
    return []


def names_with_their_district(sheet: Sheet, fill: FormFill) -> Findings:
    """`Xã Hòa Bắc, huyện Hòa Vang`, `Xã Hòa Liên (Hòa Vang)`."""
    _without_codes(sheet)
    column, district = _column(sheet, "ten_xa"), _column(sheet, "ten_huyen")
    for place, row in enumerate(_rows(sheet)):
        above = str(sheet.cells[row, district].typed)
        sheet.type((row, column), f"{sheet.cells[row, column].typed}" + (f", {above}", f" - {above}", f" ({above})")[place % 3])
    return []


def names_with_remarks(sheet: Sheet, fill: FormFill) -> Findings:
    """`Xã Hòa Bắc (miền núi)` is Hòa Bắc; `(cũ)` and `(một phần)` are not left out: that row is set aside."""
    _without_codes(sheet)
    column, rows = _column(sheet, "ten_xa"), _rows(sheet)
    for row, remark in zip(rows, ("(miền núi)", "(ATK)", "(KV II)", "(xã ĐBKK)", "(cũ)"), strict=False):
        sheet.type((row, column), f"{sheet.cells[row, column].typed} {remark}")
    sheet.set_row(rows[4], number=None, status="quarantined", row_key=None)
    return [("R009", address(rows[4], column)), ("R013", None)]


def headings_of_groups(sheet: Sheet, fill: FormFill) -> Findings:
    """`I | Khu vực miền núi`, `Các xã đồng bằng`: rows without figures that only part the others."""
    column, rows = _column(sheet, "ten_xa"), _rows(sheet)
    sheet.insert_row(rows[3], {0: Cell("II"), column: Cell("Khu vực đồng bằng")})
    sheet.insert_row(rows[0], {0: Cell("I"), column: Cell("Khu vực miền núi")})
    return []


def subtotals_of_groups(sheet: Sheet, fill: FormFill) -> Findings:
    """`Cộng khu vực miền núi` is set aside and said; `Cộng Quận Liên Chiểu` is that district's reported total."""
    column, count, rows = _column(sheet, "ten_xa"), _column(sheet, "so_ho"), _rows(sheet)
    sheet.insert_row(rows[0], {column: Cell("Cộng Quận Liên Chiểu"), count: Cell(5100.0)})
    sheet.insert_row(rows[0], {0: Cell("I"), column: Cell("Cộng khu vực miền núi"), count: Cell(99.0, status="quarantined")})
    return [("R066", address(rows[0], column))]


def subtotals_of_old_districts(sheet: Sheet, fill: FormFill) -> Findings:
    """A subtotal of a district that is no more: set aside and said, and the report stands."""
    column, count, rows = _column(sheet, "ten_xa"), _column(sheet, "so_ho"), _rows(sheet)
    sheet.insert_row(rows[0], {column: Cell("Huyện Phú Lộc (cũ)"), count: Cell(99.0, status="quarantined")})
    return [("R066", address(rows[0], column))]


def numbered_lines_left_empty(sheet: Sheet, fill: FormFill) -> Findings:
    """The template's line numbers go on below the last row."""
    for place in range(5):
        sheet.insert_row(_bottom(sheet) + place, {0: Cell(float(90 + place))})
    return []


def total_in_the_first_column(sheet: Sheet, fill: FormFill) -> Findings:
    """`Cộng` merged over order, code and name."""
    at = sheet.find("TỔNG SỐ")
    sheet.cells[at[0], 0] = replace(sheet.cells.pop(at), typed="Cộng")
    sheet.merges.append(((at[0], 0), at))
    return []


def total_above_and_below(sheet: Sheet, fill: FormFill) -> Findings:
    """The same total once more at the foot."""
    at = sheet.find("TỔNG SỐ")
    line = {column: Cell(cell.typed) for (row, column), cell in sheet.cells.items() if row == at[0]}
    sheet.insert_row(_bottom(sheet), line | {at[1]: Cell("Tổng cộng:")})
    return []


def another_total_below(sheet: Sheet, fill: FormFill) -> Findings:
    """Two totals that differ: the later one is set aside."""
    at, column = sheet.find("TỔNG SỐ"), _column(sheet, "so_ho")
    line = {place: Cell(cell.typed, status="quarantined") for (row, place), cell in sheet.cells.items() if row == at[0]}
    bottom = _bottom(sheet)
    sheet.insert_row(bottom, line | {column: Cell(1.0, status="quarantined")})
    return [("R010", address(bottom, at[1]))]


def figures_as_offices_type(sheet: Sheet, fill: FormFill) -> Findings:
    """Spaces of every kind, `(hộ)` and asterisks behind, zeros before, groups by spaces."""
    column = _column(sheet, "so_ho")
    manners = ("{} ", "\u00a0{}", "{}\n", "'{}", "\u200b{}", "{} hộ", "{} (hộ)", "{}*", "{} (**)", "0{}", "{}³", "{},0")
    for row, manner in zip(_rows(sheet), manners, strict=False):
        sheet.type((row, column), manner.format(int(sheet.cells[row, column].typed)))
    for row in _rows(sheet)[len(manners):]:
        sheet.type((row, column), f"{int(sheet.cells[row, column].typed):,}".replace(",", "\u00a0"))
    return []


def nothing_to_report(sheet: Sheet, fill: FormFill) -> Findings:
    """`không phát sinh`, `KPS` and dashes of every length are zero; `không có số liệu` is not understood."""
    column = _column(sheet, "ho_ngheo")
    rows = _rows(sheet)
    for row, typed in zip(rows, ("không phát sinh", "KPS", "---", " – ", "0 hộ"), strict=False):
        sheet.type((row, column), typed, number=Decimal(0))
    return [("R011", sheet.type((rows[5], column), "không có số liệu", number=None, status="rejected"))]


def a_day_in_a_figure(sheet: Sheet, fill: FormFill) -> Findings:
    """`3.5` became 3 May when it was typed."""
    at = _rows(sheet)[0], _column(sheet, "ho_ngheo")
    return [("R011", sheet.type(at, datetime(2024, 5, 3), number=None, status="rejected"))]


def rates_of_every_kind(sheet: Sheet, fill: FormFill) -> Findings:
    """One column of rates: 0.0352 shown as per cent, `3,52%`, `3,52`, 3.52."""
    column, rows = _column(sheet, "ho_ngheo") + 1, _rows(sheet)
    for row, typed in zip(rows, (0.0352, "3,52%", "3,52", 3.52, "3,52 %"), strict=False):
        key = sheet.cells[row, column - 1].row_key
        sheet.cells[row, column] = Cell(typed, key, "tl_ho_ngheo", Decimal("3.52"), "accepted", is_percent=typed == 0.0352)
    return []


def ticks_of_every_kind(sheet: Sheet, fill: FormFill) -> Findings:
    """Ticks of fonts, of another keyboard, of a box: all say that it is met; a cross in a box says nothing sure."""
    row = _rows(sheet)[0]
    for place, typed in enumerate(("✔", "√", "+", "ü", True, "X ", "×", "Х"), 1):
        sheet.type((row, _column(sheet, f"tieu_chi_0{place}")), typed)
    sheet.type((row, _column(sheet, "tieu_chi_10")), False, number=Decimal(0))
    return [("R011", sheet.type((row, _column(sheet, "tieu_chi_09")), "☒", number=None, status="rejected"))]


def words_of_origin_years(sheet: Sheet, fill: FormFill) -> Findings:
    """`Vốn năm 2024`, `2023 chuyển sang`; with two years nobody can tell."""
    rows = _rows(sheet)
    lines = [row for row in rows if (row, _column(sheet, "nam_von")) in sheet.cells]
    for row, words in zip(lines, ("Vốn năm {}", "{} chuyển sang", "năm {:,}"), strict=False):
        at = row, _column(sheet, "nam_von")
        sheet.type(at, words.format(int(float(sheet.cells[at].typed))).replace(",", "."))
    at = lines[3], _column(sheet, "nam_von")
    where = sheet.type(at, "2022, 2023")
    sheet.set_row(lines[3], number=None, status="quarantined", row_key=None)
    return [("R009", where)]


def words_in_merged_cells(sheet: Sheet, fill: FormFill) -> Findings:
    """One producer, one decision of three products: each in a cell merged over their rows."""
    rows = _rows(sheet)[:3]
    for column_key in ("chu_the", "so_quyet_dinh", "ngay_quyet_dinh"):
        column = _column(sheet, column_key)
        for row in rows[1:]:
            sheet.cells[row, column] = replace(sheet.cells[row, column], typed="")
        sheet.merges.append(((rows[0], column), (rows[2], column)))
    return []


def labels_in_merged_cells(sheet: Sheet, fill: FormFill) -> Findings:
    """The name of a component merged over its lines, the capital source over two years."""
    rows = _rows(sheet)
    lines = [row for row in rows if (row, _column(sheet, "nam_von")) in sheet.cells][:2]
    source, year, label = (_column(sheet, key) for key in ("nguon_von", "nam_von", "noi_dung"))
    first, second = lines
    sheet.cells = {at: cell for at, cell in sheet.cells.items() if at not in ((second, source), (second, label))}
    sheet.merges += [((first, source), (second, source)), ((first, label), (second, label))]
    code = str(sheet.cells[first, label + 1].typed)
    for (row, column), cell in list(sheet.cells.items()):
        if row == second and cell.status:
            sheet.cells[row, column] = replace(cell, row_key=f"{code}|{sheet.cells[first, source].typed}|"
                                                             f"{int(sheet.cells[second, year].typed)}")
    return []


def name_merged_over_two_rows(sheet: Sheet, fill: FormFill) -> Findings:
    """Number, code and name in cells merged over two rows, the figures in the lower one."""
    row, first = _rows(sheet)[0], _column(sheet, "so_ho")
    sheet.insert_row(row + 1, {})
    for column in [column for at, column in sheet.cells if at == row and column >= first]:
        sheet.cells[row + 1, column] = sheet.cells.pop((row, column))
    sheet.merges += [((row, column), (row + 1, column)) for column in range(first) if (row, column) in sheet.cells]
    return []


def captions_as_offices_write(sheet: Sheet, fill: FormFill) -> Findings:
    """`A. SỐ HỘ` and `2. Tính theo khẩu:` part the two tables of one sheet."""
    _rename(sheet, ("I. TÍNH", "A. SỐ HỘ"), ("II. TÍNH", "2. Tính theo khẩu:"))
    return []


def groups_of_capital(sheet: Sheet, fill: FormFill) -> Findings:
    """`A | CÁC CHƯƠNG TRÌNH MTQG` parts the rows; `VỐN ĐẦU TƯ PHÁT TRIỂN` with a sum is set aside, and said; `Tổng số vốn` is the
    total."""
    column, row = _column(sheet, "noi_dung"), sheet.find("Chương trình")[0]
    _rename(sheet, ("TỔNG SỐ", "Tổng số vốn"))
    sheet.insert_row(row, {column: Cell("VỐN ĐẦU TƯ PHÁT TRIỂN"), column + 4: Cell(100.0, status="quarantined")})
    sheet.insert_row(row, {0: Cell("A"), column: Cell("CÁC CHƯƠNG TRÌNH MTQG")})
    return [("R066", address(row + 1, column))]


def heading_that_nobody_knows(sheet: Sheet, fill: FormFill) -> Findings:
    """A component by a strange name, and lines without codes: they do not become those of the component above."""
    column, code = _column(sheet, "noi_dung"), _column(sheet, "noi_dung") + 1
    line = _rows(sheet)[2]
    heading = max(row for row, place in sheet.cells if place == column and row < line)
    for row in (heading, line):
        del sheet.cells[row, code]
    sheet.set_row(line, number=None, status="quarantined", row_key=None)
    for at in [at for at in sheet.cells if at[0] == heading]:
        sheet.cells[at] = replace(sheet.cells[at], number=None, status="quarantined", row_key=None)
    return [("R009", sheet.type((heading, column), "Việc gì đó không ai biết")), ("R009", address(line, column))]


def headings_of_lists(sheet: Sheet, fill: FormFill) -> Findings:
    """`I | Huyện Đăk Hà` above the products of a district is no product."""
    sheet.insert_row(_rows(sheet)[0], {0: Cell("I"), 1: Cell("Huyện Đăk Hà")})
    return []


def names_with_letters_before(sheet: Sheet, fill: FormFill) -> Findings:
    """No codes; `a) `, `1.1. `, `- ` and `II. ` before the names of indicators."""
    codes = sheet.find("Mã chỉ tiêu")
    column, top = _column(sheet, "chi_tieu"), codes[0]
    sheet.merges = [merge for merge in sheet.merges if merge[0] != codes]
    sheet.cells = {at: cell for at, cell in sheet.cells.items() if at[1] != codes[1] or at[0] < top}
    for place, row in enumerate(_rows(sheet)):
        manner = ("a) {}", "1.1. {}", "- {}", "II. {}", "2/ {}", "+ {}:")[place % 6]
        sheet.type((row, column), manner.format(sheet.cells[row, column].typed))
    return []


def old_name_after_the_reform(sheet: Sheet, fill: FormFill) -> Findings:
    """A commune of before 01/07/2025 in a report of 2026: its row is recorded against it, never given to another."""
    _without_codes(sheet)
    row, column = _rows(sheet)[0], _column(sheet, "ten_xa")
    sheet.set_row(row, row_key="63-C-19981")
    return [("R067", sheet.type((row, column), "Xã Thủy Bằng")), ("R013", None)]


TRAITS = {
    old_name_after_the_reform: ("gn_02_2026",),
    captions_as_offices_write: ("gn_01",),
    groups_of_capital: ("von_01",),
    heading_that_nobody_knows: ("von_01",),
    headings_of_lists: ("ocop_01",),
    names_with_letters_before: ("th_01",),
    words_in_merged_cells: ("ocop_01",),
    labels_in_merged_cells: ("von_01",),
    name_merged_over_two_rows: ("gn_02",),
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
    names_with_office_and_number: ("ntm_01",),
    names_with_their_district: ("gn_02",),
    names_with_remarks: ("ntm_01",),
    headings_of_groups: ("ntm_01",),
    subtotals_of_groups: ("gn_02",),
    subtotals_of_old_districts: ("gn_02_2026",),
    numbered_lines_left_empty: ("ntm_01", "von_01", "gn_02"),
    total_in_the_first_column: ("gn_02",),
    total_above_and_below: ("gn_02",),
    another_total_below: ("gn_02",),
    figures_as_offices_type: ("gn_02",),
    nothing_to_report: ("gn_02",),
    a_day_in_a_figure: ("gn_02",),
    rates_of_every_kind: ("gn_02",),
    ticks_of_every_kind: ("ntm_01",),
    words_of_origin_years: ("von_01",),
}
