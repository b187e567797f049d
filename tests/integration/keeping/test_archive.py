"""The archive: whatever was altered or lost is named, and the archive alone makes the same figures."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mtqg import journal, settings
from mtqg.errors import MtqgError
from mtqg.keeping.backup import back_up
from mtqg.keeping.replay import rebuild_from_archive
from mtqg.keeping.scrub import scrub
from mtqg.registry import load_registry
from mtqg.releasing import list_releases
from mtqg.stack import postgres
from mtqg.store import close_idle
from mtqg.store.purging import PURGED
from tests.conftest import empty_warehouse
from tests.integration.keeping.lives import LANDED, START, everything, figures, mtqg, on, one
from tests.integration.keeping.people import nothing_signed

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
        event = next(copy.glob("journal/decision/*/*withdrawn*.json"))
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
    assert {path.parts[1] for path in events} == set(journal.KINDS)
    shutil.rmtree(copy / "journal")
    with on({"MTQG_LANDING": str(copy)}):
        assert scrub().missing == [str(path) for path in events]
        done = mtqg("scrub", "--complete-journal")
        assert done.returncode == 0, done.stdout
    assert {path.relative_to(copy): path.read_text() for path in sorted(copy.glob("journal/*/*/*.json"))} == events


def test_the_archive_alone_makes_the_same_figures_history_and_release_with_what_people_signed_and_decided(lived, there):
    with on({"MTQG_LANDING": str(lived.landing)}):
        archive = journal_of(lived.landing)
        empty_warehouse()
        told: list[str] = []
        outcome = rebuild_from_archive(told.append)
        assert not outcome.without_place
        assert outcome.taken == {"opened": 1, "signed": 4, "refused": 1, "delivery": LANDED[-1], "judged": LANDED[-1] + 1,
                                 "decision": 2, "closed": 1, "released": 1}
        found, builds = everything(), one("select count(*) from control.builds")
        assert {name for name in found if name.startswith("mart.") and found[name] != lived.sums[name]} == {
            "mart.fct_attempts", "mart.fct_findings", "mart.rpt_data_quality", "mart.releases"}     # attempts, places in refused
        assert figures() == lived.figures
        assert [row["checksum"] for row in list_releases() if row["is_intact"]] == [lived.released]
        assert one("select correction_id from mart.fct_observations where correction_id is not null") == "DC-2026-001"
        assert one("select max(n_waived) from control.verdicts") == 3
        assert one("select delivery_path from control.submissions where status = 'refused'") == PURGED
        again = rebuild_from_archive()                                     # nothing is new
        assert set(+again.taken) == {"opened", "closed"}
        assert (everything(), one("select count(*) from control.builds")) == (found, builds)
        assert journal_of(lived.landing) == archive


def test_what_was_signed_and_stands_in_no_list_is_named_and_put_back(lived, there):
    lists = [settings.seeds_dir() / f"{name}.csv" for name in ("waivers", "corrections")]
    signed = [path.read_text() for path in lists]
    with on({"MTQG_LANDING": str(lived.landing)}):
        nothing_signed()
        done = mtqg("rebuild-from-archive")
        assert done.returncode == 3
        assert "DC-2026-001, MT-2026-001, MT-2026-002, MT-2026-003" in done.stderr
        close_idle()
        postgres.stop()                                                    # it starts the server that it needs
        done = mtqg("rebuild-from-archive", "--put-back")
        assert done.returncode == 0, done.stderr
    load_registry.cache_clear()
    assert [path.read_text() for path in lists] == signed


def journal_of(landing: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(landing.glob("journal/*/*/*"))}
