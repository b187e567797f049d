"""Judge all submissions of a form together: one run of Great Expectations, findings by submission."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from mtqg.model import Finding
from mtqg.registry import Registry
from mtqg.registry.rules import SQL_SCOPES, Rule

if TYPE_CHECKING:
    import pandas as pd

    from mtqg.quality.cells import Cells
    from mtqg.quality.docs import DocsRun


def judge_frames(registry: Registry, form_code: str, cells: pd.DataFrame, *, scopes: Collection[str],
                 connection_url: str | None = None, docs: bool = False) -> dict[str, list[Finding]]:
    """Submission -> findings of the rules of these scopes, in the order of the rules.

    `cells` holds `submission_id` and `model.CELL_COLUMNS`, of one form. The scopes history, forms and national ask the
    warehouse at `connection_url`, where the cells of these submissions already stand. With `docs` the run is kept and
    shown in the Data Docs.
    """
    from mtqg.quality.cells import Cells

    whole = Cells(cells, registry, registry.forms[form_code])
    found: dict[str, list[Finding]] = {one: [] for one in whole.submission_ids}
    rules = [rule for rule in registry.rules.values() if rule.form_code in (None, form_code) and rule.scope in scopes]
    if not found or not rules:
        return found
    run = _docs_run(whole) if docs else None
    for submission, finding in _findings(whole, rules, connection_url, run):
        found[submission].append(finding)
    if run:
        run.publish()
    order = {rule.rule_id: place for place, rule in enumerate(rules)}
    return {one: sorted(mine, key=lambda finding: order[finding.rule_id]) for one, mine in found.items()}


def _docs_run(whole: Cells) -> DocsRun:
    from mtqg.quality.docs import docs_run

    days = sorted(set(whole.period_end.values()))
    return docs_run(" ".join([whole.form.form_code, *(day.isoformat() for day in days[-1:])]))


def _findings(whole: Cells, rules: list[Rule], connection_url: str | None, docs: DocsRun | None) -> Iterator[tuple[str, Finding]]:
    """Submissions under the same edition and the same rules are judged together."""
    for (edition_name, in_force), members in _groups(whole, rules).items():
        mine = whole.of(members)
        active = [rule for rule in rules if rule.rule_id in in_force]
        yield from _judge_workbooks(mine, edition_name, [rule for rule in active if rule.scope == "workbook"], docs)
        in_sql = [rule for rule in active if rule.scope in SQL_SCOPES]
        if in_sql and connection_url:
            from mtqg.quality.warehouse import judge_in_warehouse

            title = f"{whole.form.form_code} {edition_name or ''} warehouse"
            yield from judge_in_warehouse(in_sql, mine, members, connection_url, title, docs)


def _judge_workbooks(cells: Cells, edition_name: str | None, rules: list[Rule],
                     docs: DocsRun | None) -> list[tuple[str, Finding]]:
    """Findings on wide frames of these submissions."""
    from mtqg.quality.batches import Frames, tasks_of
    from mtqg.quality.engine import Batch, run
    from mtqg.quality.findings import findings_of

    edition = next((one for one in cells.form.editions if one.edition == edition_name), None)
    tasks = tasks_of(Frames(cells, edition), rules)
    return findings_of(cells, tasks, run([Batch(task.title, task.frame.values, task.checks) for task in tasks], docs))


def _groups(cells: Cells, rules: list[Rule]) -> dict[tuple[str | None, frozenset[str]], list[str]]:
    """(edition, ids of the rules in force) -> submissions; one whose period cannot be told is judged by no rule."""
    groups: dict[tuple, list[str]] = defaultdict(list)
    for submission, day in cells.period_end.items():
        edition = cells.form.edition_on(day)
        name = edition.edition if edition else None
        groups[name, frozenset(rule.rule_id for rule in rules if _applies(rule, day, name))].append(submission)
    return groups


def _applies(rule: Rule, day: date, edition: str | None) -> bool:
    return rule.in_force(day) and (not rule.editions or edition in rule.editions)
