"""Exports of a month: the same rows give the same bytes, and nothing in them is run by a spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

from mtqg.exporting import csv_bytes


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_texts_that_would_be_formulas_are_texts_and_figures_stay_figures():
    rows = [("=HYPERLINK(\"http://x\")", Decimal("-12.50")), ("+84", 3), ("-", None), ("@SUM(A1)", True), ("\t=1+1", 0),
            ("-1.234,5", -7), ("Đà Nẵng, quận 1\nxã \"A\"", date(2026, 9, 30)), ("  =1", ["a", "b"])]
    found = read(csv_bytes(["text", "value"], rows))
    assert [line[0] for line in found[1:]] == [
        "'=HYPERLINK(\"http://x\")", "+84", "-", "'@SUM(A1)", "'=1+1", "-1.234,5", "Đà Nẵng, quận 1\nxã \"A\"", "'  =1"]
    assert [line[1] for line in found[1:]] == ["-12.50", "3", "", "True", "0", "-7", "2026-09-30", "a|b"]


def test_the_same_rows_are_the_same_bytes_with_the_mark_that_excel_needs():
    content = csv_bytes(["tên"], [("Hà Nội",)])
    assert content == "\ufefftên\r\nHà Nội\r\n".encode()
    assert csv_bytes(["tên"], [("Hà Nội",)]) == content
