"""Dashboard queries on 20 million facts, in the tables that sql/ makes, beside DuckDB on the same rows."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from typing import Any

import psycopg

from bench.clock import watch
from bench.country import Country
from bench.dashboard_queries import QUESTIONS, Question
from bench.generated_facts import FIGURES, MONTHS, OBSERVATIONS, ROLLUPS, Facts
from bench.lines import Line, at_most
from bench.warehouse import warehouse
from mtqg import settings

TRIES = 30
TABLES = ("mart.fct_observations", "mart.fct_rollups")


def measure(country: Country) -> list[Line]:
    """Seconds to fill and to build, then each question: median and p95, and the median of DuckDB on the same rows."""
    facts = Facts(country.facts)
    with warehouse(country.folder / "dashboards"):
        lines = _fill(facts)
        with _duckdb(country, facts, lines) as duck, psycopg.connect(settings.dsn("bi_reader"), autocommit=True) as reader:
            found = [_ask(question, reader, duck, facts) for question in QUESTIONS]
    worst = max(found, key=lambda one: one[1])
    return [*lines, *(line for line, _ in found),
            Line("dashboards", "slowest p95 of the seven", f"{worst[1]:.1f} ms, {worst[0].what}", "", worst[1], " ms",
                 bar=at_most(50, " ms"), aim=at_most(10, " ms"))]


def _fill(facts: Facts) -> list[Line]:
    """All months but the last at once, without indexes; then the last as a build does it, with them."""
    rows = len(facts.communes) * len(facts.indicators) * len(MONTHS)
    with psycopg.connect(settings.dsn("mtqg_transformer"), autocommit=True) as db:
        db.execute("set maintenance_work_mem = '1GB'")
        facts.write_lists(db.cursor(), "%s")
        indexes = _take_indexes(db)
        with watch() as loaded:
            for number, month in enumerate(MONTHS[:-1]):
                db.execute(OBSERVATIONS.format(month=month, number=number))
        with watch() as rolled_up:
            for first in range(0, len(MONTHS) - 1, 12):          # a partition at a time, while there is no index
                _roll_up(db, *MONTHS[:-1][first:first + 12])
        with watch() as indexed:
            for statement in indexes:
                db.execute(statement)
        with watch() as last:
            db.execute(OBSERVATIONS.format(month=MONTHS[-1], number=len(MONTHS) - 1))
            _roll_up(db, MONTHS[-1])
        with watch() as tidied:
            db.execute(f"vacuum analyze {', '.join(TABLES)}")
        size = db.execute("select sum(pg_total_relation_size(relid))::float8 from unnest(%s::regclass[]) as tables (name), "
                          "pg_partition_tree(name)", [list(TABLES)]).fetchone()[0]
    return [Line("dashboards", what, said) for what, said in (
        (f"load of {rows:,} facts", f"{loaded.seconds:.0f} s, {rows / loaded.seconds:,.0f} rows/s, {size / 1e9:.1f} GB in all"),
        ("build: roll-ups of 59 months, keys and indexes", f"{rolled_up.seconds:.0f} s + {indexed.seconds:.0f} s"),
        ("month 60 on top, with its indexes and roll-ups", f"{last.seconds:.1f} s; then vacuum analyze {tidied.seconds:.0f} s"))]


def _roll_up(db: psycopg.Connection, *months: str) -> None:
    for statement in ROLLUPS:
        db.execute(statement.format(first=months[0], last=months[-1]))


def _take_indexes(db: psycopg.Connection) -> list[str]:
    """Keys and indexes of the facts are gone; the statements that make them again, as sql/ did."""
    taken = []
    for table in TABLES:
        for name, text in db.execute("""
            select conname,
                format('alter table %%s add constraint %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
            from pg_constraint where conrelid = %s::regclass and contype = 'p'""", [table]).fetchall():
            taken.append(text)
            db.execute(f"alter table {table} drop constraint {name}")
        for name, text in db.execute("select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index "
                                     "where indrelid = %s::regclass", [table]).fetchall():
            taken.append(text.replace(" ON ONLY ", " ON "))
            db.execute(f"drop index {name}")
    return taken


def _duckdb(country: Country, facts: Facts, lines: list[Line]) -> Any:
    """DuckDB, on two threads, in a file, with a table `facts` of the same rows in the same order."""
    import duckdb

    duck = duckdb.connect(str(country.folder / "facts.duckdb"), config={"threads": 2})
    with watch() as loaded:
        facts.write_lists(duck, "?")
        for number, month in enumerate(MONTHS):
            figures = FIGURES.format(month=month, number=number)
            duck.execute(f"{'insert into facts' if number else 'create table facts as'} {figures}")
        duck.execute("checkpoint")
    lines.append(Line("dashboards", "the same rows into DuckDB", f"{loaded.seconds:.0f} s, the seven columns that are asked for"))
    return duck


def _ask(question: Question, reader: psycopg.Connection, duck: Any, facts: Facts) -> tuple[Line, float]:
    """(line, p95 in ms); AssertionError: the two answer differently."""
    ours, theirs = [], []
    for parameters in _parameters(facts):
        seconds, answer = _timed(lambda given=parameters: reader.execute(question.of_warehouse, given).fetchall())
        asked = {name: value for name, value in parameters.items() if f"${name}" in question.facts}
        other, expected = _timed(lambda given=asked: duck.execute(question.facts, given).fetchall())
        assert sorted(answer) == sorted(expected), question.what
        ours.append(1000 * seconds)
        theirs.append(1000 * other)
    middle, floor = statistics.median(ours[1:]), statistics.median(theirs[1:])      # the first is there to warm up
    p95, rows = statistics.quantiles(ours[1:], n=20)[-1], len(answer)
    return Line("dashboards", question.what, f"{middle:.2f} ms, p95 {p95:.2f} ms, {rows:,} rows",
                f"DuckDB {floor:.2f} ms, p95 {statistics.quantiles(theirs[1:], n=20)[-1]:.2f} ms", middle / floor,
                bar=at_most(1)), p95


def _timed(call: Callable[[], list]) -> tuple[float, list]:
    with watch() as took:
        answer = call()
    return took.seconds, answer


def _parameters(facts: Facts) -> Iterator[dict[str, str]]:
    """Another indicator, province and month each time."""
    for number in range(TRIES + 1):
        month = 12 + number * 7 % (len(MONTHS) - 12)
        yield {"indicator": facts.indicators[number * 7 % len(facts.indicators)][1],
               "province": facts.provinces[number * 5 % len(facts.provinces)], "period": MONTHS[month],
               "before": MONTHS[month - 12], "first": MONTHS[0], "last": MONTHS[-1]}
