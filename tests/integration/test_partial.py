"""A form that is accepted block by block: the sound block counts, the other keeps the figures of the revision before."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from mtqg.intake import judge, pull
from mtqg.intake.deciding import withdraw
from mtqg.registry import load_registry
from mtqg.templates import FillRow, FormFill, write_workbook
from tests.integration.test_intake import NOW, outbox, rows, statuses
from tests.integration.test_reread import project

pytestmark = pytest.mark.slow
__all__ = ["outbox", "project"]
SOURCE, UNIT, PERIOD = "48-NN", "34-P-48", "2026"
LATER = NOW + timedelta(days=100)
#: A rule of this test: no commune has more than 1,000 poor households, or persons, at the end of the year.
RULE = """
  - rule_id: GN-01-R99{number}
    scope: workbook
    severity: critical
    name_vi: a
    name_en: a
    message_vi: "{{actual}}"
    message_en: "{{actual}}"
    hint_vi: a
    hint_en: a
    basis: a
    block: {block}
    rows: [item]
    expectation: ExpectColumnValuesToBeBetween
    kwargs: {{column: {column}, max_value: 1000}}
"""


@pytest.fixture
def household_form(project: Path, outbox: Path) -> Path:
    """The outbox of a source that owes GN-01, with a rule on each of its blocks."""
    folder = project / "expectations"
    if load_registry().source(SOURCE, LATER.date()) is None:
        with (folder / "sources.yml").open("a", encoding="utf-8") as stream:
            stream.write("\n  - {agency: NN, forms: [GN-01], connection: outbox_sample, folder: '34/{source}', provinces: ['48'],"
                         " valid_from: 2025-07-01}\n")
    suite = folder / "gn_01" / "suite.yml"
    suite.write_text("form_code: GN-01\nrules:" + RULE.format(number=1, block="ho", column="cuoi_ky")
                     + RULE.format(number=2, block="nhan_khau", column="nk_cuoi_ky"), encoding="utf-8")
    for stray in suite.parent.glob("*.sql"):
        stray.unlink()
    load_registry.cache_clear()
    place = outbox / "34" / SOURCE / "gn_01"
    place.mkdir(parents=True)
    return place


def send(place: Path, households: int, persons: int, days: int) -> None:
    """A report in which every commune ends the year with so many poor households and persons."""
    units = load_registry().units.under(UNIT, NOW.date().replace(month=12, day=31), "commune", ())
    names = ("tro_can_ngheo", "vuot_can_ngheo", "giam_khac", "can_ngheo_thanh_ngheo", "tai_ngheo", "phat_sinh", "tang_khac")
    fill = [FillRow(unit.admin_unit_code, {f"{start}dau_ky": number, **{f"{start}{name}": 0 for name in names},
                                           f"{start}cuoi_ky": number}, block_code=block)
            for block, start, number in (("ho", "", households), ("nhan_khau", "nk_", persons)) for unit in units]
    content = write_workbook(load_registry(), "GN-01", FormFill(SOURCE, UNIT, PERIOD, rows=fill)).content
    (place / f"ngheo {days}.xlsx").write_bytes(content)
    now = LATER + timedelta(days=days)
    pull([SOURCE], "test", 1, now, day=now.date())
    judge("test", now)


def figures() -> dict[str, tuple[int, str]]:
    """Block -> closing figure of a commune in force, and the revision that it comes from."""
    return {row["block_code"]: (int(row["canonical_value"]), row["revision_no"]) for row in rows(
        """select distinct f.block_code, f.canonical_value, s.revision_no
           from raw.cells_in_force f join control.submissions s using (submission_id)
           where f.column_key in ('cuoi_ky', 'nk_cuoi_ky') and f.row_role = 'item' and f.source_code = '48-NN'""")}


def rows_of_slice() -> list[tuple]:
    return [(row["status"], row["blocks_in_force"], row["blocks_left_out"]) for row in rows(
        "select status, blocks_in_force, blocks_left_out from control.submissions order by revision_no")]


def test_the_rejected_block_keeps_the_earlier_revision_in_force(household_form):
    send(household_form, 100, 400, 0)
    assert statuses()[0].startswith("accepted"), rows("select rule_id, actual from control.findings where severity = 'critical'")
    assert figures() == {"ho": (100, 1), "nhan_khau": (400, 1)}
    send(household_form, 110, 4000, 1)
    assert statuses()[1] == "partially_accepted"
    assert figures() == {"ho": (110, 2), "nhan_khau": (400, 1)}
    assert rows_of_slice()[0][1:] == (["nhan_khau"], [])
    assert rows_of_slice()[1][1:] == (None, ["nhan_khau"])
    [verdict] = rows("select * from control.verdicts where status = 'partially_accepted'")
    assert (verdict["blocks_accepted"], verdict["blocks_rejected"]) == (["ho"], ["nhan_khau"])
    send(household_form, 120, 420, 2)
    assert [status.split("_")[0] for status in statuses()] == ["superseded", "superseded", "accepted"]
    assert figures() == {"ho": (120, 3), "nhan_khau": (420, 3)}
    [newest] = rows("select submission_id from control.submissions where revision_no = 3")
    withdraw(newest["submission_id"], reason="a", document_no="1", run_id="test", now=LATER + timedelta(days=3))
    assert figures() == {"ho": (110, 2), "nhan_khau": (400, 1)}


def test_where_both_blocks_are_wrong_all_of_the_earlier_stays(household_form):
    send(household_form, 100, 400, 0)
    send(household_form, 1100, 4000, 1)
    assert statuses()[1] == "rejected"
    assert figures() == {"ho": (100, 1), "nhan_khau": (400, 1)}


def test_of_a_first_submission_only_the_sound_block_counts(household_form):
    send(household_form, 1100, 400, 0)
    assert statuses() == ["partially_accepted"]
    assert figures() == {"nhan_khau": (400, 1)}


def test_completeness_is_counted_from_the_cells(household_form):
    send(household_form, 0, 400, 0)
    [verdict] = rows("select * from control.verdicts")
    units = len(load_registry().units.under(UNIT, NOW.date().replace(month=12, day=31), "commune", ()))
    assert verdict["cells_filled"] == 2 * units                # persons at both ends; zeros stand everywhere else
    assert verdict["cells_zero"] == 16 * units
    assert verdict["cells_missing"] == verdict["cells_invalid"] == verdict["cells_not_available"] == 0
