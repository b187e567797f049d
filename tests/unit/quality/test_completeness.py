"""Expected cells, each in one state: what is missing, zero, not applicable and not available are four different things."""

import pandas as pd
import pytest

from mtqg.quality.completeness import completeness_of
from mtqg.registry import load_registry

UNIT, PERIOD = "34-P-48", "2026"


def cells(*rows: tuple[str, str, str, str], value: float = 7) -> pd.DataFrame:
    """(row, column, state, status) of item cells of one block."""
    names = ("block_code", "cell_role", "row_role", "value", "row_key", "column_key", "value_state", "cell_status")
    return pd.DataFrame([("xa", "value", "item", value, *row) for row in rows], columns=names)


@pytest.fixture(scope="module")
def units() -> list[str]:
    registry = load_registry()
    edition = registry.forms["GN-02"].edition_on(pd.Timestamp("2026-12-31").date())
    axis = edition.block("xa").row_axis
    return [one.admin_unit_code for one in registry.units.under(UNIT, pd.Timestamp("2026-12-31").date(), axis.level, axis.types)]


def columns() -> list[str]:
    edition = load_registry().forms["GN-02"].edition_on(pd.Timestamp("2026-12-31").date())
    return [one.column_key for one in edition.block("xa").columns_on("34")
            if one.is_value and one.content == "number" and one.required]


def test_a_blank_form_misses_every_cell_of_every_unit(units):
    found = completeness_of(cells(), load_registry(), "GN-02", UNIT, PERIOD)
    assert found.missing == found.expected == len(units) * len(columns()) > 0


def test_each_cell_is_counted_in_its_own_state(units):
    first, second, third, fourth, fifth = columns()[:5]
    found = completeness_of(cells(
        (units[0], first, "number", "accepted"), (units[0], second, "zero", "accepted"),
        (units[0], third, "not_applicable", "accepted"), (units[0], fourth, "not_available", "accepted"),
        (units[0], fifth, "number", "rejected")), load_registry(), "GN-02", UNIT, PERIOD)
    assert (found.filled, found.zero, found.not_applicable, found.not_available, found.invalid) == (1, 1, 1, 1, 1)
    assert found.missing == len(units) * len(columns()) - 5


def test_a_typed_nought_is_zero(units):
    nought = cells((units[0], columns()[0], "number", "accepted"), value=0)
    found = completeness_of(nought, load_registry(), "GN-02", UNIT, PERIOD)
    assert (found.filled, found.zero) == (0, 1)


def test_where_the_column_says_so_an_empty_cell_of_a_reported_row_is_zero():
    registry = load_registry()
    [unit, *others] = registry.units.under(UNIT, pd.Timestamp("2026-09-30").date(), "commune", ("Xã",))
    ticked = [one.column_key for one in registry.forms["NTM-01"].edition_on(pd.Timestamp("2026-09-30").date()).block("xa").columns
              if one.is_value and one.blank == "zero"]
    one_figure = cells((unit.admin_unit_code, "so_tieu_chi", "number", "accepted"))
    found = completeness_of(one_figure, registry, "NTM-01", UNIT, "2026-Q3")
    assert (found.filled, found.zero) == (1, len(ticked))
    assert found.missing == found.expected - 1 - len(ticked) >= len(others)


@pytest.mark.parametrize(("unit", "period"), [(None, PERIOD), (UNIT, None), ("99-P-99", PERIOD)])
def test_where_nobody_can_say_what_was_expected_nothing_is_counted(unit, period):
    assert completeness_of(cells(), load_registry(), "GN-02", unit, period) is None


@pytest.mark.parametrize(("period", "due"), [
    ("2026-10", {"monthly"}), ("2026-09", {"monthly", "quarterly"}), ("2026-06", {"monthly", "quarterly", "semiannual"}),
    ("2026", {"monthly", "quarterly", "semiannual", "annual"})])
def test_of_a_summary_the_lines_that_are_due_with_its_period_are_expected(period, due):
    registry = load_registry()
    axis = registry.forms["TH-01"].edition_on(pd.Timestamp("2026-09-30").date()).block("chi_tieu").row_axis
    lines = [line for group in axis.groups for line in group.lines]
    expected = [line for line in lines if registry.indicators[line.indicator].cadence in due]
    assert 0 < len(expected) <= len(lines)
    found = completeness_of(cells(), registry, "TH-01", UNIT, period)
    assert found.missing == found.expected == len(expected)


def test_a_line_that_a_summary_states_of_another_period_is_not_missing():
    registry = load_registry()
    said = cells(("NTM.XA_DC:_T:2026-Q3", "thuc_hien", "number", "accepted")).assign(block_code="chi_tieu")
    nothing, one = (completeness_of(some, registry, "TH-01", UNIT, "2026-09") for some in (cells(), said))
    assert (one.filled, one.missing, one.expected) == (1, nothing.missing - 1, nothing.expected)
