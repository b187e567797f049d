"""Judging, scope `workbook`: rules through Great Expectations down to findings, beside the same predicates in plain pandas."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from unittest import mock

from bench import predicates
from bench.clock import best, watch
from bench.country import NOW, Country
from bench.lines import Line, at_most
from bench.warehouse import outbox_connections, warehouse
from mtqg.registry.periods import parse_period

TRIES = 3
#: Modules in a process of their own, so that what they import is not there yet.
IMPORT = "import time; began = time.perf_counter(); import {}; print(time.perf_counter() - began)"


def measure(country: Country) -> list[Line]:
    """The month of the 34 provinces, every form, all submissions of a form together."""
    with warehouse(country.folder / "judging"):
        forms = _cells_of_the_month(country)
        lines = _against_pandas(forms)
        return [*lines, _whole_judging(), _against_sql(forms), _import()]


def _cells_of_the_month(country: Country) -> dict:
    """Form -> its cells as the judging task loads them."""
    from mtqg.intake import pull
    from mtqg.store import connect, verdicts
    from mtqg.store.cells import load_cells

    day = parse_period(NOW).end
    now = datetime.combine(day, datetime.min.time(), UTC) + timedelta(days=60)
    with mock.patch.dict(os.environ, outbox_connections(country.outbox(NOW))):
        pull([source.source_code for source in country.sources(NOW)], "bench", 1, now, day=day)
    with connect() as db:
        waiting = verdicts.unjudged(db)
        forms = sorted({row["form_code"] for row in waiting})
        return {form: load_cells(db, [row["submission_id"] for row in waiting if row["form_code"] == form]) for form in forms}


def _against_pandas(forms: dict) -> list[Line]:
    from mtqg.quality import judge_frames
    from mtqg.quality.engine import Batch, run
    from mtqg.registry import load_registry

    registry = load_registry()
    tasks = [task for form, cells in forms.items() for task in _tasks(registry, form, cells)]
    batches = [Batch(task.title, task.frame.values, task.checks) for task in tasks]

    def ours() -> None:
        for form, cells in forms.items():
            judge_frames(registry, form, cells, scopes=("workbook",))

    def engine() -> None:
        run(batches)

    def pandas() -> None:
        for task in tasks:
            for check in task.checks:
                predicates.broken_rows(check.expectation, check.kwargs, task.frame.values)

    def frames() -> None:
        for cells in forms.values():
            predicates.pivot(cells)

    ours(), engine(), pandas(), frames()
    whole, in_gx, plain, pivots = best(TRIES, ours, engine, pandas, frames)
    rules = len({check.rule.rule_id for task in tasks for check in task.checks})
    checks = sum(len(task.checks) for task in tasks)
    what = f"judge {NOW}: {sum(map(len, forms.values())):,} cells, {rules} rules, {checks} checks"
    return [
        Line("judging", what, f"frames, checks, findings {whole:.2f} s", f"pandas: pivot and predicates {plain + pivots:.2f} s",
             whole / (plain + pivots), bar=at_most(3), aim=at_most(1.5)),
        Line("judging", what, f"Great Expectations alone {in_gx:.2f} s", f"pandas: predicates alone {plain:.3f} s",
             in_gx / plain),
    ]


def _against_sql(forms: dict) -> Line:
    """Rules that ask the warehouse: through Great Expectations down to findings, beside their SQL alone."""
    import psycopg

    from mtqg import settings
    from mtqg.quality import judge_frames
    from mtqg.quality.warehouse import query_of
    from mtqg.registry import load_registry
    from mtqg.registry.rules import SQL_SCOPES

    registry, url = load_registry(), settings.dsn("mtqg_loader")
    queries = [query_of(rule, list(cells["submission_id"].unique())) for form, cells in forms.items()
               for rule in registry.rules.values() if rule.sql and rule.form_code in (None, form)]

    def ours() -> None:
        for form, cells in forms.items():
            judge_frames(registry, form, cells, scopes=SQL_SCOPES, connection_url=url)

    def plain() -> None:
        with psycopg.connect(url) as db:
            for query in queries:
                db.execute(query).fetchall()

    ours(), plain()
    whole, alone = best(TRIES, ours, plain)
    return Line("judging", f"judge {NOW}: {len(queries)} queries of scopes {', '.join(SQL_SCOPES)}", f"{whole:.2f} s",
                f"the SQL alone {alone:.2f} s", whole / alone, bar=at_most(3))


def _tasks(registry, form_code: str, cells) -> list:
    """The frames and checks that judging makes of these cells."""
    from mtqg.quality import judging
    from mtqg.quality.batches import Frames, tasks_of
    from mtqg.quality.cells import Cells

    whole = Cells(cells, registry, registry.forms[form_code])
    rules = [rule for rule in registry.rules.values() if rule.form_code in (None, form_code) and rule.scope == "workbook"]
    found = []
    for (edition_name, stages), members in judging._groups(whole, rules, judging.JUDGED_STAGES).items():
        edition = next((one for one in whole.form.editions if one.edition == edition_name), None)
        active = [rule for rule in rules if rule.rule_id in dict(stages)]
        found += tasks_of(Frames(whole.of(members), edition), active)
    return found


def _whole_judging() -> Line:
    """The task `judge` as the DAG runs it: every scope, from the cells in the warehouse to verdicts in it."""
    from mtqg.intake import judge

    with watch() as took:
        outcome = judge("bench", datetime.now(UTC))
    said = ", ".join(f"{status} {count}" for status, count in sorted(outcome.judged.items()))
    return Line("judging", "the task `judge`: all scopes, verdicts stored", f"{took.seconds:.1f} s", said)


def _import() -> Line:
    command = [sys.executable, "-c", IMPORT.format("mtqg.quality.engine")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Line("judging", "import Great Expectations, once a process", f"{float(done.stdout):.1f} s")
