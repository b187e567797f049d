"""The drill: backed up and restored into an empty machine, with the same rows in every table and the same bytes."""

from __future__ import annotations

import shutil

import pytest

from mtqg import settings
from mtqg.errors import MtqgError
from mtqg.keeping import manifest
from mtqg.keeping.backup import back_up
from tests.integration.keeping.lives import LANDED, N_DELIVERIES, START, figures, live, mtqg, on, one, reached

pytestmark = pytest.mark.slow


def test_the_machine_has_lived(lived):
    assert lived.sums["mart.fct_capital"][0] > 0
    assert lived.sums["control.submissions"][0] == N_DELIVERIES


def test_the_manifest_is_that_of_the_moment_and_holds_no_secret(lived):
    told = manifest.read(lived.backup)
    assert told.tables == lived.sums
    assert sum(name.startswith("landing/journal/delivery/") for name in told.files) == LANDED[-1]
    for role in settings.ROLES:
        with on(lived.environment):
            secret = settings.password(role).encode()
        assert not any(secret in path.read_bytes() for path in lived.backup.rglob("*") if path.is_file()), role


def test_an_empty_machine_has_every_row_and_every_file_afterwards(lived, restored):
    said, sums, archived = restored
    assert sums == lived.sums
    assert archived == lived.archived(lived.landing)
    assert "mtqg up" in said.stdout


def test_it_goes_on_where_the_other_was(lived, there):
    with reached(lived.outbox):
        live(3)
    assert figures() == lived.figures
    assert one("select sum(deliveries_seen) from control.attempts where run_id = 'round-3'") == N_DELIVERIES
    assert one("select count(*) from control.submissions where landing_path is not null") == LANDED[-1]


def test_nothing_is_restored_over_submissions(lived, there):
    done = mtqg("restore", str(lived.backup))
    assert done.returncode == 3
    assert "holds submissions" in done.stderr


def test_an_altered_byte_stops_the_restoring_and_the_file_is_named(lived, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(lived.backup, copy)
    victim = sorted(copy.glob("landing/??/??/*"))[0]
    victim.chmod(0o640)
    victim.write_bytes(victim.read_bytes()[:-1] + b"x")
    with pytest.raises(MtqgError, match=victim.name):
        manifest.read(copy)


def test_a_backup_that_broke_off_is_none(lived, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(lived.backup, copy, ignore=shutil.ignore_patterns(manifest.NAME))
    with pytest.raises(MtqgError, match="not a complete backup"):
        manifest.read(copy)
    with pytest.raises(MtqgError, match="not empty"):
        back_up(copy, START)
