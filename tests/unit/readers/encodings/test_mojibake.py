"""UTF-8 read in a wrong encoding: repaired where only one reading is possible, left and said where not."""

import pytest

from mtqg.readers.encodings.mojibake import is_garbled, repair


def as_windows_1252(text: str) -> str:
    """UTF-8 read as windows-1252; the five bytes that it lacks as control characters."""
    return "".join(
        bytes([byte]).decode("cp1252" if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else "latin-1") for byte in text.encode()
    )


def as_latin_1(text: str) -> str:
    return text.encode().decode("latin-1")


@pytest.mark.parametrize("wrong", [as_latin_1, as_windows_1252, lambda text: as_windows_1252(as_windows_1252(text))])
@pytest.mark.parametrize(
    "text", ["Quảng Nam", "TỔNG SỐ", "Kết quả thực hiện", "UBND tỉnh Đắk Lắk", "Xã Hòa Bình", "Hà Nội – 2024"]
)
def test_what_was_read_wrongly_is_repaired(text, wrong):
    assert wrong(text) != text
    assert repair(wrong(text)) == text


@pytest.mark.parametrize("text", ["Quáº£ng Nam và Đà Nẵng", "Qu?ng Nam", "Qu\ufffdng Nam", "TÃ¡ng sá»"])
def test_what_lost_letters_or_is_mixed_is_not_repaired_but_seen(text):
    assert repair(text) is None
    assert is_garbled(text)


@pytest.mark.parametrize(
    "text", ["Có đạt không?", "XÃ”", "“XÃ”", "XÃ HỘI", "Diện tích (m²)", "25 °C", "Ea Súp", "a/b", "1.234,5", ""]
)
def test_right_texts_are_left_alone(text):
    assert repair(text) is None
    assert not is_garbled(text)


def test_no_name_of_a_unit_is_taken_for_garbled(unit_names):
    assert not [name for name in unit_names if repair(name) is not None or is_garbled(name)]


def test_nearly_every_name_comes_back(unit_names):
    lost = [name for name in unit_names if not name.isascii() and repair(as_windows_1252(name)) != name]
    assert len(lost) < 0.001 * len(unit_names), lost
