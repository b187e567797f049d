"""The database of the version before migrations, with its rows, becomes one of this version: nothing is lost, nothing differs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.stack import bootstrap, migrations
from mtqg.store import close_idle

#: sql/ as it was, and rows of every table that matters.
PREVIOUS = Path(__file__).with_name("previous_version")
KEPT = "mtqg_of_the_session"


@pytest.fixture(scope="module")
def upgraded(postgres_server) -> Iterator[dict[str, list]]:
    """The warehouse was one of the previous version and has been upgraded; yields its rows as they were before, as JSON."""
    close_idle()
    rename(settings.DATABASE, KEPT)
    try:
        with bootstrap.superuser() as connection:
            bootstrap.prepare_roles_and_databases(connection)
        with psycopg.connect(settings.dsn("mtqg_owner")) as connection:
            connection.execute((PREVIOUS / "schema.sql").read_text())
            connection.execute((PREVIOUS / "rows.sql").read_text())
        before = rows()
        assert bootstrap.bootstrap() is True
        yield before
    finally:
        with bootstrap.superuser() as connection:
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(settings.DATABASE)))
        rename(KEPT, settings.DATABASE)


def rename(name: str, other: str) -> None:
    with bootstrap.superuser() as connection:
        connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name])
        connection.execute(sql.SQL("alter database {} rename to {}").format(sql.Identifier(name), sql.Identifier(other)))


def ask(query: str, *values, database: str = settings.DATABASE) -> list[dict]:
    with psycopg.connect(settings.dsn("postgres", database), row_factory=dict_row) as db:
        return db.execute(query, values).fetchall()


def rows() -> dict[str, list]:
    """Table -> its rows as JSON, sorted."""
    names = ask("select schemaname || '.' || tablename as name from pg_tables where schemaname in ('control', 'raw') order by 1")
    return {one["name"]: [row["row"] for row in ask(f"select to_jsonb(t) as row from {one['name']} t order by t::text")]
            for one in names}


def shape(database: str) -> set[tuple]:
    """Columns, constraints and indexes of the ledger and the cells, whatever their order."""
    said = ask("""
        select table_schema || '.' || table_name as place, column_name as name,
            concat_ws(' ', data_type, is_nullable, column_default, is_identity) as what
        from information_schema.columns where table_schema in ('control', 'raw')
        union all
        select conrelid::regclass::text, contype::text, pg_get_constraintdef(oid) from pg_constraint
        where connamespace::regnamespace::text in ('control', 'raw')
        union all
        select schemaname || '.' || tablename, indexname, indexdef from pg_indexes where schemaname in ('control', 'raw')
        """, database=database)
    return {tuple(row.values()) for row in said}


def test_the_previous_version_had_rows(upgraded):
    filled = {name for name, kept in upgraded.items() if kept}
    assert {"control.submissions", "control.verdicts", "control.changed_slices", "control.attempts", "control.builds",
            "raw.reported_cells"} <= filled


def test_every_row_is_kept_value_by_value(upgraded):
    after = rows()
    for name, kept in upgraded.items():
        assert len(after[name]) == len(kept), name
        for was, row in zip(kept, after[name], strict=True):
            assert {column: row[column] for column in was} == was, name


def test_what_was_in_force_then_is_in_force_since_its_verdict(upgraded):
    accepted = [row["submission_id"] for row in upgraded["control.submissions"] if row["status"].startswith("accepted")]
    standing = ask("select submission_id from control.standings where known_to is null order by 1")
    assert [row["submission_id"] for row in standing] == sorted(accepted)


def test_it_has_the_shape_of_a_database_made_today(upgraded):
    assert shape(settings.DATABASE) == shape(KEPT)


def test_each_migration_is_recorded_once_and_none_is_applied_again(upgraded):
    written = sorted(path.name.split("_")[0] for path in migrations.folder().glob("versions/*.py"))
    applied = ask("select * from control.applied_migrations order by revision")
    assert [row["revision"] for row in applied] == written
    assert ask("select version_num from control.schema_version") == [{"version_num": written[-1]}]
    assert bootstrap.bootstrap() is False
    migrations.upgrade()
    assert ask("select * from control.applied_migrations order by revision") == applied


def test_numbers_go_on_after_those_of_the_previous_version(upgraded):
    [last] = ask("select max(attempt_id) as n from control.attempts")
    with psycopg.connect(settings.dsn("mtqg_loader")) as db:
        given = db.execute("insert into control.attempts (source_code, run_id, started_at, outcome) "
                           "values ('04-TC', 'next', '2026-10-17 09:00+07', 'running') returning attempt_id").fetchone()[0]
        db.rollback()
    assert given > last["n"]


def test_the_loader_cannot_say_that_a_migration_was_applied(upgraded):
    with psycopg.connect(settings.dsn("mtqg_loader")) as db, pytest.raises(psycopg.errors.InsufficientPrivilege):
        db.execute("update control.schema_version set version_num = '9999'")


def test_a_migration_that_fails_leaves_nothing(upgraded, tmp_path, monkeypatch):
    import shutil

    copy = tmp_path / "migrations"
    shutil.copytree(migrations.folder(), copy)
    (copy / "versions" / "9999_wrong.py").write_text(
        '"""Wrong."""\nfrom alembic import op\n'
        f'revision, down_revision = "9999", "{max(path.name[:4] for path in copy.glob("versions/*.py"))}"\n\n\n'
        'def upgrade():\n    op.execute("alter table control.builds add column wrong text")\n    op.execute("select 1 / 0")\n')
    monkeypatch.setattr(migrations, "folder", lambda: copy)
    before = shape(settings.DATABASE)
    with pytest.raises(Exception, match="division by zero"):
        migrations.upgrade()
    assert shape(settings.DATABASE) == before
    assert not ask("select 1 from control.applied_migrations where revision = '9999'")
