"""The forty published figures, written into TH-01 as they were printed, are read as what they mean."""

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import mtqg.sample
from mtqg.readers import read_submission
from mtqg.registry import load_registry
from mtqg.templates import FillRow, FormFill, write_workbook

REGISTRY = load_registry()
COLUMNS = {"target": "ke_hoach", "actual": "thuc_hien", "estimate": "uoc", "forecast": "du_kien", "pending": "de_nghi"}
with (Path(mtqg.sample.__file__).parent / "reference" / "published_figures.csv").open(encoding="utf-8") as stream:
    FIGURES = list(csv.DictReader(stream))


def report(unit, day, figures, with_unit_text):
    """The figures of one report; the unit column as the form prints it, or as the report did."""
    rows = {}
    for figure in figures:
        if figure["cell_part"] != "denominator":
            key = ":".join(figure[name] for name in ("indicator_code", "breakdown_code", "period_code"))
            row = rows.setdefault(key, FillRow(key, {}, {"don_vi_tinh": figure["unit_text"]} if with_unit_text else None))
            row.values[COLUMNS[figure["value_kind"]]] = figure["cell_text"]
    return FormFill(f"{unit[-2:]}-CB", unit, f"{day:%Y-%m}", day, list(rows.values()))


@pytest.fixture(scope="module", params=[False, True], ids=["unit of the form", "unit as printed"])
def facts(request):
    reports, found = defaultdict(list), {}
    for figure in FIGURES:
        reports[figure["admin_unit_code"], date.fromisoformat(figure["report_date"])].append(figure)
    for (unit, day), figures in reports.items():
        content = write_workbook(REGISTRY, "TH-01", report(unit, day, figures, request.param)).content
        reading = read_submission(
            content, "TH-01.xlsx", REGISTRY, form_code="TH-01", source=REGISTRY.source(f"{unit[-2:]}-CB", day)
        )
        assert reading.findings == ()
        names = (
            "admin_unit_code",
            "indicator_code",
            "breakdown_code",
            "period_code",
            "value_kind",
            "value",
            "measure_unit_code",
            "value_text",
            "part_no",
            "as_of_date",
            "cell_status",
        )
        for *key, value, unit_code, text, part, as_of, status in zip(*(reading.cells.columns[n] for n in names), strict=True):
            if status == "accepted":
                found[tuple(key)] = value, unit_code, text, part, str(as_of)
    return found


def test_forty_figures_and_no_other(facts):
    assert len(FIGURES) == 40 == len(facts)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: f"{figure['figure_no']} {figure['cell_text']}")
def test_a_figure_as_printed_is_its_value(facts, figure):
    key = tuple(figure[name] for name in ("admin_unit_code", "indicator_code", "breakdown_code", "period_code", "value_kind"))
    part = 1 if figure["cell_part"] == "denominator" else 0
    assert facts[key] == (
        Decimal(figure["value"]),
        figure["measure_unit_code"],
        figure["cell_text"],
        part,
        figure["as_of_date"],
    )
