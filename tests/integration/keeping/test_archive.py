"""The archive: whatever was altered or lost is named, and the archive alone makes the same figures."""

from __future__ import annotations

import shutil

import pytest

from mtqg.errors import MtqgError
from mtqg.keeping.backup import back_up
from mtqg.keeping.replay import rebuild_from_archive
from mtqg.keeping.scrub import scrub
from tests.conftest import empty_warehouse
from tests.integration.keeping.lives import N_DELIVERIES, START, figures, mtqg, on, one

pytestmark = pytest.mark.slow


def test_an_altered_or_lost_file_is_named_by_the_scrub_and_stops_a_backup(lived, there, tmp_path):
    copy = tmp_path / "landing"
    shutil.copytree(lived.landing, copy)
    with on({"MTQG_LANDING": str(copy)}):
        assert scrub().is_whole
        altered, lost = sorted(copy.glob("??/??/*"))[:2]
        altered.chmod(0o640)
        altered.write_bytes(altered.read_bytes() + b" ")
        lost.unlink()
        event = next(copy.glob("journal/decision/*/*.json"))
        event.chmod(0o640)
        event.write_text(event.read_text().replace("12/TC", "13/TC"))
        found = scrub()
        names = [str(path.relative_to(copy)) for path in (altered, event, lost)]
        assert (found.altered, found.missing) == (names[:2], names[2:])
        done = mtqg("scrub")
        assert done.returncode == 1
        assert all(name in done.stdout for name in names)
        with pytest.raises(MtqgError, match=lost.name):
            back_up(tmp_path / "backup", START)
        with pytest.raises(MtqgError, match="altered event"):
            rebuild_from_archive()


def test_what_the_journal_lost_is_named_and_entered_again_from_the_ledger(lived, there, tmp_path):
    copy = tmp_path / "landing"
    shutil.copytree(lived.landing, copy)
    events = {path.relative_to(copy): path.read_text() for path in sorted(copy.glob("journal/*/*/*.json"))}
    assert {path.parts[1] for path in events} == {"opened", "delivery", "decision"}
    shutil.rmtree(copy / "journal")
    with on({"MTQG_LANDING": str(copy)}):
        assert scrub().missing == [str(path) for path in events]
        done = mtqg("scrub", "--complete-journal")
        assert done.returncode == 0, done.stdout
    assert {path.relative_to(copy): path.read_text() for path in sorted(copy.glob("journal/*/*/*.json"))} == events


def test_the_archive_alone_makes_the_same_figures(lived, there):
    with on({"MTQG_LANDING": str(lived.landing)}):
        empty_warehouse()
        told: list[str] = []
        outcome = rebuild_from_archive(told.append)
        assert outcome.taken == {"opened": 1, "delivery": N_DELIVERIES, "decision": 1}
        assert len(told) == 4
        assert not outcome.without_place
        assert figures() == lived.figures
        assert one("select count(*) from control.submissions where status = 'withdrawn'") == 1
        builds = one("select count(*) from control.builds")
        assert "delivery" not in +rebuild_from_archive().taken                     # again: nothing is new
        assert (figures(), one("select count(*) from control.builds")) == (lived.figures, builds)
