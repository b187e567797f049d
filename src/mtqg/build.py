"""Build: what changed since the last published build is taken through one `dbt build`, then published."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from mtqg import settings
from mtqg.corrections import unmet_line
from mtqg.dbt_invocation import invoke_dbt
from mtqg.errors import MtqgError
from mtqg.logs import id_log
from mtqg.registry import load_registry
from mtqg.store import builds, connect, corrections, same_server
from mtqg.store.registry_tables import store_registry

log = id_log(__name__)


@dataclass(frozen=True, slots=True)
class ModelOutcome:
    """How one dbt node ended: model, seed, unit test or data test."""

    name: str
    resource_type: str
    schema: str
    status: str              # success, pass, warn, error, fail, skipped
    seconds: float
    rows: int | None         # rows written, where the adapter says so
    message: str | None


@dataclass
class BuildResult:
    """A published build; `slices` are the (province, period) pairs it redid."""

    build_id: int
    slices: int
    is_full: bool
    outcomes: list[ModelOutcome] = field(default_factory=list)


@same_server()
def build_warehouse(run_id: str, now: datetime, full: bool = False,
                    clock: Callable[[], datetime] = lambda: datetime.now(settings.TIME_ZONE)) -> BuildResult:
    """The marts hold every accepted figure, under a new published build, which readers see whole or not at all.

    MtqgError: a model or a test of dbt failed; its changes wait for the next build, and BI keeps what was published before.
    WarehouseUnavailable: PostgreSQL was lost meanwhile; likewise.
    """
    registry = load_registry()
    with connect() as db:
        store_registry(db, registry, now)
        made_of = f"{registry.seeds_version} {models_version()}"
        opened = builds.open_build(db, run_id, registry.version, made_of, now, full)
    log.info("begun: %d slices%s", opened["slices"], ", from nothing" if opened["is_full"] else "",
             ids={"run": run_id, "build": opened["build_id"]})
    result = BuildResult(opened["build_id"], opened["slices"], opened["is_full"])
    try:
        result.outcomes = run_dbt(selector_of(opened))
        failed = [outcome for outcome in result.outcomes if outcome.status in ("error", "fail", "runtime error")]
        if failed:
            raise MtqgError("dbt: " + "; ".join(f"{outcome.name}: {outcome.message}" for outcome in failed[:5]))
        with connect() as db:
            builds.publish_build(db, opened["build_id"], clock())
    except BaseException as fault:
        with connect() as db:
            builds.fail_build(db, opened["build_id"], clock(), str(fault)[:2000])
        log.error("failed: %s", fault, ids={"run": run_id, "build": opened["build_id"]})
        raise
    with connect() as db:
        for one in corrections.unmet(db):
            log.warning("correction not applied: %s", unmet_line(one), ids={"run": run_id, "build": opened["build_id"]})
    log.info("published", ids={"run": run_id, "build": opened["build_id"]})
    return result


def models_version() -> str:
    """Sixteen hexadecimal digits of models and macros, their words and settings, without unit tests: of what makes the marts,
    beside lists and cells."""
    project, total = settings.project_root() / "dbt_project", hashlib.sha256()
    found = [path for folder in ("models", "macros") for path in (project / folder).rglob("*.*")
             if path.suffix in (".sql", ".yml") and not path.name.startswith("_unit_tests")]
    for path in sorted([project / "dbt_project.yml", *found]):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:16]


def selector_of(opened: dict) -> str:
    """Which selector of dbt_project/selectors.yml an opened build runs."""
    if opened["is_full"]:
        return "everything"
    return "changes" if opened["slices"] else "ledger"


def run_dbt(selector: str) -> list[ModelOutcome]:
    """The outcome of every node of one `dbt build` with a selector of dbt_project/selectors.yml; each is logged as it ends.

    Which slices are redone dbt reads off the running row of control.builds: variables would make it parse anew each time.
    """
    answer = invoke_dbt(["build", "--selector", selector])
    if answer.exception:
        raise MtqgError(f"dbt: {answer.exception}") from answer.exception
    return [_outcome(node) for node in answer.result]


def _outcome(node) -> ModelOutcome:
    rows = (node.adapter_response or {}).get("rows_affected")
    schema = getattr(node.node, "schema", "")        # an exposure has none
    outcome = ModelOutcome(node.node.name, str(node.node.resource_type), schema, str(node.status),
                           round(node.execution_time, 2), rows if isinstance(rows, int) and rows >= 0 else None,
                           node.message)
    log.info("%-10s %-45s %-8s %6.2f s  rows=%s",
             outcome.resource_type, outcome.name, outcome.status, outcome.seconds, outcome.rows)
    return outcome
