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
