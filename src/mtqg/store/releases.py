"""mart.releases, mart.release_figures: written once."""

from __future__ import annotations

from datetime import datetime

from psycopg import Connection

_KEY = "indicator_code, breakdown_code, admin_unit_code, period_code, value_kind"

#: What is in force at every unit: communes as reported, everything above them as rolled up.
_FREEZE = f"""
    insert into mart.release_figures (release_name, {_KEY}, province_unit_code, released_value, numerator_value,
        denominator_value, reported_value, value_origin, observation_status, units_expected, units_reported, measure_unit_code,
        as_of_date, submission_id, submission_origin, correction_id)
    select %(name)s, {_KEY}, province_unit_code, observation_value, numerator_value, denominator_value, reported_value,
        value_origin, observation_status, null, null, measure_unit_code, as_of_date, submission_id, submission_origin,
        correction_id
    from mart.fct_observations
    where period_code = any(%(periods)s) and admin_unit_code like '%%-C-%%'
    union all
    select %(name)s, {_KEY}, r.province_unit_code, r.rollup_value, r.numerator_value, r.denominator_value, r.reported_value,
        r.value_origin, r.observation_status, r.units_expected, r.units_reported, r.measure_unit_code, r.as_of_date,
        case when r.value_origin = 'reported' then r.reported_submission_id end, r.submission_origin, o.correction_id
    from mart.fct_rollups r
    left join (select {_KEY}, observation_value as rollup_value, correction_id from mart.fct_observations
               where period_code = any(%(periods)s) and correction_id is not null) o using ({_KEY}, rollup_value)
    where period_code = any(%(periods)s)
"""
#: sha256 over a line a figure, in byte order of the key: the same on every machine. A line names its correction only where it has
#: one, so that what was released before corrections existed keeps its checksum.
_CHECKSUM = """
    select count(*) as n_figures, encode(sha256(convert_to(coalesce(string_agg(line, E'\\n' order by line collate "C"), ''),
        'UTF8')), 'hex') as checksum
    from (select (to_jsonb(figures) - 'release_name'
              - case when correction_id is null then 'correction_id' else '' end)::text as line
          from mart.release_figures as figures where release_name = %s) as lines
"""
def hold_builds(db: Connection) -> dict | None:
    """No build begins before this transaction ends; the last one, whatever became of it."""
    db.execute("lock table control.builds in share mode")
    return db.execute("select * from control.builds order by build_id desc limit 1").fetchone()


def is_closed(db: Connection, period_code: str) -> bool:
    return db.execute("select closed_at is not null as yes from control.refreshes where period_code = %s",
                      (period_code,)).fetchone() == {"yes": True}


def freeze(db: Connection, name: str, month: str, periods: list[str], build: dict, now: datetime, note: str | None) -> dict:
    """The row of the new release; its figures are those in force at this moment."""
    db.execute(_FREEZE, {"name": name, "periods": periods})
    found = checksum(db, name)
    return db.execute(
        """insert into mart.releases (release_name, period_code, released_at, build_id, registry_version, n_figures, checksum,
               note) values (%s, %s, %s, %s, %s, %s, %s, %s) returning *""",
        (name, month, now, build["build_id"], build["registry_version"], found["n_figures"], found["checksum"], note)).fetchone()


def checksum(db: Connection, name: str) -> dict:
    """n_figures and checksum of the figures as they are stored."""
    return db.execute(_CHECKSUM, (name,)).fetchone()


def release(db: Connection, name: str) -> dict | None:
    return db.execute("select * from mart.releases where release_name = %s", (name,)).fetchone()


def releases(db: Connection) -> list[dict]:
    """All releases, the oldest first."""
    return db.execute("select * from mart.releases order by released_at, release_name").fetchall()

