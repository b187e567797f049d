from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqg.readers.numbers import exact, marks_in, read_number


@pytest.mark.parametrize(
    ("text", "is_integer", "number"),
    [
        ("6.781", True, "6781"),
        ("6.781", False, "6781"),
        ("3,52", False, "3.52"),
        ("3,520", False, "3.520"),
        ("04", True, "4"),
        ("1.234,5", False, "1234.5"),
        ("1,234.5", False, "1234.5"),
        ("1.234.567", False, "1234567"),
        ("0,125", False, "0.125"),
        ("12.5", False, "12.5"),
        ("1 234 567", True, "1234567"),
        ("1\u00a0234", True, "1234"),
        ("(1.234)", True, "-1234"),
        ("−15", True, "-15"),
        ("-1,5", False, "-1.5"),
        ("1.234,", True, "1234"),
        ("1,234", True, "1234"),
    ],
)
def test_a_number_is_read_as_vietnamese_reports_write_it(text, is_integer, number):
    parsed = read_number(text, ",", is_integer)
    assert parsed is not None and parsed.number == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1.23.456",
        "1,2,3",
        "12 34",
        "(5",
        "5)",
        "1..2",
        "-",
        "x",
        "#REF!",
        "3/4/2024",
        "khoảng 5",
        "1.234.56",
        "12,345,6",
    ],
)
def test_what_is_no_number_or_two_numbers_is_not_read(text):
    assert read_number(text, ",", False) is None


def test_the_decimal_mark_of_the_sheet_decides_three_digits():
    assert read_number("6.781", ".", False).number == Decimal("6.781")
    assert read_number("6,781", ".", False).number == Decimal("6781")
    assert read_number("6.781", ".", True).number == Decimal("6781")  # households are whole, whatever the sheet does
    assert read_number("6.781", None, False) is None  # contradictory evidence is not guessed
    assert read_number("6,78", None, False).number == Decimal("6.78")


@pytest.mark.parametrize(
    ("text", "above", "below", "suffix"),
    [
        ("42/85", "42", "85", ""),
        ("123 / 194", "123", "194", ""),
        ("2.567/6.084", "2567", "6084", ""),
        ("42/85 xã", "42", "85", "xã"),
    ],
)
def test_a_fraction_has_two_numbers(text, above, below, suffix):
    assert read_number(text, ",", True) == (Decimal(above), Decimal(below), suffix)


@pytest.mark.parametrize(("text", "suffix"), [("3,52%", "%"), ("1,62%/năm", "%/năm"), ("04 xã", "xã"), ("6.781 hộ", "hộ")])
def test_words_behind_a_number_are_kept_as_its_unit(text, suffix):
    assert read_number(text, ",", False).suffix == suffix


@pytest.mark.parametrize(
    ("text", "is_integer", "proved", "unclear"),
    [
        ("1.234", False, [], ["."]),
        ("5,678", False, [], [","]),
        ("6.781 hộ", True, [","], []),  # households are whole: the dot groups
        ("1,234", True, ["."], []),
        ("3,5", False, [","], []),
        ("1.234,5", False, [","], []),
        ("1.234.567", False, [","], []),
        ("3.5 %", False, ["."], []),
        ("1,234.5", False, ["."], []),
        ("42", False, [], []),
    ],
)
def test_only_marks_that_read_one_way_are_evidence(text, is_integer, proved, unclear):
    assert marks_in(text, is_integer) == (proved, unclear)


@given(st.integers(0, 10**13), st.integers(0, 4), st.booleans())
def test_what_is_printed_with_dot_and_comma_comes_back(whole, decimals, is_negative):
    digits = f"{whole:,}".replace(",", ".")
    tail = f",{whole % 10**decimals:0{decimals}d}" if decimals else ""
    number = Decimal(f"{'-' if is_negative else ''}{whole}{tail.replace(',', '.')}")
    if decimals == 3 and whole < 1000:
        return  # `12,345`: three digits behind one mark, see below
    assert read_number(f"{'-' if is_negative else ''}{digits}{tail}", ",", False).number == number


@given(st.integers(1, 999), st.integers(0, 999))
def test_three_digits_behind_a_comma_are_decimals_unless_the_unit_is_whole(before, after):
    text = f"{before},{after:03d}"
    assert read_number(text, ",", False).number == Decimal(f"{before}.{after:03d}")
    assert read_number(text, ",", True).number == before * 1000 + after


@given(st.text(max_size=12))
def test_no_text_raises(text):
    read_number(text, ",", False)
    marks_in(text, False)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_a_stored_number_keeps_fifteen_digits(number):
    assert float(exact(number)) == pytest.approx(number, rel=1e-14, abs=1e-300)


def test_the_noise_of_binary_fractions_is_not_kept():
    assert exact(0.1 + 0.2) == Decimal("0.3")
    assert exact(1234.5) == Decimal("1234.5")
