"""Traits of real workbooks, each done to a report in which everything is right; returned are the findings it must bring."""

from __future__ import annotations

from decimal import Decimal

from painting import Cell, Sheet

from mtqg.readers.cells import address
from mtqg.templates import FormFill

Findings = list[tuple[str, str | None]]


def _header_rows(sheet: Sheet) -> list[int]:
    """Rows of the header, column numbers included."""
    top = sheet.find("STT")[0]
    return list(range(top, min(row for (row, _), cell in sheet.cells.items() if cell.row_key)))


def as_it_should_be(sheet: Sheet, fill: FormFill) -> Findings:
    """The form as it should be."""
    return []


def shifted_table(sheet: Sheet, fill: FormFill) -> Findings:
    """Three rows and two columns before everything; the agency's name stands there."""
    sheet.move(lambda row, column: (row + 3, column + 2))
    sheet.cells[0, 2] = Cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    sheet.cells[1, 2] = Cell("Độc lập - Tự do - Hạnh phúc")
    return []


def reordered_columns(sheet: Sheet, fill: FormFill) -> Findings:
    """The columns in reverse order, without merged cells."""
    width = 1 + max(column for _, column in sheet.cells)
    top = sheet.find("STT")[0]
    for begin, end in sheet.merges:  # group labels: one over each column
        if begin[0] >= top and begin[1] < end[1] and begin[0] < _header_rows(sheet)[-1]:
            sheet.cells |= {(begin[0], column): sheet.cells[begin] for column in range(begin[1], end[1] + 1)}
    sheet.merges = []
    sheet.move(lambda row, column: (row, width - 1 - column if row >= top else column))
    return []


def no_column_numbers(sheet: Sheet, fill: FormFill) -> Findings:
    """The row of column numbers is left out."""
    sheet.drop_row(_header_rows(sheet)[-1])
    return []


def words_of_header_over_rows(sheet: Sheet, fill: FormFill) -> Findings:
    """One header's words over several rows, as in budget tables."""
    row, column = sheet.find("Đã phân bổ")
    sheet.insert_row(row + 1, {column: Cell("phân bổ")})
    sheet.merges = []
    sheet.type((row, column), "Đã")
    return []


def numbers_as_text(sheet: Sheet, fill: FormFill) -> Findings:
    """Every number stored as text, thousands with dots, decimals with commas."""
    for at, cell in sheet.cells.items():
        if cell.column_key and isinstance(cell.typed, float) and cell.status:
            text = f"{cell.typed:,.2f}" if not cell.typed.is_integer() else f"{cell.typed:,.0f}"
            sheet.cells[at] = Cell(
                text.translate(str.maketrans(",.", ".,")), cell.row_key, cell.column_key, cell.number, cell.status
            )
    return []


def names_without_codes(sheet: Sheet, fill: FormFill) -> Findings:
    """No code column, names in capitals and with two spaces."""
    sheet.cells = {at: cell for at, cell in sheet.cells.items() if cell.column_key not in ("ma_xa", "ma")}
    label = next(at for at, cell in sheet.cells.items() if cell.typed in ("Mã xã", "Mã", "Mã chỉ tiêu"))
    sheet.merges = [(begin, end) for begin, end in sheet.merges if begin != label]
    del sheet.cells[label]
    sheet.cells = {
        at: Cell(str(cell.typed).upper().replace(" ", "  "), cell.row_key, cell.column_key)
        if cell.column_key in ("ten_xa",)
        else cell
        for at, cell in sheet.cells.items()
    }
    return []


def unknown_column(sheet: Sheet, fill: FormFill) -> Findings:
    """A column that the form does not have: its figures are set aside."""
    header = _header_rows(sheet)
    width = 1 + max(column for _, column in sheet.cells)
    sheet.cells[header[0], width] = Cell("Đánh giá của tổ thẩm tra")
    for row in {row for (row, _), cell in sheet.cells.items() if cell.status}:
        sheet.cells[row, width] = Cell(3.0, status="quarantined")
    return [("R008", address(header[0], width))]


