"""Whether a build costs what changed or what there is: month 60 of VON-01 beside month 2, and a full rebuild of all."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from unittest import mock

from bench.building import build
from bench.country import Country
from bench.lines import Line, at_most
from bench.warehouse import outbox_connections, warehouse
from mtqg.registry.periods import parse_period

FIRST, SECOND, LAST = "2026-09", "2026-10", "2031-08"
#: Months that are copied from the second in between, so that LAST is the 60th.
COPIES = 57
FACTS = ("fct_capital", "fct_observations", "fct_rollups", "fct_observation_revisions", "fct_restated_observations",
         "fct_refused_restatements", "fct_capital_revisions")
MONTH = "to_char(to_date({}, 'YYYY-MM') + make_interval(months => %(n)s), 'YYYY-MM')"


def measure(country: Country) -> list[Line]:
    """Real months at both ends, copies of the second between them; the incremental result against the rebuilt one."""
    with warehouse(country.folder / "history"):
        _arrive(country, FIRST)
        build(_clock(FIRST))
        _arrive(country, SECOND)
        second, _ = build(_clock(SECOND))
        rows = sum(_copy(number) for number in range(1, COPIES + 1))
        whole, _ = build(_clock(LAST) - timedelta(days=2), full=True)
        _arrive(country, LAST)
        last, slices = build(_clock(LAST))
        incremental = _checksums()
        build(_clock(LAST) + timedelta(days=1), full=True)
        rebuilt = _checksums()
    differing = [fact for fact in FACTS if incremental[fact] != rebuilt[fact]]
    return [
        Line("history", "dbt build of month 60", f"{last:.1f} s, {slices} slices", f"month 2 {second:.1f} s",
             last / second, bar=at_most(1.2), aim=at_most(1.0)),
        Line("history", "all 59 months at once", f"{whole:.1f} s, {rows:,} cells copied"),
        Line("history", "tables that differ from a full rebuild", ", ".join(differing) or "none", f"of {', '.join(FACTS)}",
             len(differing), "", bar=at_most(0, "")),
    ]


def _clock(period: str) -> datetime:
    return datetime.combine(parse_period(period).end, datetime.min.time(), UTC) + timedelta(days=20)


def _arrive(country: Country, period: str) -> None:
    """Every province's VON-01 of the month is pulled and judged."""
    from mtqg.intake import judge, open_period, pull
    from mtqg.sample import write_country

    outbox = country.folder / "history_outbox" / period
    sources = [source for source in country.sources(period) if "VON-01" in source.form_codes][:country.only]
    write_country(outbox, period, forms=("VON-01",), provinces=tuple(source.province_code for source in sources))
    open_period(period, f"bench {period}", _clock(period))
    with mock.patch.dict(os.environ, outbox_connections(outbox)):
        pull([source.source_code for source in sources], f"bench {period}", 1, _clock(period), day=parse_period(period).end)
    judge(f"bench {period}", _clock(period))


def _copy(months: int) -> int:
    """The second month once more, so many months later, accepted; returns its cells."""
    from mtqg.store import connect

    tables = {
        "control.submissions": {"submission_id": "submission_id || '+' || %(n)s", "period_code": MONTH.format("period_code"),
                                "as_of_date": "as_of_date + make_interval(months => %(n)s)"},
        "control.verdicts": {"submission_id": "submission_id || '+' || %(n)s"},
        "control.standings": {"submission_id": "submission_id || '+' || %(n)s"},
        "control.changed_slices": {"submission_id": "submission_id || '+' || %(n)s", "period_code": MONTH.format("period_code")},
        "raw.reported_cells": {"submission_id": "submission_id || '+' || %(n)s", "period_code": MONTH.format("period_code"),
                               "as_of_date": "as_of_date + make_interval(months => %(n)s)"},
    }
    with connect() as db:
        written = 0
        for table, changed in tables.items():
            schema, name = table.split(".")
            columns = [row["column_name"] for row in db.execute(
                "select column_name from information_schema.columns where table_schema = %s and table_name = %s "
                "and is_identity = 'NO'", [schema, name])]
            chosen = ", ".join(changed.get(column, column) for column in columns)
            written = db.execute(f"""
                insert into {table} ({", ".join(columns)}) select {chosen} from {table}
                where submission_id in (select submission_id from control.submissions where period_code = %(second)s)
            """, {"n": months, "second": SECOND}).rowcount
    return written


def _checksums() -> dict[str, tuple]:
    """Fact -> (rows, sum of the hashes of its rows)."""
    from mtqg.store import connect

    with connect("bi_reader") as db:
        return {fact: tuple(db.execute(f"select count(*) as n, sum(hashtextextended(t::text, 0)) as h from mart.{fact} t")
                            .fetchone().values()) for fact in FACTS}
