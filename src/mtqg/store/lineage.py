"""Backward from a published figure: facts, submission, file, cell."""

from __future__ import annotations

from datetime import date
from typing import Any

from psycopg import Connection

_KEY = ("indicator_code", "breakdown_code", "admin_unit_code", "period_code", "value_kind")
_ANY_KIND = " and ".join(f"{name} = %({name})s" for name in _KEY[:-1])
_WHERE = " and ".join(f"{name} = %({name})s" for name in _KEY)


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
    """Value kinds under which the figure exists at all, observed or rolled up."""
    rows = db.execute(
        f"""select value_kind from mart.fct_observations where {_ANY_KIND}
            union
            select value_kind from mart.fct_rollups where {_ANY_KIND}
            order by 1""", key)
    return [row["value_kind"] for row in rows]


def parts_below(db: Connection, key: dict[str, str]) -> list[dict[str, Any]]:
    """Figures of the same kind in force at the units below, as the roll-up took them."""
    return db.execute(
        f"""select o.* from mart.fct_observations o
            where {_WHERE.replace("admin_unit_code = %(admin_unit_code)s", "true")}
              and o.admin_unit_code <> %(admin_unit_code)s
              and exists (
                  select from intermediate.int_admin_unit_ancestors a
                  where a.admin_unit_code = o.admin_unit_code and a.ancestor_code = %(admin_unit_code)s
                    and o.as_of_date between a.valid_from and a.valid_to
                    and (left(a.ancestor_code, 2) in ('VN', left(o.admin_unit_code, 2))
                         or a.ancestor_code = o.province_unit_code))
            order by o.admin_unit_code""", key).fetchall()


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
