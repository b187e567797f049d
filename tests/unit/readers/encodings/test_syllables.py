"""Which words can be Vietnamese."""

import re

import pytest

from mtqg.readers.encodings.syllables import is_syllable


@pytest.mark.parametrize(
    "word",
    [
        "Nguyễn",
        "HOÀ",
        "hòa",
        "quốc",
        "Quảng",
        "gì",
        "giếng",
        "giữa",
        "ương",
        "yêu",
        "khuỷu",
        "xoong",
        "nghiêng",
        "Đắk",
        "Lắk",
        "Krông",
        "TRƯỜNG",
        "Ðà",
        "ý",
        "a",
        "uỷ",
    ],
)
def test_vietnamese_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word",
    [
        "tØnh",
        "Tµi",
        "thaønh",
        "tØ",
        "Quáº£ng",
        "café",
        "Müller",
        "cọch",
        "bác̀",
        "ngx",
        "đđ",
        "m²",
        "",
        "strong",
        "hoàn̉",
        "làch",  # a final stop never has this tone
    ],
)
def test_what_is_none(word):
    assert not is_syllable(word)


def test_nearly_all_words_of_all_names_are_syllables(unit_names):
    words = [word for name in unit_names for word in re.split(r"[^\w]+", name) if not word.isascii()]
    assert sum(map(is_syllable, words)) > 0.99 * len(words)
