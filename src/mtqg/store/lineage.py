"""Backward from a published figure: facts, submission, file, cell."""

from __future__ import annotations

from datetime import date
from typing import Any

from psycopg import Connection

_KEY = ("indicator_code", "breakdown_code", "admin_unit_code", "period_code", "value_kind")
_ANY_KIND = " and ".join(f"{name} = %({name})s" for name in _KEY[:-1])
_WHERE = " and ".join(f"{name} = %({name})s" for name in _KEY)
#: The same figure at any unit; `{0}`: the table.
_ANY_UNIT = " and ".join(f"{{0}}.{name} = %({name})s" for name in _KEY if name != "admin_unit_code")
#: A commune of the map before that a province of today reports counts unless a commune of today that it went into has the figure:
#: dbt_project/macros/former_units.sql, asked here of the marts as they are published. A build asks it of the marts as they will
#: be; a view or function names one of the two, so none could serve both.
_IS_FORMER = "(left(o.admin_unit_code, 2) = '63' and left(o.province_unit_code, 2) = '34')"
_NO_SUCCESSOR = f"""not exists (
    select from mart.fct_observations s join intermediate.int_paths_to_34 q on s.admin_unit_code = q.target_unit_code
    where q.admin_unit_code = o.admin_unit_code and q.valid_to = date '9999-12-31' and {_ANY_UNIT.format("s")})"""


def indicator(db: Connection, code: str, day: date | None = None) -> dict[str, Any] | None:
    """The version of its formula and definition in force on the day; without one, or outside all versions, the newest."""
    return db.execute(
        """select * from mart.dim_indicators where indicator_code = %(code)s
           order by coalesce(%(day)s::date between valid_from and coalesce(valid_to, date '9999-12-31'), false) desc,
               valid_from desc limit 1""", {"code": code, "day": day}).fetchone()


def released(db: Connection, key: dict[str, str]) -> list[dict[str, Any]]:
    """Releases that hold the figure, and the value they published, the oldest first."""
    return db.execute(
        f"""select r.release_name, r.released_at, f.released_value from mart.releases r
            join (select * from mart.release_figures where {_WHERE}) f using (release_name)
            order by r.released_at, r.release_name""", key).fetchall()


def observation(db: Connection, key: dict[str, str]) -> dict[str, Any] | None:
    """The figure in force at the unit that reported it."""
    return db.execute(f"select * from mart.fct_observations where {_WHERE}", key).fetchone()


def rollup(db: Connection, key: dict[str, str]) -> dict[str, Any] | None:
    """The figure computed up the tree."""
    return db.execute(f"select * from mart.fct_rollups where {_WHERE}", key).fetchone()


def value_kinds(db: Connection, key: dict[str, str]) -> list[str]:
    """Value kinds under which the figure exists at all: observed, rolled up, restated or derived."""
    rows = db.execute(
        f"""select value_kind from mart.fct_observations where {_ANY_KIND}
            union
            select value_kind from mart.fct_rollups where {_ANY_KIND}
            union
            select value_kind from mart.fct_restated_observations where {_ANY_KIND} and geography = left(admin_unit_code, 2)
            union
            select value_kind from mart.rpt_accumulated_figures where {_ANY_KIND}
            order by 1""", key)
    return [row["value_kind"] for row in rows]


def parts_below(db: Connection, key: dict[str, str], row: dict[str, Any]) -> list[dict[str, Any]]:
    """Figures of the same kind in force at the units of the level that the roll-up took, as it took them."""
    return db.execute(
        f"""select o.* from mart.fct_observations o
            where {_ANY_UNIT.format("o")}
              and split_part(o.admin_unit_code, '-', 2) = upper(left(%(level)s, 1))
              and exists (
                  select from intermediate.int_admin_unit_ancestors a
                  where a.admin_unit_code = o.admin_unit_code and a.ancestor_code = %(admin_unit_code)s
                    and o.as_of_date between a.valid_from and a.valid_to
                    and (left(a.ancestor_code, 2) = left(o.admin_unit_code, 2) or a.ancestor_code = o.province_unit_code))
              and (not {_IS_FORMER} or {_NO_SUCCESSOR})
            order by o.admin_unit_code""", key | {"level": row["contributing_level"]}).fetchall()


