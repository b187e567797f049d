"""Judge all submissions of a form together: one run of Great Expectations, findings by submission."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from mtqg.model import Finding
from mtqg.registry import Registry
from mtqg.registry.rules import SQL_SCOPES, Rule

#: Stages whose findings decide; all that a backtest replays.
JUDGED_STAGES = ("info", "warning", "critical")
ALL_STAGES = (*JUDGED_STAGES, "shadow", "draft")

if TYPE_CHECKING:
    import pandas as pd

    from mtqg.quality.cells import Cells
    from mtqg.quality.docs import Docs, DocsRun


def judge_frames(registry: Registry, form_code: str, cells: pd.DataFrame, *, scopes: Collection[str],
                 connection_url: str | None = None, docs: Docs | None = None, shadow: bool = False,
                 only: str | None = None) -> dict[str, list[Finding]]:
    """Submission -> findings of the rules of these scopes, in the order of the rules.

    Each rule is what its life says on the last day of the period: drafts do not run, those in shadow only with `shadow`;
    with `only` that one rule alone runs, whatever its stage.
    `cells` holds `submission_id` and `model.CELL_COLUMNS`, of one form. The scopes history, forms and national ask the
    warehouse at `connection_url`, where the cells of these submissions already stand. With `docs` the run is kept
    for the Data Docs, which are built by its `publish`.
    """
    from mtqg.quality.cells import Cells

    whole = Cells(cells, registry, registry.forms[form_code])
    found: dict[str, list[Finding]] = {one: [] for one in whole.submission_ids}
    rules = [rule for rule in registry.rules.values() if rule.form_code in (None, form_code) and rule.scope in scopes
             and only in (None, rule.rule_id)]
    if not found or not rules:
        return found
    run = docs.run(_run_name(whole)) if docs else None
    wanted = ALL_STAGES if only else JUDGED_STAGES + (("shadow",) if shadow else ())
    for submission, finding in _findings(whole, rules, wanted, connection_url, run):
        found[submission].append(finding)
    order = {rule.rule_id: place for place, rule in enumerate(rules)}
    return {one: sorted(mine, key=lambda finding: order[finding.rule_id]) for one, mine in found.items()}


def _run_name(whole: Cells) -> str:
    days = sorted(set(whole.period_end.values()))
    return " ".join([whole.form.form_code, *(day.isoformat() for day in days[-1:])])


def _findings(whole: Cells, rules: list[Rule], wanted: Collection[str], connection_url: str | None,
              docs: DocsRun | None) -> Iterator[tuple[str, Finding]]:
    """Submissions under the same edition and the same stages of the same rules are judged together."""
    for (edition_name, stages), members in _groups(whole, rules, wanted).items():
        stage_of, mine = dict(stages), whole.of(members)
        active = [rule for rule in rules if rule.rule_id in stage_of]
        for submission, finding in _judge(mine, edition_name, active, members, connection_url, docs):
            yield submission, _at_stage(finding, stage_of[finding.rule_id])


def _judge(mine: Cells, edition_name: str | None, active: list[Rule], members: list[str], connection_url: str | None,
           docs: DocsRun | None) -> Iterator[tuple[str, Finding]]:
    yield from _judge_workbooks(mine, edition_name, [rule for rule in active if rule.scope == "workbook"], docs)
    in_sql = [rule for rule in active if rule.scope in SQL_SCOPES]
    if in_sql and connection_url:
        from mtqg.quality.warehouse import judge_in_warehouse

        title = f"{mine.form.form_code} {edition_name or ''} warehouse"
        yield from judge_in_warehouse(in_sql, mine, members, connection_url, title, docs)


def _at_stage(finding: Finding, stage: str) -> Finding:
    """The finding with the severity of its rule's stage; of a rule on probation it is information, and marked."""
    is_probation = stage in ("draft", "shadow")
    return replace(finding, severity="info" if is_probation else stage, is_shadow=is_probation)


def _judge_workbooks(cells: Cells, edition_name: str | None, rules: list[Rule],
                     docs: DocsRun | None) -> list[tuple[str, Finding]]:
    """Findings on wide frames of these submissions."""
    from mtqg.quality.batches import Frames, tasks_of
    from mtqg.quality.engine import Batch, run
    from mtqg.quality.findings import findings_of

    edition = next((one for one in cells.form.editions if one.edition == edition_name), None)
    tasks = tasks_of(Frames(cells, edition), rules)
    return findings_of(cells, tasks, run([Batch(task.title, task.frame.values, task.checks) for task in tasks], docs))


def _groups(cells: Cells, rules: list[Rule], wanted: Collection[str]) -> dict[tuple, list[str]]:
    """(edition, (rule, stage) of the rules that run) -> submissions; one whose period cannot be told is judged by no rule, one
    on the template of another edition, which is returned for that, by none that looks at columns."""
    groups: dict[tuple, list[str]] = defaultdict(list)
    running: dict[tuple, frozenset] = {}
    in_workbook = {rule.rule_id for rule in rules if rule.scope == "workbook"}
    strange = cells.of_another_edition
    for submission, day in cells.period_end.items():
        edition = cells.form.edition_on(day)
        name = edition.edition if edition else None
        if (day, name) not in running:
            stages = ((rule.rule_id, rule.stage_on(day)) for rule in rules if not rule.editions or name in rule.editions)
            running[day, name] = frozenset(one for one in stages if one[1] in wanted)
        mine = running[day, name]
        if submission in strange:
            mine = frozenset(one for one in mine if one[0] not in in_workbook)
        groups[name, mine].append(submission)
    return groups
