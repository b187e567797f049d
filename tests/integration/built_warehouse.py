"""One dbt build of what a test has sent, and what BI then sees."""

from __future__ import annotations

from datetime import datetime

import psycopg
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.build import run_dbt, selector_of
from mtqg.store import builds
from tests.integration.hand_made_rows import NOW

#: Facts that an incremental build must leave as a build from raw does.
FACTS = ("fct_observations", "fct_rollups", "fct_capital", "fct_submissions", "fct_restated_observations",
         "fct_refused_restatements", "fct_observation_revisions", "fct_capital_revisions")


def build(full: bool = False, now: datetime = NOW, seeds: str = "s") -> dict[str, str]:
    """The status of every dbt node of one build of the reference lists of this version, published unless one of them failed."""
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        opened = builds.open_build(db, "test", "r", seeds, now, full)
    ended = {one.name: one.status for one in run_dbt(selector_of(opened))}
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        if {"error", "fail"} & set(ended.values()):
            builds.fail_build(db, opened["build_id"], now, "a node failed")
        else:
            builds.publish_build(db, opened["build_id"], now)
    return ended


def ask(query: str, *values) -> list[dict]:
    with psycopg.connect(settings.dsn("bi_reader"), row_factory=dict_row) as db:
        return db.execute(query, values).fetchall()


def figure(indicator: str, unit: str, period: str, kind: str = "actual", table: str = "fct_observations", **more: str) -> dict:
    """The one row of the mart for the total of the figure, or nothing; `more`: further columns of its key."""
    key = {"indicator_code": indicator, "breakdown_code": "_T", "admin_unit_code": unit, "period_code": period,
           "value_kind": kind, **more}
    found = ask(f"select * from mart.{table} where {' and '.join(f'{name} = %s' for name in key)}", *key.values())
    return found[0] if found else {}


def checksum() -> dict[str, dict]:
    """Number of rows and a sum over their text, of each fact."""
    return {fact: ask(f"""select count(*) as n, md5(string_agg(row, '|' order by row)) as sum
                          from (select fact::text as row from mart.{fact} fact) as rows""")[0]
            for fact in FACTS}
