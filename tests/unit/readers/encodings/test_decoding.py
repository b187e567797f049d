"""Texts of a sheet whose fonts say nothing, say something, or say the wrong thing."""

import pytest

from mtqg.readers.encodings.alphabets import TCVN3, VNI
from mtqg.readers.encodings.decoding import decode_sheet
from mtqg.readers.encodings.fonts import font_encoding
from mtqg.readers.encodings.recognition import UNICODE, evidence
from mtqg.readers.workbook import SheetGrid


def grid(*texts, fonts=None, encoding=None):
    """A sheet of one column; `fonts` names the font of rows."""
    runs = {(row, 0): ((0, font),) for row, font in (fonts or {}).items()}
    return SheetGrid("S", False, [[text] for text in texts], [], frozenset(), frozenset(), fonts=runs, encoding=encoding)


def column(sheet):
    return [row[0] for row in sheet.rows]


@pytest.mark.parametrize(
    ("font", "expected"),
    [
        (".VnTime", (TCVN3, False)),
        (".VnTimeH", (TCVN3, True)),
        (".VnArial NarrowH", (TCVN3, True)),
        (".vnarial", (TCVN3, False)),
        ("VNI-Times", (VNI, False)),
        ("VNI Helve", (VNI, False)),
        ("Times New Roman", None),
        ("UVnTime", None),
        ("VNtimes new roman", None),
        ("", None),
        (None, None),
    ],
)
def test_the_name_of_a_font_tells_its_encoding(font, expected):
    assert font_encoding(font) == expected


def test_a_font_of_capitals_gives_capitals(old_alphabets):
    sheet = grid("Bé Tµi chÝnh", "c¸c tØnh, tP", "STT", fonts={0: ".VnTime", 1: ".VnArialH", 2: ".VnTimeH"})
    findings = decode_sheet(sheet, old_alphabets)
    assert column(sheet) == ["Bộ Tài chính", "CÁC TỈNH, TP", "STT"]
    assert sheet.typed == {(0, 0): "Bé Tµi chÝnh", (1, 0): "c¸c tØnh, tP"}
    assert [(found.rule_id, found.cell_ref, found.actual, found.details) for found in findings] == [
        ("COMMON-R023", "A1", TCVN3, {"cells": "2"})
    ]


@pytest.mark.parametrize("name", [TCVN3, VNI])
def test_without_a_font_the_words_tell(name, old_alphabets):
    alphabet = old_alphabets[name]
    texts = ["Bộ Tài chính", "Tỉnh Quảng Nam", "Đơn vị: triệu đồng", "có", "xã An Phú", "Tổng số"]
    sheet = grid(*map(alphabet.encode, texts))
    findings = decode_sheet(sheet, old_alphabets)
    assert column(sheet) == texts
    assert [(found.rule_id, found.actual) for found in findings] == [("COMMON-R023", name)]


@pytest.mark.parametrize("name", [TCVN3, VNI])
def test_all_names_of_the_country_without_a_font(name, old_alphabets, unit_names):
    alphabet = old_alphabets[name]
    sheet = grid(*map(alphabet.encode, unit_names))
    decode_sheet(sheet, old_alphabets)
    wrong = [(name, read) for name, read in zip(unit_names, column(sheet), strict=True) if name.upper() != read.upper()]
    assert len(wrong) <= 0.001 * len(unit_names), wrong[:20]


def test_unicode_is_never_touched(old_alphabets, unit_names):
    sheet = grid(
        *unit_names, "Diện tích (m²)", "2 × 3", "± 0,5 %", "25 °C", "½", "«Nông thôn mới»", "Müller", "café", "®", "XÃ HỘI"
    )
    before = column(sheet)
    assert decode_sheet(sheet, old_alphabets) == []
    assert column(sheet) == before and sheet.typed == {}


def test_unicode_typed_in_an_old_font_is_unicode(old_alphabets):
    sheet = grid("TỔNG SỐ", "Hà Nam", "Bé Tµi chÝnh", fonts={0: ".VnTime", 1: ".VnTime", 2: ".VnTime"})
    decode_sheet(sheet, old_alphabets)
    assert column(sheet) == ["TỔNG SỐ", "Hà Nam", "Bộ Tài chính"]


def test_a_text_that_fits_both_follows_the_certain_ones_of_its_sheet(old_alphabets):
    """`cã` is a Vietnamese word and also `có` in TCVN3."""
    assert set(evidence("cã", old_alphabets.values()).readings) == {UNICODE, TCVN3}
    alone, among = grid("cã", "Hµ"), grid("cã", "Bé Tµi chÝnh", "TØnh Qu¶ng Nam", "triÖu ®ång")
    decode_sheet(alone, old_alphabets)
    decode_sheet(among, old_alphabets)
    assert column(alone) == ["cã", "Hà"]
    assert column(among)[0] == "có"
    mixed = grid("cã", "Bé Tµi chÝnh", "TØnh Qu¶ng Nam", "triÖu ®ång", "Tỉnh Quảng Ngãi")
    decode_sheet(mixed, old_alphabets)
    assert column(mixed)[0] == "cã"


def test_runs_of_one_cell_have_fonts_of_their_own(old_alphabets):
    sheet = grid("Tỉnh Qu¶ng Nam")
    sheet.fonts[0, 0] = ((0, "Arial"), (5, ".VnTimeH"))
    decode_sheet(sheet, old_alphabets)
    assert column(sheet) == ["Tỉnh QUẢNG NAM"]


def test_garbled_texts_are_one_finding_with_the_first_cell(old_alphabets):
    sheet = grid("Tỉnh", "Quáº£ng Nam", "Tá»•ng sá»‘", "Qu?ng Ngãi")
    findings = decode_sheet(sheet, old_alphabets)
    assert column(sheet) == ["Tỉnh", "Quảng Nam", "Tổng số", "Qu?ng Ngãi"]
    assert [(f.rule_id, f.cell_ref, f.details["what"], f.details["cells"]) for f in findings] == [
        ("COMMON-R024", "A2", "repaired", "2"),
        ("COMMON-R024", "A4", "garbled", "1"),
    ]
    assert findings[0].actual == "Quáº£ng Nam" and findings[0].expected == "Quảng Nam"


def test_a_whole_file_in_an_old_encoding_decodes_what_fits_both(old_alphabets):
    sheet = grid("cã", "ë", "Xong", encoding=TCVN3)
    decode_sheet(sheet, old_alphabets)
    assert column(sheet) == ["có", "ở", "Xong"]
