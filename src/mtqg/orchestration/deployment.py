"""`python -m mtqg.orchestration.deployment`: what the services of docker-compose.yml find when they start.

Repeatable: roles, databases and sql/ are applied when they changed, Airflow's metadata is migrated, pools have their slots,
its users log in with the passwords of the environment.
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
#: Users of Airflow -> their role: who looks; who starts, clears and repeats runs but sees no connection (FAB's `Op` would);
#: who also changes connections and users.
USERS = {ADMIN: "Admin", "operator": "User", "viewer": "Viewer"}


def prepare() -> None:
    """Warehouse, metadata, pools, the administrator and, when it has a password, BI's database are there."""
    say("sql/", "applied" if bootstrap() else "unchanged")
    if password := os.environ.get(f"MTQG_PASSWORD_{BI.upper()}"):
        say("BI", "database created" if create_bi_database(password) else "database was there")
    from mtqg.orchestration import metadata

    metadata.prepare()
    widen_pool(int(os.environ["MTQG_PROVINCES_AT_ONCE"]))
    say("Airflow", "metadata and pools ready")
    for name, words in create_users(os.environ["MTQG_ADMIN_EMAIL"]).items():
        say(name, words)


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


def create_users(email: str) -> dict[str, str]:
    """Every user of USERS that has a password in the environment logs in with it, in its role; says who is new."""
    from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder

    passwords = {name: os.environ.get(f"MTQG_SECRET_AIRFLOW_{name.upper()}") for name in USERS}
    with get_application_builder() as builder:
        return {name: _let_in(builder.sm, name, passwords[name], email if name == ADMIN else f"{name}@{email.rpartition('@')[2]}")
                for name in USERS if passwords[name]}


def _let_in(security, name: str, password: str, email: str) -> str:
    if known := security.find_user(name):
        security.reset_password(known.id, password)
        return "password set"
    if not security.add_user(name, "MTQG", USERS[name], email, security.find_role(USERS[name]), password):
        raise SystemExit(f"{name}: not created; is {email} someone else's address?")
    return "created"


def say(what: str, words: str) -> None:
    print(f"{what}: {words}", flush=True)


if __name__ == "__main__":
    prepare()
