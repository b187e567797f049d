"""Land, read and load a national month, beside the least work that could do it and beside what people write first.

Both ways: one pull of all sources with its reading process, as pandas is one program, and the month cut as the tasks of the DAG
cut it, a pull a province: what that costs more is the beginning of 34 reading processes.
"""

from __future__ import annotations

import io
import os
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from unittest import mock

import psycopg

from bench.clock import best, cpu_seconds, watch
from bench.country import BEFORE, NOW, Country
from bench.lines import Line, at_least, at_most
from bench.reader import filled_cells, unpack
from bench.warehouse import empty, outbox_connections, warehouse
from mtqg import settings
from mtqg.intake import sources_by_province
from mtqg.registry.periods import parse_period

TRIES = 3
#: pandas takes minutes for the country; it gets so many workbooks, spread over it, and its time is multiplied.
PEER_WORKBOOKS = 24


def measure(country: Country) -> list[Line]:
    """The 34 provinces' month, all forms, and that of the 63."""
    with warehouse(country.folder / "load"):
        return [line for period in (NOW, BEFORE) for line in _month(country, period)]


def _month(country: Country, period: str) -> list[Line]:
    contents = [content for _, _, content in country.deliveries(period)]
    cells = sum(map(filled_cells, contents))
    _load(country, period)                       # imports and caches before the clock runs; leaves the rows of the floor
    payloads = _rows()
    by_cpu = _cpu_ratio(country, period, contents, payloads)
    ours, floor = best(TRIES, lambda: _load(country, period), lambda: _floor(contents, payloads), before=empty)
    cores = os.cpu_count() or 1
    together, = best(TRIES, lambda: _load(country, period, cores), before=empty)
    _load(country, period)
    bare, peer, share = _pandas(contents, payloads)
    what = f"load {period}: {len(contents)} workbooks, {cells:,} cells"
    said = f"{ours:.2f} s, {cells / ours:,.0f} cells/s"
    scaled = f"pandas on {share:.0%} of the bytes, its time scaled"
    return [
        Line("load", what, said, f"calamine + COPY of the same rows {floor:.2f} s", ours / floor,
             bar=at_most(4), aim=at_most(2), note=f"by CPU time of this process and the server: {by_cpu:.2f}x"),
        Line("load", what, said, f"read_excel + to_sql of the same rows {peer:.1f} s", peer / ours, bar=at_least(10),
             note=scaled),
        Line("load", f"{what}, in {cores} processes, a province a pull as the tasks of the DAG",
             f"{together:.2f} s, {cells / together:,.0f} cells/s", f"read_excel + to_sql of the same rows {peer:.1f} s",
             peer / together, bar=at_least(10)),
        Line("load", what, said, f"read_excel + to_sql of place and value alone {bare:.1f} s", bare / ours),
    ]


def _cpu_ratio(country: Country, period: str, contents: list[bytes], payloads: list[bytes]) -> float:
    """The ratio to the floor in CPU time, which other programs of the machine disturb less."""
    from mtqg.stack import postgres

    spent = []
    for call in (lambda: _load(country, period), lambda: _floor(contents, payloads)):
        empty()
        before = cpu_seconds(postgres.serving_pids())
        call()
        spent.append(cpu_seconds(postgres.serving_pids()) - before)
    return spent[0] / spent[1]


def _load(country: Country, period: str, processes: int = 1) -> None:
    """Every source was polled, and what it had landed, read and loaded: all in one pull, or in so many processes a province each.

    A province is what one task of `pull_submissions` pulls, as `sources_by_province` groups them there; a pull forks a reading
    process of its own. That a task of Airflow begins with a new interpreter is no work of loading: `stack` measures it.
    """
    codes = [source.source_code for source in country.sources(period)]
    with mock.patch.dict(os.environ, outbox_connections(country.outbox(period))):
        if processes == 1:
            _pull(codes, period)
            return
        tasks = [one.source_codes for one in sources_by_province(period, codes, datetime.now(UTC))]
        with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
            list(pool.map(_pull, tasks, [period] * len(tasks)))


def _pull(codes: list[str], period: str) -> None:
    from mtqg.intake import pull

    day = parse_period(period).end
    pull(codes, f"bench {period}", 1, datetime.combine(day, datetime.min.time(), UTC) + timedelta(days=60), day=day)


def _rows() -> list[bytes]:
    """What the last `_load` left, a submission each, as COPY writes it; and a table just like theirs to put it in."""
    question = "copy (select * from raw.reported_cells where submission_id = %s) to stdout"
    with psycopg.connect(settings.dsn("mtqg_owner")) as db:
        db.execute("create table if not exists raw.bench_floor (like raw.reported_cells including all)")
        ids = [row[0] for row in db.execute("select distinct submission_id from raw.reported_cells order by 1")]
        payloads = []
        for submission_id in ids:
            with db.cursor().copy(question, [submission_id]) as copy:
                payloads.append(b"".join(bytes(block) for block in copy))
    return payloads


def _floor(contents: list[bytes], payloads: list[bytes]) -> None:
    """Every workbook is unpacked, and the same rows stand in a table just like theirs: one transaction a workbook."""
    for content in contents:
        unpack(content)
    with psycopg.connect(settings.dsn("mtqg_owner")) as db:
        for payload in payloads:
            with db.cursor().copy("copy raw.bench_floor from stdin") as copy:
                copy.write(payload)
            db.commit()


def _pandas(contents: list[bytes], payloads: list[bytes]) -> tuple[float, float, float]:
    """(seconds for bare cells, seconds for the rows of the floor, share of the workbooks that were really done).

    Every sheet is read and its cells are written as rows: a place and a value each; then as the same rows that ours are.
    """
    import pandas as pd
    from sqlalchemy import create_engine

    engine = create_engine(settings.dsn("mtqg_owner").replace("postgresql:", "postgresql+psycopg2:", 1))
    step = max(1, len(contents) // PEER_WORKBOOKS)
    chosen = contents[::step]
    reading = bare = whole = 0.0
    for number, content in enumerate(chosen):
        with watch() as took:
            sheets = pd.read_excel(io.BytesIO(content), sheet_name=None, header=None, engine="openpyxl")
            cells = [sheet.stack().rename("value").rename_axis(["row", "column"]).reset_index().astype({"value": str})
                     .assign(sheet=name, file=number) for name, sheet in sheets.items()]
        reading += took.seconds
        with watch() as took:
            for one in cells:
                one.to_sql("bench_pandas", engine, schema="raw", if_exists="append", index=False)
        bare += took.seconds
    for payload in payloads[::step]:
        rows = pd.read_csv(io.BytesIO(payload), sep="\t", header=None, na_values="\\N", quoting=3, dtype=str)
        with watch() as took:
            rows.set_axis([f"c{place}" for place in rows], axis=1).to_sql(
                "bench_pandas_rows", engine, schema="raw", if_exists="append", index=False)
        whole += took.seconds
    engine.dispose()
    with psycopg.connect(settings.dsn("mtqg_owner")) as db:
        db.execute("drop table if exists raw.bench_pandas, raw.bench_pandas_rows")
    share = sum(map(len, chosen)) / sum(map(len, contents))
    return (reading + bare) / share, reading / share + whole / _share(payloads, step), share


def _share(payloads: list[bytes], step: int) -> float:
    return sum(map(len, payloads[::step])) / sum(map(len, payloads))
