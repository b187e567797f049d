"""TCVN3 and VNI inside an .xlsx: by the cell's font, by the runs of its text, by its words."""

import pytest
import written_files as written

from mtqg.readers import read_submission
from mtqg.readers.containers.opening import open_workbooks
from mtqg.templates import empty_fill, write_workbook


def opened(write, registry, **options):
    return open_workbooks(written.xlsx(write, **options), "a.xlsx", registry)


@pytest.mark.parametrize("options", [{}, {"constant_memory": True}])  # shared strings; strings inside their cells
def test_fonts_of_cells(registry, old_alphabets, options):
    tcvn3, vni = old_alphabets["TCVN3"], old_alphabets["VNI"]

    def write(book, page):
        for row, (text, font) in enumerate(
            [
                (tcvn3.encode("bộ tài chính"), ".VnTimeH"),
                (tcvn3.encode("trung ương"), ".VnTime"),
                (vni.encode("Tỉnh Đồng Tháp"), "VNI-Times"),
                ("Tỉnh Quảng Nam", "Times New Roman"),
                ("TỔNG SỐ", ".VnTime"),
                ("stt", ".VnArialH"),
            ]
        ):
            page.write_string(row, 0, text, book.add_format({"font_name": font}))
        page.write_number(6, 0, 5, book.add_format({"font_name": ".VnTime"}))

    found = opened(write, registry, **options)
    grid = found.grids[0]
    assert [row[0] for row in grid.rows] == [
        "BỘ TÀI CHÍNH",
        "trung ương",
        "Tỉnh Đồng Tháp",
        "Tỉnh Quảng Nam",
        "TỔNG SỐ",
        "STT",
        5.0,
    ]
    assert grid.typed == {
        (0, 0): tcvn3.encode("bộ tài chính"),
        (1, 0): "trung \u00ad¬ng",
        (2, 0): vni.encode("Tỉnh Đồng Tháp"),
        (5, 0): "stt",
    }
    assert [(f.rule_id, f.actual, f.details["cells"]) for f in found.findings] == [
        ("COMMON-R023", "TCVN3", "3"),
        ("COMMON-R023", "VNI", "1"),
    ]


def test_runs_of_a_text(registry, old_alphabets):
    def write(book, page):
        old, new = book.add_format({"font_name": ".VnTimeH"}), book.add_format({"font_name": "Arial"})
        page.write_rich_string(0, 0, new, "Tỉnh ", old, old_alphabets["TCVN3"].encode("quảng nam"), new, " năm 2003")

    assert opened(write, registry).grids[0].rows == [["Tỉnh QUẢNG NAM năm 2003"]]


def test_words_tell_where_the_font_does_not(registry, old_alphabets):
    def write(book, page):
        page.write_column(
            0, 0, [old_alphabets["TCVN3"].encode(text) for text in ("tỉnh Quảng Nam", "có", "đơn vị tính: triệu đồng", "cơ sở")]
        )

    assert [row[0] for row in opened(write, registry).grids[0].rows] == [
        "tỉnh Quảng Nam",
        "có",
        "đơn vị tính: triệu đồng",
        "cơ sở",
    ]


def test_a_workbook_of_today_is_not_looked_at_twice(registry):
    found = opened(lambda book, page: page.write_column(0, 0, ["Tỉnh Quảng Nam", "Có đạt không?", "Tổng số"]), registry)
    assert found.grids[0].is_unicode and found.grids[0].fonts == {} and found.findings == []


def test_the_cells_keep_what_was_typed_and_labels_match_the_form(registry, old_alphabets):
    """A form typed in TCVN3 reads like the same form in Unicode, and its texts are stored as they were typed."""
    fill = empty_fill(registry, "TH-01", "48-VP", "34-P-48", "2026-09")
    plain = open_workbooks(write_workbook(registry, "TH-01", fill).content, "a.xlsx", registry).grids[0]
    tcvn3 = old_alphabets["TCVN3"]

    def write(book, page):
        page.name = plain.name
        look = book.add_format({"font_name": ".VnTime"})
        for row, values in enumerate(plain.rows):
            for column, value in enumerate(values):
                if isinstance(value, str) and value:
                    page.write_string(row, column, tcvn3.encode(value), look)
                elif value != "":
                    page.write(row, column, value)

    content = written.xlsx(write)
    reading = read_submission(content, "a.xlsx", registry, form_code="TH-01")
    assert (reading.identity.form_code, reading.identity.period_code, reading.identity.admin_unit_code) == (
        "TH-01",
        "2026-09",
        "34-P-48",
    )
    typed = {value for value in reading.cells.columns["value_text"] if value}
    assert any("\u00ad" in text or "¬" in text for text in typed)
    assert not any("ươ" in text for text in typed)
    assert "COMMON-R007" not in {found.rule_id for found in reading.findings}
