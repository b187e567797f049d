"""What the writer writes, the reader reads: same row, same column, same number, same address, for every form and edition."""

import pytest
from filling import REPORTS, filled_report

from mtqg.readers import count_cells, read_submission
from mtqg.readers.container import open_container
from mtqg.readers.workbook import read_grids
from mtqg.registry import load_registry
from mtqg.registry.periods import parse_period
from mtqg.templates import empty_fill, write_workbook

REGISTRY = load_registry()


@pytest.fixture(scope="module", params=REPORTS, ids="/".join)
def report(request):
    form, unit, period = request.param
    fill, expected = filled_report(REGISTRY, form, unit, period)
    written = write_workbook(REGISTRY, form, fill)
    return form, fill, expected, written, read_submission(written.content, "x.xlsx", REGISTRY, form_code=form)


def rows_of(reading, *names):
    return list(zip(*(reading.cells.columns[name] for name in names), strict=True))


def test_it_says_what_it_is(report):
    form, fill, _, _, reading = report
    identity = reading.identity
    assert reading.is_readable and reading.container == "xlsx"
    period = parse_period(fill.period_code)
    day, first = period.end, REGISTRY.forms[form].geography_at == "start"
    assert (identity.form_code, identity.admin_unit_code, identity.period_code, identity.as_of_date, identity.edition) == (
        form,
        fill.admin_unit_code,
        fill.period_code,
        period.start if first else day,
        REGISTRY.forms[form].edition_on(day).edition,
    )


def test_nothing_is_wrong_with_it(report):
    assert [finding for finding in report[4].findings if finding.rule_id != "COMMON-R013"] == []


def test_every_number_comes_back_at_its_address(report):
    _, _, expected, written, reading = report
    found = {
        (row_key, column_key): ((sheet, ref), value, role, status)
        for row_key, column_key, sheet, ref, value, text, role, status in rows_of(
            reading, "row_key", "column_key", "sheet", "cell_ref", "value", "value_text", "cell_role", "cell_status"
        )
        if text != ""
    }
    for key, number in expected.items():
        assert found[key] == (written.addresses[key], number, "value", "accepted"), key
    for key, where in written.addresses.items():
        assert key[0].startswith("heading") or found[key][0] == where
    assert {key for key, (_, _, role, _) in found.items() if role == "value"} == set(expected)


def test_money_and_counts_are_in_canonical_units(report):
    _form, _, _expected, _, reading = report
    for indicator, breakdown, unit, value, canonical in rows_of(
        reading, "indicator_code", "breakdown_code", "measure_unit_code", "value", "canonical_value"
    ):
        if indicator and value is not None and canonical is not None:
            factor = REGISTRY.measure_units[unit].factor
            assert canonical == value * factor.numerator / factor.denominator
            own = REGISTRY.breakdowns[breakdown].measure_unit_code or REGISTRY.indicators[indicator].measure_unit_code
            assert REGISTRY.measure_units[unit].canonical_code == REGISTRY.measure_units[own].canonical_code


def test_every_filled_cell_is_one_row_and_none_is_lost(report):
    content, reading = report[3].content, report[4]
    filled = [
        (grid.name, row + 1, column + 1)
        for grid in read_grids(content, open_container(content).archive)
        for row, values in enumerate(grid.rows)
        for column, value in enumerate(values)
        if value != ""
    ]
    read = [where for *where, text in rows_of(reading, "sheet", "row_no", "column_no", "value_text") if text != ""]
    assert sorted(map(tuple, read)) == sorted(filled)
    counts = count_cells(reading.cells)
    assert counts["read"] == len(filled) == sum(counts[name] for name in ("accepted", "rejected", "quarantined", "ignored"))
    assert counts["rejected"] == counts["quarantined"] == 0


def test_the_same_report_has_the_same_bytes(report):
    form, fill, _, written, _ = report
    assert write_workbook(REGISTRY, form, fill).content == written.content


@pytest.mark.parametrize("named", REPORTS, ids="/".join)
def test_the_empty_template_is_recognised_and_is_a_blank_form(named):
    form, unit, period = named
    fill = empty_fill(REGISTRY, form, "48-XX", unit, period)
    reading = read_submission(write_workbook(REGISTRY, form, fill).content, "x.xlsx", REGISTRY, form_code=form)
    assert (reading.identity.form_code, reading.identity.period_code, reading.is_readable) == (form, period, True)
    assert [finding.rule_id for finding in reading.findings] == ["COMMON-R002"]


def test_a_commune_in_scope_is_a_fact_of_its_name_cell():
    fill, _ = filled_report(REGISTRY, "NTM-01", "34-P-48", "2026-Q3")
    reading = read_submission(write_workbook(REGISTRY, "NTM-01", fill).content, "x.xlsx", REGISTRY)
    scope = [
        row
        for row in rows_of(reading, "indicator_code", "cell_role", "cell_status", "canonical_value", "row_key")
        if row[0] == "CT.XA"
    ]
    assert {row[:4] for row in scope} == {("CT.XA", "row_label", "accepted", 1)}
    assert {row[4] for row in scope} == {row.row_key for row in fill.rows}


def test_the_estimate_of_the_capital_form_is_about_the_next_month():
    fill, _ = filled_report(REGISTRY, "VON-01", "63-P-49", "2024-12")
    reading = read_submission(write_workbook(REGISTRY, "VON-01", fill).content, "x.xlsx", REGISTRY)
    found = {
        (key, kind, period, str(day))
        for key, kind, period, day in rows_of(reading, "column_key", "value_kind", "period_code", "as_of_date")
        if kind
    }
    assert {row[1:] for row in found if row[0] == "uoc_gn"} == {("estimate", "2025-01", "2025-01-31")}
    assert {row[1:] for row in found if row[0] != "uoc_gn"} == {("actual", "2024-12", "2024-12-31")}