def missing_column(sheet: Sheet, fill: FormFill) -> Findings:
    """A required column was deleted."""
    column = next(column for (_, column), cell in sheet.cells.items() if cell.column_key in ("so_ho", "gn_lk", "thuc_hien"))
    rows = _header_rows(sheet)
    sheet.cells = {(r, c): cell for (r, c), cell in sheet.cells.items() if c != column or r < rows[0]}
    return [("R007", address(rows[-1], 0))] + ([("R002", None)] if fill.source_code == "62-VP" else [])


def text_in_a_number(sheet: Sheet, fill: FormFill) -> Findings:
    """Words where a number belongs."""
    at = next(at for at, cell in sheet.cells.items() if cell.status and cell.column_key in ("so_ho", "phan_bo", "thuc_hien"))
    return [("R011", sheet.type(at, "đang rà soát", number=None, status="rejected"))]


def failed_formula(sheet: Sheet, fill: FormFill) -> Findings:
    """A formula that failed."""
    at = next(at for at, cell in sheet.cells.items() if cell.status and cell.column_key in ("so_ho", "ty_le", "thuc_hien"))
    return [("R012", sheet.type(at, "#DIV/0!", number=None, status="rejected", is_error=True))]


def duplicate_row(sheet: Sheet, fill: FormFill) -> Findings:
    """The first row once more, at the end: the later one is set aside."""
    first = min(row for (row, _), cell in sheet.cells.items() if cell.status)
    bottom = 1 + max(row for (row, _), cell in sheet.cells.items() if cell.status)
    copies = {
        column: Cell(cell.typed, cell.row_key, cell.column_key, None, "quarantined")
        for (row, column), cell in sheet.cells.items()
        if row == first
    }
    sheet.insert_row(bottom, copies)
    label = next(column for column, cell in copies.items() if cell.column_key in ("ten_xa", "noi_dung", "chi_tieu"))
    return [("R010", address(bottom, label))]


def unknown_row(sheet: Sheet, fill: FormFill) -> Findings:
    """A row that no list knows: all of it is set aside."""
    at = next(at for at, cell in sorted(sheet.cells.items()) if cell.status)
    row = at[0]
    label = next(
        at for at, cell in sheet.cells.items() if at[0] == row and cell.column_key in ("ten_xa", "noi_dung", "chi_tieu")
    )
    code = next(at for at, cell in sheet.cells.items() if at[0] == row and cell.column_key in ("ma_xa", "ma"))
    sheet.type(label, "Không có trong danh mục")
    sheet.type(code, "99999")
    sheet.set_row(row, number=None, status="quarantined", row_key=None)
    missing: Findings = [("R013", None)] if label[1] < code[1] or sheet.cells[label].column_key == "ten_xa" else []
    is_unit = sheet.cells[label].column_key == "ten_xa"
    return [("R009", address(*(label if is_unit else code))), *(missing if is_unit else [])]


def code_contradicts_name(sheet: Sheet, fill: FormFill) -> Findings:
    """The code of one row beside the name of another."""
    rows = sorted({row for (row, _), cell in sheet.cells.items() if cell.status})[:2]
    labels = [
        next(at for at, cell in sheet.cells.items() if at[0] == row and cell.column_key in ("ten_xa", "chi_tieu"))
        for row in rows
    ]
    sheet.type(labels[0], sheet.cells[labels[1]].typed)
    is_unit = sheet.cells[labels[0]].column_key == "ten_xa"
    sheet.set_row(rows[0], number=None, status="quarantined", row_key=None)
    return [("R018", address(*labels[0])), *([("R013", None)] if is_unit else [])]


def wrong_province(sheet: Sheet, fill: FormFill) -> Findings:
    """Another province in the heading: figures are read as that province's, and the source does not own it."""
    return [("R005", sheet.type(sheet.find("Đơn vị báo cáo"), "Đơn vị báo cáo: UBND tỉnh Quảng Trị"))]


def no_period(sheet: Sheet, fill: FormFill) -> Findings:
    """The period line is left empty: nothing can be placed in time, everything is set aside."""
    at = sheet.find("Kỳ báo cáo")
    sheet.type(at, "Kỳ báo cáo: ")
    for each, cell in sheet.cells.items():
        sheet.cells[each] = Cell(cell.typed, None, None, None, "quarantined")
    return [("R006", address(*at))]


