"""The embedded PostgreSQL: who may do what, and its life."""

import os
from pathlib import Path

import psutil
import psycopg
import pytest

from mtqg import settings, store
from mtqg.errors import MtqgError
from mtqg.stack import postgres
from mtqg.store import close_idle


def connect(role: str) -> psycopg.Connection:
    return psycopg.connect(settings.dsn(role), autocommit=True)


def test_every_role_logs_in_and_none_is_superuser(warehouse):
    for role in ("mtqg_owner", "mtqg_loader", "mtqg_transformer", "bi_reader"):
        with connect(role) as connection:
            assert connection.execute("show is_superuser").fetchone()[0] == "off"


@pytest.mark.parametrize("statement", [
    "select * from raw.reported_cells", "select * from control.submissions",
    "create table mart.mine (a int)", "create table public.mine (a int)", "create temporary table mine (a int)",
    "select * from staging.x", "set role mtqg_loader",
])
def test_bi_reader_is_refused(warehouse, statement):
    with connect("bi_reader") as connection, pytest.raises((psycopg.errors.InsufficientPrivilege,
                                                            psycopg.errors.ReadOnlySqlTransaction)):
        connection.execute("set default_transaction_read_only = off")
        connection.execute(statement)


def test_the_loader_writes_the_ledger_but_no_mart(warehouse):
    with connect("mtqg_loader") as connection:
        connection.execute("insert into control.registry_versions values ('a', 'b', now())")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("create table mart.mine (a int)")


def test_the_transformer_reads_raw_but_does_not_write_it(warehouse):
    with connect("mtqg_transformer") as connection:
        assert connection.execute("select count(*) from raw.reported_cells").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("delete from raw.reported_cells")


def test_a_wrong_password_is_refused(warehouse):
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(settings.dsn("bi_reader").replace("bi_reader:", "bi_reader:x"))


def test_a_wrong_password_is_a_fault_of_ours_that_asking_again_would_not_mend(warehouse, monkeypatch):
    monkeypatch.setenv("MTQG_PASSWORD_MTQG_LOADER", "guessed")
    close_idle()
    with pytest.raises(MtqgError, match="MTQG_PASSWORD_MTQG_LOADER") as fault, store.connect():
        pass
    assert type(fault.value) is MtqgError                       # not WarehouseUnavailable, for which tasks are done again
    assert "guessed" not in str(fault.value)


def test_bootstrap_does_nothing_the_second_time(warehouse):
    assert postgres.bootstrap() is False


def test_start_does_nothing_while_it_runs(postgres_server):
    assert postgres.is_running()
    assert postgres.start() is False


def test_the_postmaster_is_known_also_when_numbers_of_processes_have_begun_anew(postgres_server):
    last = Path("/proc/sys/kernel/ns_last_pid")
    if not os.access(last, os.W_OK):
        pytest.skip("no right to let the numbers of processes begin anew")
    last.write_text(str(min(300, postgres.postmaster_pid() // 2)))
    with connect("bi_reader") as connection:
        assert connection.info.backend_pid < postgres.postmaster_pid()
        assert psutil.Process(connection.info.backend_pid).ppid() == postgres.postmaster_pid()


def test_bootstrap_applies_everything_again_when_sql_changed(warehouse):
    with psycopg.connect(settings.dsn("mtqg_owner")) as connection:
        connection.execute("comment on database mtqg is 'sql of another day'")
    assert postgres.bootstrap() is True
    assert postgres.bootstrap() is False
