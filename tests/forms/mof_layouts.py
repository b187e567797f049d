"""The Ministry of Finance's table of provinces as published in 2003, 2008, 2012 and 2016: headers as printed, figures made up."""

# ruff: noqa: E501
from __future__ import annotations

from datetime import date
from decimal import Decimal

from painting import Cell, Sheet

from mtqg.registry import Registry
from mtqg.registry.regions import Region

_TITLE = "DỰ TOÁN THU, CHI NGÂN SÁCH CỦA CÁC TỈNH, THÀNH PHỐ TRỰC THUỘC TRUNG ƯƠNG NĂM"
#: Year -> header rows ({column: text}), the row of column numbers, columns of the form from C on.
HEADERS = {
    2003: (
        [
            {0: "S", 2: "TỔNG THU", 3: "TỶ LỆ", 4: "SỐ BỔ SUNG", 5: "TỔNG SỐ CHI", 6: "TR.ĐÓ: CHI C.TRÌNH"},
            {0: "T", 1: "TỈNH, THÀNH PHỐ", 2: "NSNN", 3: "PHÂN CHIA", 4: "TỪ NGÂN SÁCH", 5: "NGÂN SÁCH", 6: "M.TIÊU QUỐC GIA"},
            {0: "T", 2: " TRÊN ĐỊA BÀN", 3: "CÁC NGUỒN", 4: "TRUNG ƯƠNG", 5: "TỈNH, THÀNH PHỐ", 6: "CT 135, DỰ ÁN 5 TRHA "},
            {2: "CÁC TỈNH, TP", 3: "THU CHO", 4: "CHO NGÂN SÁCH", 5: "TRỰC THUỘC", 6: "RỪNG VÀ KINH PHÍ"},
            {2: "TRỰC THUỘC", 3: "NSĐP", 4: "TỈNH, THÀNH PHỐ", 5: "TRUNG ƯƠNG", 6: "THỰC HIỆN MỘT SỐ"},
            {2: "TRUNG ƯƠNG", 4: "TRỰC THUỘC TW", 6: "NHIỆM VỤ KHÁC"},
        ],
        ["A", "B", 1.0, 2.0, 3.0, 4.0, 5.0],
        ["thu_nsnn", "ty_le", "bs_tong", "chi", "mtqg"],
    ),
    2008: (
        [
            {0: "STT", 1: "Tỉnh, thành phố", 2: "Tổng thu NSNN trên địa bàn từng tỉnh, thành phố",
             3: "Tỷ lệ (%) phân chia nguồn thu giữa NSTW và NSĐP", 4: "Tổng chi cân đối ngân sách địa phương",
             5: "Bổ sung từ NSTW cho NSĐP\xa0- Transfer from central budget to provincial budget"},
            {0: "No", 1: "Name of provinces and cities", 2: "Total revenues in the locality",
             3: "Ratio of shared revenues between central and citys budget", 4: "Total local budget balancing expenditures",
             5: "Tổng số", 6: "Bổ sung\xa0", 7: "Bổ sung có mục tiêu -Target transfers"},
            {5: "Total", 6: "cân đối", 7: "Tổng số", 8: "Thực hiện các dự án, công trình quan trọng (vốn đầu tư)",
             9: "Thực hiện các chế độ chính sách và một số nhiệm vụ theo quy định",
             10: "Thực hiện CTMTQG, CT 135, dự án trồng mới 5 triệu ha rừng"},
            {6: "Balancing transfers", 7: "Total", 8: "Carry out important projects (investment capital)",
             9: "Expenditures by state policies and regulations",
             10: "National target programs, program 135, five million hectare reforestration project"},
            {},
        ],
        ["A", "B", 1.0, 2.0, 3.0, "4=5+6", 5.0, "6=7+8+9", 7.0, 8.0, 9.0],
        ["thu_nsnn", "ty_le", "chi", "bs_tong", "bs_candoi", "bs_muctieu", "bs_dautu", "bs_chedo", "mtqg"],
    ),
    2012: (
        [
            {2: "TỔNG THU", 3: "TỶ LỆ (%)", 4: "TỔNG CHI", 5: "BỔ SUNG TỪ NGÂN SÁCH TRUNG ƯƠNG CHO NGÂN SÁCH ĐỊA PHƯƠNG", 10: "TỔNG CHI"},
            {0: "SỐ", 2: "NSNN TRÊN", 3: "PHÂN CHIA", 4: "CÂN ĐỐI", 5: "TỔNG", 6: "BỔ SUNG", 7: "BỔ SUNG CÓ MỤC TIÊU", 10: "CÂN ĐỐI"},
            {0: "TT", 1: "TỈNH, THÀNH PHỐ", 2: "ĐỊA BÀN", 3: "NGUỒN THU", 4: "NGÂN SÁCH ", 5: "SỐ", 6: "CÂN ĐỐI", 7: "TỔNG",
             8: "BỔ SUNG VỐN ĐẦU TƯ ", 9: "BỔ SUNG THỰC HIỆN CÁC ", 10: "NGÂN SÁCH "},
            {3: " GIỮA NSTW", 4: "ĐỊA PHƯƠNG", 7: "SỐ", 8: "THỰC HIỆN  CÁC DỰ ÁN,", 9: "CHẾ ĐỘ CHÍNH SÁCH VÀ MỘT SỐ ", 10: "ĐỊA PHƯƠNG"},
            {3: "VÀ NSĐP", 8: " CÔNG TRÌNH QUAN TRỌNG ", 9: "NHIỆM VỤ THEO QUY ĐỊNH"},
            {},
        ],
        ["A", "B", 1.0, 2.0, 3.0, "4=5+6", 5.0, "6=7+8", 7.0, 8.0, "11=4+9+10"],
        ["thu_nsnn", "ty_le", "chi", "bs_tong", "bs_candoi", "bs_muctieu", "bs_dautu", "bs_chedo"],
    ),
    2016: (
        [
            {3: "TỶ LỆ", 4: "TỔNG CHI", 5: "SỐ BỔ SUNG", 6: "SỐ BỔ SUNG", 7: "BỔ SUNG CÓ MỤC TIÊU TỪ NSTW  CHO NSĐP"},
            {0: "SỐ", 2: "TỔNG THU", 3: "ĐIỀU TIẾT", 4: "CÂN ĐỐI", 5: "CÂN ĐỐI", 6: "THỰC HIỆN CÁC CHÍNH", 7: "TỔNG SỐ",
             8: "BỔ SUNG VỐN ĐẦU TƯ ĐỂ THỰC HIỆN CÁC CHƯƠNG TRÌNH MỤC TIÊU",
             9: "BỔ SUNG THỰC HIỆN CÁC CHẾ ĐỘ CHÍNH SÁCH VÀ MỘT SỐ NHIỆM VỤ THEO QUY ĐỊNH  \n(3)",
             10: "BỐ SUNG THỰC HiỆN CHƯƠNG TRÌNH MỤC TIÊU QUỐC GIA\n(4)"},
            {0: "TT", 1: "TỈNH, THÀNH PHỐ", 2: "NSNN TRÊN", 3: "PHẦN NSĐP ", 4: "NGÂN SÁCH ", 5: "TỪ NSTW", 6: "SÁCH TIỀN LƯƠNG THEO "},
            {2: "ĐỊA BÀN", 3: "ĐƯỢC ", 4: "ĐỊA PHƯƠNG", 5: "CHO", 6: "QUY ĐỊNH HIỆN HÀNH"},
            {2: "(1)", 3: "HƯỞNG (100%)", 5: "NSĐP", 6: "(2)"},
        ],
        [float(number) for number in range(1, 12)],
        ["thu_nsnn", "ty_le", "chi", "bs_candoi", "bs_luong", "bs_muctieu", "bs_dautu", "bs_chedo", "mtqg"],
    ),
}


