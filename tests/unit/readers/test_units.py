from decimal import Decimal

import pytest

from mtqg.readers.units import UnitLabels, canonical
from mtqg.registry import load_registry

UNITS = load_registry().measure_units
LABELS = UnitLabels(UNITS)


@pytest.mark.parametrize(
    ("label", "expected", "unit"),
    [
        ("Triệu đồng", "TRIEU_DONG", "TRIEU_DONG"),
        ("tỷ đồng", "TRIEU_DONG", "TY_DONG"),
        ("đồng", "TRIEU_DONG", "DONG"),
        ("1.000 đồng", "TRIEU_DONG", "NGHIN_DONG"),
        ("hộ", "HO", "HO"),
        ("nghìn hộ", "HO", "NGHIN_HO"),
        ("thôn (làng)", "THON", "THON"),
        ("thôn, bản", "THON", "THON"),
        ("%", "PHAN_TRAM", "PHAN_TRAM"),
        ("%", "DIEM_PT", "DIEM_PT"),
        ("%", "DIEM_PT_NAM", "DIEM_PT_NAM"),
        ("%/năm", "DIEM_PT_NAM", "DIEM_PT_NAM"),
        ("triệu đồng", "TRIEU_DONG_NGUOI_NAM", "TRIEU_DONG_NGUOI_NAM"),
        ("Triệu đồng / người / năm", "TRIEU_DONG_NGUOI_NAM", "TRIEU_DONG_NGUOI_NAM"),
    ],
)
def test_a_label_is_read_as_the_unit_that_the_indicator_allows(label, expected, unit):
    assert LABELS.read(label, expected).code == unit


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("hộ", "XA"),
        ("triệu đồng", "HO"),
        ("%", "HO"),
        ("cái", "HO"),
        ("", "HO"),
        ("tỷ đồng", "TRIEU_DONG_NGUOI_NAM"),
        ("xã", "PHAN_TRAM"),
    ],
)
def test_a_label_of_another_quantity_is_refused(label, expected):
    assert LABELS.read(label, expected) is None


def test_money_is_kept_in_dong_exactly():
    assert canonical(Decimal("1234.567"), UNITS["TRIEU_DONG"]) == Decimal(1234567000)
    assert str(canonical(Decimal("9057109"), UNITS["TRIEU_DONG"])) == "9057109000000"
    assert canonical(Decimal("2.5"), UNITS["M2"]) == Decimal("0.00025")