def day_of_another_period(sheet: Sheet, fill: FormFill) -> Findings:
    """Last month's day beside this month's period: nobody can tell whose figures they are."""
    sheet.type(sheet.find("Số liệu đến ngày"), "Số liệu đến ngày 31/01/2024")
    return [("R057", address(*sheet.find("Kỳ báo cáo")))]


def title_of_another_month(sheet: Sheet, fill: FormFill) -> Findings:
    """The title kept from the month before."""
    sheet.insert_row(sheet.find("Kỳ báo cáo")[0], {0: Cell("TÌNH HÌNH GIẢI NGÂN THÁNG 01 NĂM 2024")})
    return [("R057", address(*sheet.find("Kỳ báo cáo")))]


def no_total_row(sheet: Sheet, fill: FormFill) -> Findings:
    """Nobody added up."""
    sheet.drop_row(sheet.find("TỔNG SỐ")[0])
    return [("R015", None)]


def hidden_row(sheet: Sheet, fill: FormFill) -> Findings:
    """A hidden row is read like any other, and said."""
    row = min(row for (row, _), cell in sheet.cells.items() if cell.status)
    sheet.hidden_rows.add(row)
    return [("R014", address(row, 0))]


def missing_row(sheet: Sheet, fill: FormFill) -> Findings:
    """One commune is left out."""
    sheet.drop_row(min(row for (row, _), cell in sheet.cells.items() if cell.status))
    return [("R013", None)]


def no_measure_unit(sheet: Sheet, fill: FormFill) -> Findings:
    """The line with the measure unit is gone: thousands or millions, nobody can say."""
    at = sheet.find("Đơn vị tính")
    sheet.merges = [merge for merge in sheet.merges if merge[0] != at]
    del sheet.cells[at]
    return [("R016", None)]


def another_measure_unit(sheet: Sheet, fill: FormFill) -> Findings:
    """Tỷ đồng instead of triệu đồng: the same numbers, a thousand times the money."""
    sheet.type(sheet.find("Đơn vị tính"), "Đơn vị tính: Tỷ đồng")
    return []


def strange_measure_unit(sheet: Sheet, fill: FormFill) -> Findings:
    """A unit that money does not have."""
    if "VON" in sheet.name:
        where = sheet.type(sheet.find("Đơn vị tính"), "Đơn vị tính: bao gạo")
        chosen = [at for at, cell in sheet.cells.items() if cell.status and cell.column_key != "ty_le"]
    else:
        row_key = next(cell.row_key for cell in sheet.cells.values() if cell.status)
        where = sheet.type(sheet.at(row_key, "don_vi_tinh"), "bao gạo")
        chosen = [at for at, cell in sheet.cells.items() if cell.status and cell.row_key == row_key]
    for at in chosen:
        cell = sheet.cells[at]
        sheet.cells[at] = Cell(cell.typed, cell.row_key, cell.column_key, cell.number, "quarantined")
    return [("R016", where)]


def fraction(sheet: Sheet, fill: FormFill) -> Findings:
    """`42/85`: the communes that meet the standard, and the communes there are."""
    sheet.type(sheet.at("NTM.XA_DC:_T:2023-10", "thuc_hien"), "42/85", number=Decimal(42))
    return []


def fraction_without_denominator(sheet: Sheet, fill: FormFill) -> Findings:
    """A fraction in a row of which no rate says what it is counted among."""
    at = sheet.at("GN.HO_THOAT:_T:2022", "thuc_hien")
    return [("R011", sheet.type(at, "6.781/9.000", number=None, status="rejected"))]


def as_printed(sheet: Sheet, fill: FormFill) -> Findings:
    """Figures as the press prints them: per cent sign, leading zero, thousands dot, unit behind."""
    for key, typed, number in (
        ("NTM.THON_DC:_T:2023-10", "04 thôn", "4"),
        ("GN.TL_HN:_T:2022", "3,52%", "3.52"),
        ("GN.HO_THOAT:_T:2022", "6.781 hộ", "6781"),
        ("NTM.TNBQ:_T:2022", "41,7", "41.7"),
    ):
        sheet.type(sheet.at(key, "thuc_hien"), typed, number=Decimal(number))
    return []


