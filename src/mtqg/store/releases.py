"""mart.releases, mart.release_figures: written once."""

from __future__ import annotations

from datetime import datetime

from psycopg import Connection

_KEY = "indicator_code, breakdown_code, admin_unit_code, period_code, value_kind"

#: What is in force at every unit: communes as reported, everything above them as rolled up.
_FREEZE = f"""
    insert into mart.release_figures (release_name, {_KEY}, province_unit_code, released_value, numerator_value,
        denominator_value, reported_value, value_origin, observation_status, units_expected, units_reported, measure_unit_code,
        as_of_date, submission_id, submission_origin)
    select %(name)s, {_KEY}, province_unit_code, observation_value, numerator_value, denominator_value, reported_value,
        value_origin, observation_status, null, null, measure_unit_code, as_of_date, submission_id, submission_origin
    from mart.fct_observations
    where period_code = any(%(periods)s) and admin_unit_code like '%%-C-%%'
    union all
    select %(name)s, {_KEY}, province_unit_code, rollup_value, numerator_value, denominator_value, reported_value,
        value_origin, observation_status, units_expected, units_reported, measure_unit_code, as_of_date,
        case when value_origin = 'reported' then reported_submission_id end, submission_origin
    from mart.fct_rollups
    where period_code = any(%(periods)s)
"""
#: sha256 over a line a figure, in byte order of the key: the same on every machine.
_CHECKSUM = """
    select count(*) as n_figures, encode(sha256(convert_to(coalesce(string_agg(line, E'\\n' order by line collate "C"), ''),
        'UTF8')), 'hex') as checksum
    from (select (to_jsonb(figures) - 'release_name')::text as line from mart.release_figures as figures
          where release_name = %s) as lines
"""
#: The causes of a difference: submissions whose figure of the indicator or of its parts came into force between the two releases
#: and still was at the later one, or left it without another in its place.
_CHANGES = """
    select indicator_code, breakdown_code, admin_unit_code, period_code, value_kind, a.released_value as value_before,
        b.released_value as value_after, b.released_value - a.released_value as difference, causes.submission_ids
    from (select * from mart.release_figures where release_name = %(a)s) as a
    full join (select * from mart.release_figures where release_name = %(b)s) as b
        using (indicator_code, breakdown_code, admin_unit_code, period_code, value_kind)
    left join lateral (
        select array_agg(distinct r.submission_id order by r.submission_id) as submission_ids
        from mart.fct_observation_revisions r
        left join mart.dim_indicators i
            on i.indicator_code = coalesce(b.indicator_code, a.indicator_code) and i.version_no = 1
        where r.indicator_code in (coalesce(b.indicator_code, a.indicator_code), i.numerator_code, i.denominator_code)
            and r.period_code = any(%(periods)s)
            and coalesce(b.province_unit_code, a.province_unit_code) in (r.province_unit_code, 'VN')
            and ((r.known_from > %(from)s and r.known_from <= %(to)s and (r.known_to is null or r.known_to > %(to)s))
                or (r.known_from <= %(from)s and r.known_to > %(from)s and r.known_to <= %(to)s and not exists (
                    select from mart.figures_as_of(%(to)s) as f
                    where f.indicator_code = r.indicator_code and f.breakdown_code = r.breakdown_code
                        and f.admin_unit_code = r.admin_unit_code and f.period_code = r.period_code
                        and f.value_kind = r.value_kind)))
    ) as causes on true
    where a.released_value is distinct from b.released_value
    order by admin_unit_code <> 'VN', admin_unit_code collate "C", indicator_code collate "C", breakdown_code, period_code,
        value_kind
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


def changes(db: Connection, before: dict, after: dict, periods: list[str]) -> list[dict]:
    """Figures that differ between two releases: before, after, by how much, and the submissions that came or went between."""
    return db.execute(_CHANGES, {"a": before["release_name"], "b": after["release_name"], "periods": periods,
                                 "from": before["released_at"], "to": after["released_at"]}).fetchall()
