"""TCVN3 and VNI: what is encoded decodes to itself, for every letter and every name of the country."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqg.readers.encodings.alphabets import TCVN3, VNI, alphabets
from mtqg.registry import load_registry

ALPHABETS = alphabets(load_registry().seeds)
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
SMALL = "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in _TONES) + "đ"
LETTERS = SMALL + SMALL.upper()
BARE_CAPITALS = "AEIOUY"
#: TCVN3 has these capitals only; the others come from a font that shows small letters as capitals.
TCVN3_CAPITALS = "ĂÂĐÊÔƠƯ"
PLAIN = "abcdghklmnpqrstvxABCDGHKLMNPQRSTVX 0123456789.,:;()-/%\n"
texts = st.text(alphabet=LETTERS + PLAIN, max_size=40)


@pytest.mark.parametrize("name", [TCVN3, VNI])
def test_every_letter_has_a_sequence_and_comes_back(name):
    alphabet = ALPHABETS[name]
    for letter in LETTERS:
        expected = letter if name == VNI or letter in SMALL + TCVN3_CAPITALS + BARE_CAPITALS + PLAIN else letter.lower()
        assert alphabet.decode(alphabet.encode(letter)) == expected
    assert all(ord(letter) < 256 for letter in alphabet.encode(LETTERS))


@given(texts)
def test_vni_comes_back_with_its_case(text):
    assert ALPHABETS[VNI].decode(ALPHABETS[VNI].encode(text)) == text


@given(texts)
def test_tcvn3_comes_back_but_for_the_case_that_its_font_shows(text):
    came_back = ALPHABETS[TCVN3].decode(ALPHABETS[TCVN3].encode(text))
    assert came_back.upper() == text.upper()
    assert came_back == "".join(
        letter if letter in SMALL + TCVN3_CAPITALS + BARE_CAPITALS + PLAIN else letter.lower() for letter in text
    )


@given(texts, st.sampled_from([TCVN3, VNI]))
def test_letters_typed_as_base_and_mark_encode_alike(text, name):
    apart = unicodedata.normalize("NFD", text)
    assert ALPHABETS[name].encode(apart) == ALPHABETS[name].encode(text)


@pytest.mark.parametrize("name", [TCVN3, VNI])
def test_names_of_all_units_come_back(name, unit_names):
    alphabet = ALPHABETS[name]
    for unit in unit_names:
        came_back = alphabet.decode(alphabet.encode(unit))
        assert (came_back == unit) if name == VNI else (came_back.upper() == unit.upper())


def test_the_soft_hyphen_is_a_letter_of_tcvn3():
    assert ALPHABETS[TCVN3].decode("trung \u00ad¬ng") == "trung ương"
    assert ALPHABETS[TCVN3].decode("Bé tr\u00adëng Bé Tµi chÝnh") == "Bộ trưởng Bộ Tài chính"


def test_the_longest_sequence_of_vni_comes_first():
    assert ALPHABETS[VNI].decode("Ñoàng Thaùp Möôøi") == "Đồng Tháp Mười"
    assert ALPHABETS[VNI].decode("ôû TÆNH") == "ở TỈNH"
