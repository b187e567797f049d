"""Tables of the Ministry of Finance as they were published, where they lie beside the project: every province is recognised."""

from datetime import date
from pathlib import Path

import pytest

from mtqg import settings
from mtqg.readers.containers.opening import open_workbooks

SAMPLES = Path(settings.project_root()).parent / "shared" / "samples" / "mof"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the published workbooks are not part of the project")


def opened(year, registry):
    found = open_workbooks((SAMPLES / f"Plan_{year}.xls").read_bytes(), f"Plan_{year}.xls", registry)
    assert not found.is_refused
    return found


@pytest.mark.parametrize(
    ("year", "name", "day", "provinces"),
    [
        (2003, "Sheet1", date(2003, 6, 30), 61),
        (2003, "Sheet1 (2)", date(2003, 6, 30), 61),
        (2008, "Sheet1", date(2008, 1, 1), 64),
        (2012, "M08", date(2012, 6, 30), 63),
        (2016, "M09", date(2016, 6, 30), 63),
    ],
)
def test_every_province_of_the_year_is_recognised(year, name, day, provinces, registry):
    grid = next(grid for grid in opened(year, registry).grids if grid.name == name)
    found = set()
    for row in grid.rows:
        for text in (text for text in row[:3] if isinstance(text, str) and text.strip()):
            units = registry.units.match(text, day, "province")
            found |= {unit.admin_unit_code for unit in units} if len(units) == 1 else set()
    assert len(found) == len(registry.units.provinces(day)) == provinces


def test_the_sheet_in_tcvn3_says_what_the_sheet_in_unicode_says(registry):
    """Both sheets of 2003 are one table; its old fonts show capitals throughout."""
    found = opened(2003, registry)
    old, new = found.grids
    assert len(old.typed) > 90 and not new.typed
    differing = {
        (one, other)
        for rows in zip(old.rows, new.rows, strict=True)
        for one, other in zip(*rows, strict=True)
        if isinstance(one, str) and one.strip() != str(other).strip()
    }
    assert differing == {("#VALUE!", "#REF!")}  # a column of formulas that fail in two ways
    assert (
        [row[2] for row in old.rows[15:20]]
        == [row[2] for row in new.rows[15:20]]
        == ["#REF!", 27156700.0, "", 19348000.0, 5992400.0]
    )
    assert [(finding.rule_id, finding.actual) for finding in found.findings] == [("COMMON-R023", "TCVN3")]


def test_links_to_other_files_are_said(registry):
    assert [finding.rule_id for finding in opened(2016, registry).findings] == ["COMMON-R028"]
