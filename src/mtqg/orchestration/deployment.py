"""`python -m mtqg.orchestration.deployment`: what the services of docker-compose.yml find when they start.

Repeatable: roles, databases and sql/ are applied when they changed, Airflow's metadata is migrated, pools have their slots,
the administrator can log in with the password of the environment.
"""

from __future__ import annotations

import os

import psycopg
from psycopg import sql

from mtqg import settings
from mtqg.stack.airflow import ADMIN
from mtqg.stack.bootstrap import bootstrap

#: Metabase keeps questions and dashboards in a database of its own.
BI = "metabase"


def prepare() -> None:
    """Warehouse, metadata, pools, the administrator and, when it has a password, BI's database are there."""
    say("sql/", "applied" if bootstrap() else "unchanged")
    if password := os.environ.get(f"MTQG_PASSWORD_{BI.upper()}"):
        say("BI", "database created" if create_bi_database(password) else "database was there")
    from mtqg.orchestration import metadata

    metadata.prepare()
    widen_pool(int(os.environ["MTQG_PROVINCES_AT_ONCE"]))
    say("Airflow", "metadata and pools ready")
    say("admin", create_administrator(settings.local_secret("airflow_admin"), os.environ["MTQG_ADMIN_EMAIL"]))


def create_bi_database(password: str) -> bool:
    """The role and the database exist, and the role's password is this one; False when the database existed."""
    with psycopg.connect(settings.dsn("postgres", "postgres"), autocommit=True) as connection:
        role, secret = sql.Identifier(BI), sql.Literal(password)
        known = connection.execute("select 1 from pg_roles where rolname = %s", [BI]).fetchone()
        verb = sql.SQL("alter" if known else "create")
        connection.execute(sql.SQL("{} role {} login nosuperuser password {}").format(verb, role, secret))
        if connection.execute("select 1 from pg_database where datname = %s", [BI]).fetchone():
            return False
        connection.execute(sql.SQL("create database {} owner {}").format(role, role))
        connection.execute(sql.SQL("revoke all on database {} from public").format(role))
    return True


def widen_pool(slots: int) -> None:
    """So many provinces are pulled at once: what all workers together can carry."""
    from airflow.models.pool import Pool

    from mtqg.stack.airflow import POOLS

    Pool.create_or_update_pool("provinces", slots=slots, description=POOLS["provinces"][1], include_deferred=False)


def create_administrator(password: str, email: str) -> str:
    """The administrator logs in with this password; says whether he is new."""
    from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder

    with get_application_builder() as builder:
        security = builder.sm
        if known := security.find_user(ADMIN):
            security.reset_password(known.id, password)
            return "password set"
        made = security.add_user(ADMIN, "MTQG", "Admin", email, security.find_role("Admin"), password)
        if not made:
            raise SystemExit(f"admin: not created; is {email} someone else's address?")
        return "created"


def say(what: str, words: str) -> None:
    print(f"{what}: {words}", flush=True)


if __name__ == "__main__":
    prepare()
