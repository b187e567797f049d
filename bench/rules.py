"""Recall and precision of the rules on a synthetic country whose defects are labelled, through the pipeline's own judging."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from unittest import mock

from bench.country import Country
from bench.lines import Line, at_least
from bench.warehouse import outbox_connections, warehouse
from mtqg.quality.measuring import Found, Score, scores, together
from mtqg.registry.periods import parse_period

#: Months and how many defects are wanted in each (some find no place), the earliest first: history is there to compare with.
MONTHS = {"2024-06": 250, "2024-09": 250, "2024-12": 500, "2025-12": 300, "2026-09": 300}
#: In the first two months only these forms come: they are there for history, and for more defects.
FEW, FEW_UNTIL = ("VON-01", "NTM-01", "TH-01"), "2024-09"
ENOUGH, LEAST = 500, 0.98


def measure(country: Country) -> list[Line]:
    """Per rule and overall; critical rules apart."""
    from mtqg.registry import load_registry
    from mtqg.sample.defects import defect_kinds

    out = country.folder / "labelled"
    with warehouse(country.folder / "rules"):
        labels, files = _arrive(out)
        labels, found = _landed(labels), _findings()
    registry = load_registry()
    by_rule = scores(labels, found)
    covered = [one for one in by_rule.values() if one.labelled]
    critical = together(one for one in by_rule.values() if registry.rules[one.rule_id].severity == "critical")
    every, defects = together(covered), len({label.defect_id for label in labels})
    everything = together(by_rule.values())
    seeded, kinds = {label.kind for label in labels}, {one.kind: one for one in defect_kinds()}
    uncovered = sorted(kind for kind, one in kinds.items() if not one.rule_id)
    return [
        Line("rules", "labelled defects", f"{defects} defects, {len(labels)} cells, {files} files", number=defects, unit="",
             bar=at_least(ENOUGH, ""), is_exact=True),
        Line("rules", "kinds of defects", f"{len(seeded)} of {len(kinds)} kinds were seeded", number=len(seeded), unit="",
             bar=at_least(len(kinds), ""), is_exact=True, note=_names("not seeded", kinds.keys() - seeded)
             + _names("not for a rule to find", uncovered)),
        Line("rules", "recall of covered kinds", f"{every.found} of {every.labelled} cells found", number=every.recall, unit="",
             bar=at_least(LEAST, ""), is_exact=True, note=_names("not all found by", (
                 one.rule_id for one in covered if one.found < one.labelled))),
        Line("rules", "precision of critical rules", f"{critical.explained} of {critical.findings} findings are seeded",
             number=critical.precision, unit="", bar=at_least(LEAST, ""), is_exact=True),
        Line("rules", "precision of all rules", f"{everything.explained} of {everything.findings} findings are seeded",
             number=everything.precision, unit="", is_exact=True),
        *(_line(registry, one) for one in by_rule.values()),
    ]


def _names(what: str, names: Iterable[str]) -> str:
    listed = ", ".join(sorted(names))
    return f"{what}: {listed}. " if listed else ""


def _line(registry, one: Score) -> Line:
    rule = registry.rules[one.rule_id]
    recall = "" if one.recall is None else f"recall {one.recall:.3f} ({one.found}/{one.labelled})"
    precision = "" if one.precision is None else f"precision {one.precision:.3f} ({one.explained}/{one.findings})"
    return Line("rules", f"{one.rule_id} {rule.severity or 'life'} · {rule.name_en}", recall, precision)


def _arrive(out) -> tuple[list, int]:
    """Every month is written, pulled and judged; (labels, number of files)."""
    from mtqg.intake import judge, pull
    from mtqg.registry import load_registry
    from mtqg.sample import write_country
    from mtqg.sample.labels import read_labels

    files = 0
    for period, count in MONTHS.items():
        day = parse_period(period).end
        now = datetime.combine(day, datetime.min.time(), UTC) + timedelta(days=60)
        files += len(write_country(out, period, defects=count, forms=FEW if period <= FEW_UNTIL else None).files)
        sources = [one.source_code for one in load_registry().sources
                   if one.in_force(day) and one.connection_id == "outbox_sample"]
        with mock.patch.dict(os.environ, outbox_connections(out)):
            pull(sources, f"bench {period}", 1, now, day=day)
        judge(f"bench {period}", now)
    return read_labels(out), files


def _landed(labels: list) -> list:
    """The labels, each at the file under which its bytes were landed: an empty file sent again is the same submission."""
    from mtqg.store import connect

    with connect() as db:
        rows = db.execute("""
            select d.delivery_path as sent, s.delivery_path as landed
            from control.deliveries d join control.submissions s using (submission_id)
            where d.delivery_path <> s.delivery_path""").fetchall()
    landed = {row["sent"]: row["landed"] for row in rows}
    return [label._replace(file=landed.get(label.file, label.file)) for label in labels]


def _findings() -> list[Found]:
    """What the newest verdict of every submission rests on; of what has none, what was found while reading."""
    from mtqg.store import connect

    with connect() as db:
        rows = db.execute("""
            select s.delivery_path, f.rule_id, coalesce(f.cell_ref, '') as cell_ref
            from control.findings f
            join control.submissions s using (submission_id)
            where f.stage is null and f.verdict_no = (
                select coalesce(max(v.verdict_no), 0) from control.verdicts v where v.submission_id = f.submission_id)
            """).fetchall()
    return [Found(row["delivery_path"], row["cell_ref"], row["rule_id"]) for row in rows]