def percent_format(sheet: Sheet, fill: FormFill) -> Findings:
    """0.0352 shown as 3,52 % by the cell's format."""
    sheet.type(sheet.at("GN.TL_HN:_T:2022", "thuc_hien"), 0.0352, number=Decimal("3.52"), is_percent=True)
    return []


def marks(sheet: Sheet, fill: FormFill) -> Findings:
    """`-` zero, `..` not available, `x` not applicable: accepted, and only the first is a number."""
    keys = [cell.row_key for cell in sheet.cells.values() if cell.status and cell.column_key in ("gn_lk", "thuc_hien")]
    column = "gn_lk" if "VON" in sheet.name else "thuc_hien"
    for key, typed, number in zip(keys, ("-", "..", "x"), (Decimal(0), None, None), strict=False):
        sheet.type(sheet.at(key, column), typed, number=number)
    return []


def period_that_nobody_reads(sheet: Sheet, fill: FormFill) -> Findings:
    """A row whose own period is no period."""
    where = sheet.at("GN.TL_HN:_T:2022", "ky_so_lieu")
    sheet.set_row(where[0], number=None, status="quarantined", row_key=None)
    return [("R006", sheet.type(where, "như trên"))]


def old_template(sheet: Sheet, fill: FormFill) -> Findings:
    """The template of 19 criteria for a quarter of the 10 criteria: read as what it is, and refused."""
    sheet.type(sheet.find("Kỳ báo cáo"), "Kỳ báo cáo: Quý III năm 2026")
    sheet.type(sheet.find("Số liệu đến ngày"), "Số liệu đến ngày 30/09/2026")
    return [("R004", None)]


def district_headings(sheet: Sheet, fill: FormFill) -> Findings:
    """A heading with the district's name over its communes."""
    first = min(row for (row, _), cell in sheet.cells.items() if cell.status)
    column = next(column for (_, column), cell in sheet.cells.items() if cell.column_key == "ten_xa")
    sheet.insert_row(first, {0: Cell("I"), column: Cell("Huyện Hòa Vang")})
    return []


_ALL = ("ntm_01", "von_01", "th_01")
_NEW = ("gn_02", "dt_01", "kh_01", "ocop_01", "vm_01")
#: Trait -> the reports it is done to.
TRAITS = {
    as_it_should_be: (*_ALL, *_NEW, "ntm_01_2026", "gn_01", "gn_02_2026", "dt_01_2026", "ocop_01_2026"),
    shifted_table: (*_ALL, *_NEW, "ntm_01_2026", "gn_01"),
    reordered_columns: (*_ALL, *_NEW, "ntm_01_2026"),
    no_column_numbers: (*_ALL, *_NEW),
    words_of_header_over_rows: ("von_01",),
    numbers_as_text: ("ntm_01", "von_01"),
    names_without_codes: (*_ALL, "gn_02"),
    unknown_column: (*_ALL, "gn_02"),
    missing_column: (*_ALL, "gn_02"),
    text_in_a_number: (*_ALL, "gn_02"),
    failed_formula: (*_ALL, "gn_02"),
    duplicate_row: (*_ALL, "gn_02"),
    unknown_row: (*_ALL, "gn_02"),
    code_contradicts_name: ("ntm_01", "th_01", "gn_02"),
    wrong_province: ("th_01", "von_01"),
    no_period: ("ntm_01", "von_01"),
    day_of_another_period: ("ntm_01", "von_01"),
    title_of_another_month: ("von_01",),
    no_total_row: ("ntm_01", "von_01", "gn_02"),
    hidden_row: (*_ALL, "gn_02"),
    missing_row: ("ntm_01", "gn_02"),
    no_measure_unit: ("von_01",),
    another_measure_unit: ("von_01",),
    strange_measure_unit: ("von_01", "th_01"),
    fraction: ("th_01",),
    fraction_without_denominator: ("th_01",),
    as_printed: ("th_01",),
    percent_format: ("th_01",),
    marks: ("von_01", "th_01"),
    period_that_nobody_reads: ("th_01",),
    old_template: ("ntm_01_2025",),
    district_headings: ("ntm_01",),
}
