"""What a warehouse holds, as one number a table: two warehouses with the same numbers hold the same rows."""

from __future__ import annotations

from psycopg import Connection, sql

SCHEMAS = ("control", "raw", "staging", "intermediate", "mart")
#: Marts in which figures are published.
FIGURES = ("mart.fct_observations", "mart.fct_capital", "mart.fct_rollups", "mart.fct_restated_observations",
           "mart.fct_refused_restatements")
#: Written once by hand; a build never touches them.
RELEASES = ("mart.releases", "mart.release_figures")


def tables(db: Connection, schemas: tuple[str, ...] = SCHEMAS) -> list[str]:
    """Tables as `schema.name`; a partitioned one stands for its parts."""
    rows = db.execute(
        """select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where n.nspname = any(%s) and c.relkind in ('r', 'p') and not c.relispartition order by 1""", (list(schemas),))
    return [row["name"] for row in rows]


def checksums(db: Connection, names: list[str] | tuple[str, ...]) -> dict[str, list]:
    """Table -> [rows, sum of the hashes of its rows as text], whatever the order of the rows; times in UTC."""
    db.execute("set local timezone = 'UTC'")
    return {name: _checksum(db, name) for name in names}


def _checksum(db: Connection, name: str) -> list:
    query = sql.SQL("select count(*) as n, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text as hash from {} t")
    row = db.execute(query.format(sql.Identifier(*name.split(".")))).fetchone()
    return [row["n"], row["hash"]]


def slices_of_marts(db: Connection) -> dict[tuple[str, str, str], tuple[int, str]]:
    """Table, province and period (both `` where the table has no slices) -> rows and the same sum, of what a build fills."""
    found = {}
    for name in tables(db, ("mart",)):
        if name in RELEASES:
            continue
        columns = {row["attname"] for row in db.execute(
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped", (name,))}
        is_sliced = {"province_unit_code", "period_code"} <= columns
        province, period = (sql.Identifier(column) if is_sliced else sql.SQL("''::text")
                            for column in ("province_unit_code", "period_code"))
        query = sql.SQL("select {} as province, {} as period, count(*) as n, "
                        "sum(hashtextextended(t::text, 0)::numeric)::text as hash from {} t group by 1, 2").format(
            province, period, sql.Identifier(*name.split(".")))
        for row in db.execute(query):
            found[name, row["province"], row["period"]] = (row["n"], row["hash"])
    return found


def past_beside_cells(db: Connection) -> dict[tuple[str, str, str], tuple[int, int]]:
    """Table, province and period -> (rows, rows that say what was read) where they differ, of figures ever accepted as reported.

    No build writes them anew, not even one from raw.
    """
    rows = db.execute("""
        select province_unit_code as province, period_code as period, count(*) as n, count(*) filter (where is_read) as n_read
        from (
            select r.province_unit_code, r.period_code, (r.correction_id is not null or r.figure_value = r.reported_value)
                and exists (
                    select from raw.reported_cells c
                    where c.submission_id = r.submission_id and c.sheet = r.sheet and c.cell_ref = r.cell_ref
                      and (c.indicator_code, c.breakdown_code, c.admin_unit_code, c.period_code, c.value_kind)
                        = (r.indicator_code, r.breakdown_code, r.admin_unit_code, r.period_code, r.value_kind)
                      and c.canonical_value::numeric(38, 6) = r.reported_value) as is_read
            from mart.fct_observation_revisions r where r.value_origin = 'reported') as revisions
        group by 1, 2 having not bool_and(is_read)""")
    return {("mart.fct_observation_revisions", row["province"], row["period"]): (row["n"], row["n_read"]) for row in rows}
