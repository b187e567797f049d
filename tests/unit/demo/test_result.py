"""Figures of the demo's tables."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mtqg.demo.result import shown, written


@pytest.mark.parametrize(("value", "text"), [
    ("1234.5", "1.234,50"), ("85", "85"), ("49.411765", "49,41"), ("-1234567", "-1.234.567"), ("85.000000", "85"),
])
def test_a_figure_is_written_as_vietnamese_write_it(value, text):
    assert written(Decimal(value)) == text


def test_money_is_shown_in_billions():
    assert shown(Decimal("44227236000000"), "đồng") == ("44.227,24", "tỷ đồng")
    assert shown(Decimal("85"), "xã") == ("85", "xã")
