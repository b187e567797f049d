"""Figures of a province under another standing of its submissions: in temporary tables that nobody sees and nothing keeps."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from mtqg.store.standing import Standing
from mtqg.whatif import FIGURES, CompiledModel

KEY = ("indicator_code", "breakdown_code", "admin_unit_code", "period_code", "value_kind")
_KEYS = ", ".join(KEY)


def touched_periods(db: Connection, submission_ids: list[str]) -> list[str]:
    """Periods of the figures of these submissions, and all that end in the same month."""
    rows = db.execute(
        """select distinct same_month.period_code
           from raw.reported_cells c
           join mart.dim_periods p on p.period_code = c.period_code
           join mart.dim_periods same_month on date_trunc('month', same_month.end_date) = date_trunc('month', p.end_date)
           where c.submission_id = any(%s) and c.indicator_code is not null order by 1""", (submission_ids,))
    return [row["period_code"] for row in rows]


def figures_if(db: Connection, models: list[CompiledModel], province: str, periods: list[str],
               standings: list[Standing]) -> dict[tuple[str, ...], dict[str, Any]]:
    """`observation` or `rollup` and KEY -> figure of the province in these periods, as a build would make it.

    `standings` replace what the ledger says of these submissions; `db` is a connection of mtqg_transformer, left as it was.
    """
    with db.transaction(force_rollback=True):
        _shadow_ledger(db, province, periods, standings)
        for model in models:
            if model.sql is not None:
                db.execute(f'create temporary table "{model.name}" on commit drop as {_redirected(model.sql, models)}')
                db.execute(f'analyze pg_temp."{model.name}"')
        found: dict[tuple[str, ...], dict[str, Any]] = {}
        for table, value in zip(FIGURES, ("observation", "rollup"), strict=True):
            rows = db.execute(f"""select {_KEYS}, {value}_value as figure, measure_unit_code from pg_temp."{table}"
                                  where province_unit_code = %s and period_code = any(%s)""", (province, periods))
            found.update({(value, *(row[name] for name in KEY)): row for row in rows})
        return found


def _shadow_ledger(db: Connection, province: str, periods: list[str], standings: list[Standing]) -> None:
    """Submissions, verdicts and cells of the province, with these standings instead of those of the ledger."""
    db.execute("""create temporary table stg_submissions on commit drop as
                  select * from staging.stg_submissions where admin_unit_code = %s and period_code is not null""", (province,))
    db.execute("""create temporary table stg_verdicts on commit drop as
                  select v.* from staging.stg_verdicts v join pg_temp.stg_submissions s using (submission_id)""")
    for one in standings:
        db.execute("""update pg_temp.stg_submissions set is_accepted = %s, blocks_in_force = %s, blocks_left_out = %s
                      where submission_id = %s""",
                   (one.is_in_force, None if one.blocks is None else ",".join(sorted(one.blocks)), ",".join(sorted(one.without)),
                    one.submission_id))
        if one.is_in_force:
            db.execute("""insert into pg_temp.stg_verdicts (submission_id, verdict_no, judged_at, is_accepted)
                          select %(id)s, coalesce(max(verdict_no), 0) + 1, 'infinity', true from pg_temp.stg_verdicts
                          where submission_id = %(id)s
                          having not coalesce((array_agg(is_accepted order by verdict_no desc))[1], false)""",
                       {"id": one.submission_id})
    db.execute("""create temporary table stg_reported_cells on commit drop as
                  select c.* from staging.stg_reported_cells c join pg_temp.stg_submissions s using (submission_id)
                  where s.is_accepted and c.period_code = any(%(periods)s) and c.submission_id in (
                      select submission_id from staging.stg_changed_slices    -- as builds ask whose figures they are
                      where province_unit_code = %(province)s and period_code = any(%(periods)s)
                      union all select unnest(%(standing)s::text[]))""",
               {"periods": periods, "province": province, "standing": [one.submission_id for one in standings]})
    db.execute("analyze pg_temp.stg_submissions, pg_temp.stg_verdicts, pg_temp.stg_reported_cells")


def _redirected(sql: str, models: list[CompiledModel]) -> str:
    for model in models:
        sql = sql.replace(model.relation, f'pg_temp."{model.name}"')
    return sql


def other_provinces(db: Connection, keys: list[tuple[str, ...]]) -> dict[tuple[str, ...], dict[str, Any]]:
    """(indicator, breakdown, period, kind) -> published figures of every province by its code."""
    rows = db.execute(
        """select indicator_code, breakdown_code, period_code, value_kind,
               jsonb_object_agg(admin_unit_code, rollup_value) as figures
           from mart.fct_rollups
           where admin_unit_level = 'province' and (indicator_code, breakdown_code, period_code, value_kind) in (
               select * from unnest(%s::text[], %s::text[], %s::text[], %s::text[]))
           group by 1, 2, 3, 4""", [list(column) for column in zip(*keys, strict=True)] if keys else [[], [], [], []])
    return {(row["indicator_code"], row["breakdown_code"], row["period_code"], row["value_kind"]): row["figures"] for row in rows}


def closed_periods(db: Connection, periods: list[str]) -> set[str]:
    """Those of the periods whose last month a refresh has closed."""
    rows = db.execute(
        """select p.period_code from mart.dim_periods p
           join mart.dim_periods m on m.period_type = 'month' and m.end_date = p.end_date
           join control.refreshes r on r.period_code = m.period_code and r.closed_at is not null
           where p.period_code = any(%s)""", (periods,))
    return {row["period_code"] for row in rows}


def is_published(db: Connection, submission_id: str) -> bool:
    """Whether a published build has taken in figures of the slice of this submission."""
    return db.execute(
        """select exists (
               select from control.submissions s
               join control.submissions o using (source_code, form_code, period_code)
               join control.changed_slices c on c.submission_id = o.submission_id
               join control.builds b on b.build_id = c.build_id and b.status = 'published'
               where s.submission_id = %s) as yes""", (submission_id,)).fetchone()["yes"]


def directions(db: Connection) -> dict[str, str]:
    """Indicator -> the direction in which it is better: up, down, none."""
    rows = db.execute("select distinct on (indicator_code) indicator_code, direction from mart.dim_indicators "
                      "order by indicator_code, valid_from desc")
    return {row["indicator_code"]: row["direction"] for row in rows}


def province_of(db: Connection, submission_id: str) -> str:
    """The unit that reports."""
    row = db.execute("select admin_unit_code from control.submissions where submission_id = %s", (submission_id,)).fetchone()
    return row["admin_unit_code"]


#: Dimension -> its code, and what puts the newest version of a row first.
_NAMED = {"indicators": ("indicator_code", "valid_from desc"), "admin_units": ("admin_unit_code", "valid_from desc"),
          "measure_units": ("measure_unit_code", "name_vi")}


def names_vi(db: Connection, dimension: str, codes: list[str]) -> dict[str, str]:
    """Code -> Vietnamese name, of `indicators`, `admin_units` or `measure_units`."""
    code, newest_first = _NAMED[dimension]
    rows = db.execute(f"select distinct on ({code}) {code} as code, name_vi from mart.dim_{dimension} where {code} = any(%s) "
                      f"order by {code}, {newest_first}", (codes,))
    return {row["code"]: row["name_vi"] for row in rows}
