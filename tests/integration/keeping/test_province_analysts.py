"""A province's analyst sees everybody's published marts, and of submissions and findings those of its own province alone."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.rows import dict_row

from mtqg import settings
from tests.integration.keeping.lives import mtqg

pytestmark = pytest.mark.slow

#: Marts of which an analyst sees rows of its own province.
OWN = ("fct_submissions", "fct_findings", "fct_attempts", "dim_submissions", "rpt_who_reported")


@pytest.fixture
def analyst(there) -> Iterator[psycopg.Connection]:
    """The analyst of Đà Nẵng, as `mtqg analyst 48` lets it in."""
    done = mtqg("analyst", "48")
    assert done.returncode == 0, done.stderr
    with psycopg.connect(done.stdout.strip(), row_factory=dict_row, autocommit=True) as connection:
        yield connection


def provinces(connection: psycopg.Connection, table: str) -> set[str]:
    return {row["code"] for row in connection.execute(
        f"select distinct split_part(source_code, '-', 1) as code from mart.{table}")}


def as_role(role: str) -> psycopg.Connection:
    return psycopg.connect(settings.dsn(role), row_factory=dict_row, autocommit=True)


@pytest.mark.parametrize("table", OWN)
def test_one_province_sees_nothing_of_anothers(analyst, table):
    with as_role("bi_reader") as everybody:
        assert provinces(everybody, table) >= {"48", "51"}
    assert provinces(analyst, table) == {"48"}


def test_it_sees_all_of_its_own_and_all_that_is_published(analyst):
    with as_role("bi_reader") as everybody:
        for query in ("select count(*) as n from mart.fct_findings where source_code like '48-%'",
                      "select count(*) as n from mart.fct_capital", "select count(*) as n from mart.fct_observations",
                      "select count(*) as n from mart.rpt_disbursement_progress", "select count(*) as n from mart.dim_rules"):
            assert analyst.execute(query).fetchone() == everybody.execute(query).fetchone(), query
        assert analyst.execute("select count(distinct province_unit_code) as n from mart.fct_capital").fetchone()["n"] >= 2


@pytest.mark.parametrize("statement", [
    "select 1 from mart.rpt_data_quality", "select 1 from control.findings", "select 1 from raw.reported_cells",
    "select 1 from staging.stg_findings", "set role bi_reader", "set row_security = off; select 1 from mart.fct_findings",
    "set default_transaction_read_only = off; create table mart.mine (a int)",
    "set default_transaction_read_only = off; create temporary table mine (a int)",
    "alter table mart.fct_findings disable row level security", "create role analyst_51",
])
def test_there_is_no_way_round(analyst, statement):
    with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)):
        for part in statement.split("; "):
            analyst.execute(part)


def test_no_view_that_an_analyst_reads_stands_on_protected_rows_with_its_makers_rights(there):
    with as_role("postgres") as connection:
        leaks = connection.execute("""
            select distinct v.relname from pg_class v
            join pg_namespace n on n.oid = v.relnamespace and n.nspname = 'mart'
            join pg_rewrite r on r.ev_class = v.oid
            join pg_depend d on d.objid = r.oid and d.refclassid = 'pg_class'::regclass
            join pg_class t on t.oid = d.refobjid and t.relrowsecurity
            where v.relkind = 'v' and has_table_privilege('province_analyst', v.oid, 'select')
                and not coalesce(v.reloptions::text like '%security_invoker=true%', false)""").fetchall()
    assert leaks == []


def test_whatever_names_a_source_is_shown_by_own_rows_or_not_at_all(there):
    with as_role("postgres") as connection:
        shown = connection.execute("""
            select c.relname from pg_class c
            join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'mart'
            join pg_attribute a on a.attrelid = c.oid and a.attname = 'source_code'
            where has_table_privilege('province_analyst', c.oid, 'select') and not c.relrowsecurity
                and not coalesce(c.reloptions::text like '%security_invoker=true%', false)""").fetchall()
    assert shown == []


def test_who_was_shut_out_cannot_log_in(there):
    address = mtqg("analyst", "51").stdout.strip()
    psycopg.connect(address).close()
    assert mtqg("analyst", "51", "--shut-out").returncode == 0
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)


def test_a_province_that_is_none_is_a_wrong_use():
    assert mtqg("analyst", "99").returncode == 2
