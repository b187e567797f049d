"""When a revision waits: relative change, places among provinces, a closed month; a first submission never."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mtqg.preview import Change, Preview, exceeds, rank
from mtqg.registry.approvals import Threshold

FIGURE = Change("rollup", "FN.GN_LK", "_T", "34-P-48", "2026-09", "actual", "DONG", Decimal(100), Decimal(104), 3, 3)
THRESHOLD = Threshold(valid_from=date(2021, 1, 1), relative_change_percent=5, rank_change=5, any_change_of_closed_month=True,
                      basis="a")


@pytest.mark.parametrize(("change", "waits"), [
    ({}, False), ({"after": Decimal(105)}, False), ({"after": Decimal("105.01")}, True), ({"after": Decimal("94.99")}, True),
    ({"after": None}, True),                                    # withdrawn
    ({"before": Decimal(0)}, True),                             # something where zero was
    ({"before": None}, False),                                  # it appears: nothing published changes
    ({"before": None, "is_closed": True}, True), ({"is_closed": True}, True),
    ({"rank_after": 8}, False), ({"rank_after": 9}, True), ({"rank_before": 9}, True),
    ({"rank_before": None, "rank_after": 9}, False),
])
def test_what_waits(change, waits):
    assert exceeds(replace(FIGURE, **change), THRESHOLD) is waits


def test_a_measure_that_is_not_set_holds_back_nothing():
    lenient = Threshold(valid_from=date(2021, 1, 1), basis="a")
    assert not exceeds(replace(FIGURE, after=None, is_closed=True, rank_after=30), lenient)


def test_only_published_province_figures_are_measured():
    large = replace(FIGURE, after=Decimal(900))
    seen = Preview("s", "34-P-48", True, (large, replace(large, level="observation"), replace(large, admin_unit_code="34-D-1")))
    assert seen.beyond(THRESHOLD) == (large,)
    assert not replace(seen, is_published=False).beyond(THRESHOLD)
    assert not seen.beyond(None)


@pytest.mark.parametrize(("direction", "place"), [("up", 2), ("down", 3)])
def test_equal_figures_share_a_place(direction, place):
    assert rank(Decimal(5), map(Decimal, (9, 5, 1, 4)), direction) == place