def provinces_counted(db: Connection, key: dict[str, str]) -> list[str]:
    """Provinces whose figures make up the country's: where a dissolved one and its successor both have it, the successor."""
    rows = db.execute(
        f"""select o.admin_unit_code from mart.fct_rollups o
            where {_ANY_UNIT.format("o")} and o.admin_unit_level = 'province' and not exists (
                select from mart.fct_rollups s join intermediate.int_paths_to_34 p on s.admin_unit_code = p.target_unit_code
                where {_ANY_UNIT.format("s")} and p.admin_unit_level = 'province' and p.admin_unit_code = o.admin_unit_code
                  and (s.denominator_value is not null or o.denominator_value is null))
            order by 1""", key)
    return [row["admin_unit_code"] for row in rows]


def restated(db: Connection, key: dict[str, str]) -> dict[str, Any] | None:
    """The figure put on the unit's map out of figures of the other map."""
    return db.execute(
        f"""select * from mart.fct_restated_observations
            where {_WHERE} and geography = left(admin_unit_code, 2) and allocation_basis <> 'as_reported'""", key).fetchone()


def restated_parts(db: Connection, key: dict[str, str], row: dict[str, Any]) -> list[dict[str, Any]]:
    """Units with the figure that make up a restated one, with their shares, and the submission of what a unit reported itself."""
    return db.execute(
        f"""with figures as (
                select admin_unit_code, province_unit_code, as_of_date, submission_id from mart.fct_observations f
                where {_ANY_UNIT.format("f")} and %(level)s = 'commune'
                union all
                select admin_unit_code, province_unit_code, as_of_date, reported_submission_id from mart.fct_rollups f
                where {_ANY_UNIT.format("f")} and admin_unit_level = %(level)s)
            select p.admin_unit_code, p.share_from, p.share_to, p.share_denominator, o.submission_id
            from intermediate.int_restatement_paths p join figures o using (admin_unit_code)
            where p.geography = %(geography)s and p.target_unit_code = %(admin_unit_code)s and p.refused_reason is null
              and p.admin_unit_level = %(level)s and o.as_of_date between p.valid_from and p.valid_to
              and (left(p.admin_unit_code, 2) <> p.geography or ({_IS_FORMER} and {_NO_SUCCESSOR}))
            order by 1""", key | {"level": row["contributing_level"], "geography": row["geography"]}).fetchall()


def derived(db: Connection, key: dict[str, str]) -> list[dict[str, Any]]:
    """What was derived for the period: each accumulation with the days of its period."""
    return db.execute(
        f"""select f.*, p.start_date, p.end_date from mart.rpt_accumulated_figures f join mart.dim_periods p using (period_code)
            where {_WHERE} and f.value_origin = 'derived' order by f.accumulation""", key).fetchall()


def months_of_series(db: Connection, key: dict[str, str]) -> list[dict[str, Any]]:
    """All figures of the unit's series, by the end of their periods."""
    return db.execute(
        """select f.period_code, f.as_of_date, f.is_month_figure, p.period_type, p.start_date, p.end_date
           from mart.fct_rollups f join mart.dim_periods p using (period_code)
           where f.indicator_code = %(indicator_code)s and f.breakdown_code = %(breakdown_code)s
             and f.admin_unit_code = %(admin_unit_code)s and f.value_kind = %(value_kind)s
           order by p.end_date, p.start_date desc""", key).fetchall()


def cells(db: Connection, submission_id: str, key: dict[str, str]) -> list[dict[str, Any]]:
    """The cells of the submission that say the figure, as typed."""
    return db.execute(
        f"""select sheet, cell_ref, part_no, row_no, value_text, value, measure_unit_code, canonical_value, component_code,
                   capital_source_code, origin_year, cell_role
            from raw.reported_cells
            where submission_id = %(submission_id)s and {_WHERE} and cell_role <> 'total' and cell_status = 'accepted'
            order by sheet, row_no, column_no""", key | {"submission_id": submission_id}).fetchall()


def submission(db: Connection, submission_id: str) -> dict[str, Any]:
    """The submission with the time of the verdict under which it is in force."""
    return db.execute(
        """select s.*, v.judged_at, v.status as verdict from control.submissions s
           left join control.verdicts v on v.submission_id = s.submission_id and v.verdict_no =
               (select max(verdict_no) from control.verdicts l where l.submission_id = s.submission_id)
           where s.submission_id = %s""", (submission_id,)).fetchone()
