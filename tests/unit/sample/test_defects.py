"""Labels: every kind is seeded somewhere, stands where its label says, and a clean twin differs nowhere else that matters."""

from pathlib import Path

import pytest

from bench.rules import FEW, FEW_UNTIL, MONTHS
from mtqg.registry import load_registry
from mtqg.registry.periods import parse_period
from mtqg.sample import DEFAULT_SEED, read_labels, write_country
from mtqg.sample.country import FORMS, _missing, duties_of
from mtqg.sample.defects import _place, _reserved, defect_kinds, seed_defects
from mtqg.sample.labels import as_text
from mtqg.sample.patch import patched
from mtqg.sample.seeding import Grid

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def registry():
    return load_registry()


@pytest.fixture(scope="module", params=["2026-09", "2024-12"])
def country(request, registry, tmp_path_factory) -> Path:
    """A few provinces with as many defects as they can bear."""
    out = tmp_path_factory.mktemp("outboxes")
    codes = [unit.gso_code for unit in registry.units.provinces(parse_period(request.param).end)]
    write_country(out, request.param, defects=40, provinces=tuple(codes[1:20:2]), registry=registry)
    return out


@pytest.fixture(scope="module")
def plans(registry) -> dict[str, list]:
    """(kind, duty) of every defect of a whole country, without writing anything; the old map with its summaries left out."""
    found = {}
    for period, count in (("2026-09", len(defect_kinds())), ("2024-12", len(defect_kinds())), ("2025-12", 40)):
        duties = duties_of(registry, DEFAULT_SEED, parse_period(period).end, FORMS, None)
        seeded = seed_defects(registry, DEFAULT_SEED, duties, count)
        found[period] = [(one.kind, duty) for duty, (one, _) in seeded.items()]
    return found


def test_every_label_points_at_what_was_seeded(country):
    labels = read_labels(country)
    assert len({label.defect_id for label in labels}) > 20
    for label in labels:
        assert (country / label.file).exists(), label
        if label.cell_ref:
            if label.seeded == "#REF!":         # calamine reads a failed formula as an empty cell
                continue
            found = as_text(Grid((country / label.file).read_bytes()).at(label.cell_ref))
            assert found == label.seeded, label
            is_right_elsewhere = label.note.startswith("số đúng")
            assert (label.original != label.seeded) != is_right_elsewhere, label


def test_rules_and_severities_of_the_kinds_are_those_of_the_suites(registry):
    for kind in defect_kinds():
        if kind.rule_id:
            rule = registry.rules[kind.rule_id]
            assert rule.severity == kind.severity, kind.kind
            assert rule.form_code in (None, kind.form_code), kind.kind


def test_every_kind_finds_a_place_on_one_of_the_two_maps(plans):
    assert {kind.kind for period in ("2026-09", "2024-12") for kind, _ in plans[period]} == {kind.kind for kind in defect_kinds()}


def test_every_kind_is_labelled_over_the_months_of_the_bench(registry):
    """As `python -m bench rules` seeds them; a plan that no longer agrees with the targets beside it is labelled there too."""
    seeded, against = set(), []
    for period, count in MONTHS.items():
        day = parse_period(period).end
        duties = duties_of(registry, DEFAULT_SEED, day, FEW if period <= FEW_UNTIL else FORMS, None)
        missing = _missing(DEFAULT_SEED, day, duties)
        owed = [one for one in duties if one not in missing and parse_period(one.period_code).end == day]
        for one, alteration in seed_defects(registry, DEFAULT_SEED, owed, count).values():
            seeded.add(one.kind.kind)
            against += [(period, one.kind.kind) for rule in alteration.rules.values() if rule == "VON-01-R023"]
    assert seeded == {kind.kind for kind in defect_kinds()}
    assert {kind for _, kind in against} == {"plan_of_earlier_year", "plan_a_thousand_times"}
    assert {period for period, _ in against} == {"2024-12", "2025-12"}


def test_a_report_has_one_defect_and_the_defects_are_spread_over_provinces(country, plans):
    labels = [label for label in read_labels(country) if not label.note.startswith("số đúng")]
    by_file = {label.file: label.defect_id for label in labels}
    assert all(by_file[label.file] == label.defect_id for label in labels)
    assert len({duty.province.gso_code for _, duty in plans["2024-12"]}) > 45


def test_most_reports_of_a_month_are_accepted(plans):
    assert len(plans["2025-12"]) > 35
    assert sum(kind.severity == "critical" for kind, _ in plans["2025-12"]) < 30 < 102 / 3


def test_months_never_compare_with_a_report_that_has_a_defect_of_history():
    for count in (34, 63):
        for year in (2024, 2026):
            for month in range(1, 13):
                code = f"{year}-{month:02d}"
                own = {_place(code, kind) % count for kind in ("falling_disbursement", "plan_a_thousand_times")}
                before = {place % count for place in _reserved(f"{year}-{month - 1:02d}")} if month > 1 else own
                assert own <= before


def test_patching_changes_the_named_cells_and_no_other(registry, tmp_path):
    path = write_country(tmp_path, "2026-09", provinces=("48",), forms=("TH-01",), registry=registry).files[0]
    before, after = Grid(path.read_bytes()), Grid(patched(path.read_bytes(), {"A1": "khác <&>", "AZ1": 7.5, "B12": None}))
    assert before.at("B12") and (after.at("A1"), after.at("AZ1"), after.at("B12")) == ("khác <&>", 7.5, None)
    assert {address for address, value in after.cells() if before.at(address) != value} == {"A1", "AZ1"}
