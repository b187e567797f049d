"""What BI sees: queries on the marts, run as bi_reader."""

from __future__ import annotations

from datetime import date

from psycopg import Connection, sql
from psycopg.rows import tuple_row


def outcomes_by_form(db: Connection, period_codes: list[str]) -> list[dict]:
    """Period, form, and how many sources reported on time, late, not at all, or were rejected."""
    return db.execute("""
        select period_code, form_code, outcome, count(*) as n
        from mart.rpt_who_reported where period_code = any(%s)
        group by period_code, form_code, outcome order by period_code, form_code, outcome
        """, [period_codes]).fetchall()


def national_scorecard(db: Connection, months: list[str]) -> list[dict]:
    """Core indicators of the whole country in these months: the figure, and how many provinces stand behind it."""
    return db.execute("""
        select indicator_code, indicator_name_vi, measure_unit_name_vi, as_of_month, figure_value,
            units_reported, units_expected
        from mart.rpt_programme_scorecard
        where admin_unit_level = 'country' and as_of_month = any(%s) and value_kind = 'actual' and breakdown_code = '_T'
            and tier = 'core' and figure_value is not null
        order by theme, indicator_code, as_of_month
        """, [months]).fetchall()


def findings_by_rule(db: Connection) -> list[dict]:
    """How often each rule was broken, in how many submissions."""
    return db.execute("""
        select rule_id, severity, max(rule_name_vi) as rule_name_vi, sum(n_findings) as n_findings,
            sum(n_submissions) as n_submissions
        from mart.rpt_data_quality
        where rule_id <> '_T'
        group by rule_id, severity
        order by array_position(array['critical', 'warning', 'info'], severity), rule_id
        """).fetchall()


def obligations(db: Connection, period_codes: list[str], due_from: date | None = None, due_to: date | None = None) -> list[dict]:
    """What is owed or was sent for the periods, and what else falls due between the days, by province in Vietnamese order."""
    return db.execute("""
        select source_code, form_code, period_code, obligation_code, outcome, days_late, admin_unit_name_vi
        from mart.rpt_who_reported where period_code = any(%s) or due_date between %s and %s
        order by sort_key, form_code
        """, [period_codes, due_from, due_to]).fetchall()


def rows_of_periods(db: Connection, table: str, period_codes: list[str]) -> tuple[list[str], list[tuple]]:
    """Columns and rows of a mart whose period (or month, where it has no other) is one of these, ordered by all columns."""
    columns = [row["column_name"] for row in db.execute("""
        select column_name from information_schema.columns where table_schema = 'mart' and table_name = %s
        order by ordinal_position""", [table]).fetchall()]
    period = "period_code" if "period_code" in columns else "as_of_month"
    query = sql.SQL("select {} from mart.{} where {} = any(%s) order by {}").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table), sql.Identifier(period),
        sql.SQL(", ").join(sql.SQL(str(number)) for number in range(1, len(columns) + 1)))
    return columns, db.cursor(row_factory=tuple_row).execute(query, [period_codes]).fetchall()


def outcomes(db: Connection, period_codes: list[str]) -> dict[str, int]:
    """How many reports of the periods came in which way, in one word each."""
    rows = db.execute("""
        select outcome, count(*) as n from mart.rpt_who_reported where period_code = any(%s) group by outcome order by outcome
        """, [period_codes]).fetchall()
    return {row["outcome"]: row["n"] for row in rows}


def rows_by_table(db: Connection) -> dict[str, int]:
    """Table of the schema mart -> rows, by the statistics that a build leaves behind; partitions are added up."""
    rows = db.execute("""
        select tables.relname, sum(greatest(coalesce(parts.reltuples, tables.reltuples), 0))::bigint as n_rows
        from pg_class as tables
        left join lateral pg_partition_tree(tables.oid) as tree on tree.isleaf
        left join pg_class as parts on parts.oid = tree.relid
        where tables.relnamespace = 'mart'::regnamespace and tables.relkind in ('r', 'p') and not tables.relispartition
        group by tables.relname
        """).fetchall()
    return {row["relname"]: row["n_rows"] for row in rows}
