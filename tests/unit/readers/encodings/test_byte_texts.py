"""The encoding of a text file from its bytes."""

import sys
from pathlib import Path

import pytest

from mtqg.readers.encodings.alphabets import TCVN3, VNI
from mtqg.readers.encodings.byte_texts import looks_like_text, read_bytes

sys.path.insert(0, str(Path(__file__).parents[1] / "containers"))
from written_files import windows_1258

TEXT = "Biểu số: NTM-01\nĐơn vị báo cáo: Tỉnh Quảng Nam; Kỳ báo cáo: Quý III\nXã Bình Phú;1,5;Đạt\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (windows_1258(TEXT), "windows-1258"),
        (b"a;b\n1;2\n", "utf-8"),
    ],
)
def test_encodings_of_today_and_windows_1258(content, encoding, old_alphabets):
    read = read_bytes(content, old_alphabets)
    assert (read.encoding, read.alphabet, read.is_doubtful) == (encoding, None, False)
    assert read.text == (TEXT if encoding != "utf-8" or len(content) > 20 else "a;b\n1;2\n")
    assert looks_like_text(content)


@pytest.mark.parametrize("name", [TCVN3, VNI])
def test_bytes_of_old_fonts(name, old_alphabets):
    alphabet = old_alphabets[name]
    read = read_bytes(alphabet.encode(TEXT).encode("latin-1"), old_alphabets)
    assert (read.alphabet, read.is_doubtful) == (name, False)
    assert alphabet.decode(read.text) == TEXT


def test_a_damaged_byte_does_not_change_the_encoding(old_alphabets):
    content = TEXT.encode() * 20
    read = read_bytes(content[:40] + b"\xff" + content[40:], old_alphabets)
    assert read.encoding == "utf-8" and read.text.count("\ufffd") == 1


def test_bytes_without_vietnamese_words_are_doubtful(old_alphabets):
    read = read_bytes("Müller;Société\n".encode("cp1252"), old_alphabets)
    assert read.is_doubtful and read.other


def test_bytes_of_no_text(old_alphabets):
    assert read_bytes(bytes(range(256)) * 4, old_alphabets) is None
    assert not looks_like_text(bytes(range(256)))