def mof_sheet(registry: Registry, year: int, name: str = "M09", title: str = _TITLE) -> Sheet:
    """The table of one year: title, unit, header, total, regions with their provinces."""
    header, numbers, keys = HEADERS[year]
    cells = {(0, 0): Cell("BỘ TÀI CHÍNH"), (2, 0): Cell(f"{title} {year}"), (6, 6): Cell("Đơn vị: Triệu đồng.")}
    row = 7
    for line in header:
        cells |= {(row, column): Cell(text) for column, text in line.items()}
        row += 1
    cells |= {(row, column): Cell(text) for column, text in enumerate(numbers)}
    sheet = Sheet(name, cells)
    return _with_rows(sheet, registry, year, row + 1, keys)


def _with_rows(sheet: Sheet, registry: Registry, year: int, row: int, keys: list[str]) -> Sheet:
    day, number = date(year, 1, 1), 0
    names = {unit.admin_unit_code: unit.name_vi.upper() for unit in registry.units.provinces(day)}
    _figures(sheet, row, "TỔNG SỐ", None, keys, 63, None)
    for place, region in enumerate(registry.regions(day), 1):
        row += 1
        _figures(sheet, row, _printed(region), ("I", "II", "III", "IV", "V", "VI")[place - 1], keys, len(region.members), None)
        for code in sorted(region.members & set(names)):
            row, number = row + 1, number + 1
            _figures(sheet, row, names[code], float(number), keys, 1, code)
    return sheet


def _printed(region: Region) -> str:
    return region.spellings[-1]


def _figures(sheet: Sheet, row: int, label: str, order, keys: list[str], times: int, code: str | None) -> None:
    if order is not None:
        sheet.cells[row, 0] = Cell(order)
    sheet.cells[row, 1] = Cell(label)
    for place, key in enumerate(keys):
        value = 100.0 if key == "ty_le" else 1000.0 * (place + 1) * times
        if code:
            sheet.cells[row, place + 2] = Cell(value, code, key, Decimal(int(value)), "accepted")
        elif key != "ty_le":
            sheet.cells[row, place + 2] = Cell(value)
