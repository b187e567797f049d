"""The SQL that a build would run, for asking what it would make of another standing: the models of dbt themselves, compiled once
a version of the project, never a second way to compute a figure.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from mtqg import settings
from mtqg.build import models_version
from mtqg.dbt_invocation import invoke_dbt
from mtqg.errors import MtqgError

#: What changes when a submission stands otherwise; everything made of these up to the figures is made anew beside the real one.
SHADOWED = ("stg_submissions", "stg_verdicts", "stg_reported_cells")
FIGURES = ("fct_observations", "fct_rollups")


@dataclass(frozen=True, slots=True)
class CompiledModel:
    """A model with its relation (`"mtqg"."intermediate"."x"`) and, but for the shadowed ones, its SELECT over every slice."""

    name: str
    relation: str
    sql: str | None


def compiled_models() -> list[CompiledModel]:
    """The shadowed models, then each that stands on them up to the figures, after those it stands on."""
    kept = settings.home() / "dbt" / "compiled" / f"{models_version()}.json"
    return list(_compiled(kept))


@lru_cache(maxsize=2)
def _compiled(kept: Path) -> tuple[CompiledModel, ...]:
    if not kept.exists():
        models = _compile(kept.parent / "target")
        kept.write_text(json.dumps([asdict(one) for one in models]), encoding="utf-8")
    return tuple(CompiledModel(**one) for one in json.loads(kept.read_text(encoding="utf-8")))


def _compile(target: Path) -> list[CompiledModel]:
    target.mkdir(parents=True, exist_ok=True)
    answer = invoke_dbt([
        "--quiet", "compile", "--select", *(f"+{name}" for name in FIGURES),
        "--exclude", "resource_type:seed", "resource_type:test", "resource_type:unit_test",
        "--vars", '{"is_full": true, "reads_published": true}', "--target-path", str(target)])
    if not answer.success:
        raise MtqgError(f"dbt: {answer.exception or [one.message for one in answer.result if one.message]}")
    nodes = {one.node.unique_id: one.node for one in answer.result if one.node.resource_type == "model"}
    standing = {name for name, node in nodes.items() if node.name in SHADOWED}
    ordered: list[str] = []
    while found := [name for name, node in nodes.items() if name not in standing and set(node.depends_on.nodes) & standing]:
        standing.update(found)
    waiting = [name for name in nodes if name in standing]
    while waiting:
        ready = [name for name in waiting if not set(nodes[name].depends_on.nodes) & set(waiting)]
        ordered, waiting = [*ordered, *ready], [name for name in waiting if name not in ready]
    return [CompiledModel(node.name, node.relation_name, None if node.name in SHADOWED else node.compiled_code)
            for node in (nodes[name] for name in ordered) if node.relation_name]
