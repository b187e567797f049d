"""Great Expectations at work: batches in, what breaks them out. Its import costs seconds: only judging imports this."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from great_expectations.core.expectation_suite import ExpectationSuite
from great_expectations.validator.v1_validator import Validator

from mtqg.errors import MtqgError
from mtqg.quality.expectations import expectation_class
from mtqg.quality.validating import RESULT_FORMAT, gx, spared_repetition

if TYPE_CHECKING:
    import pandas as pd

    from mtqg.quality.checks import Check
    from mtqg.quality.docs import DocsRun


@dataclass(frozen=True)
class Batch:
    """A frame (or, without one, the warehouse) and what is expected of it; the title is what a reader of the Data Docs sees."""

    title: str
    values: pd.DataFrame | None
    checks: list[Check]


@cache
def passing_context():
    """A context that leaves nothing behind; one a process."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    return context


def suite_of(batch: Batch) -> ExpectationSuite:
    """The checks as expectations; each knows its place in the batch, its rule and its severity."""
    return ExpectationSuite(batch.title, [_expectation(place, check) for place, check in enumerate(batch.checks)])


def _expectation(place: int, check: Check):
    rule = check.rule
    return expectation_class(check.expectation)(
        **check.kwargs, severity=rule.severity or "info", description=f"{rule.rule_id} · {rule.name_vi} | {rule.name_en}",
        meta={"place": place, "rule_id": rule.rule_id, "basis": rule.basis})


def run(batches: list[Batch], docs: DocsRun | None = None) -> list[list[list[Any]]]:
    """For each batch, for each of its checks: the names of the rows that break it."""
    return [[list(one.get("unexpected_index_list") or ()) for one in results] for results in _validated(batches, docs, None)]


def run_sql(batch: Batch, connection_url: str, docs: DocsRun | None = None) -> list[list[dict[str, Any]]]:
    """For each check of the batch: the rows that its query finds, all of them."""
    results = _validated([batch], docs, connection_url)[0]
    return [list(one["details"]["unexpected_rows"]) for one in results]


def _validated(batches: list[Batch], docs: DocsRun | None, connection_url: str | None) -> list[list[dict[str, Any]]]:
    """The result of each check of each batch, in their order."""
    context = docs.context if docs else passing_context()
    found = []
    for batch in batches:
        definition, parameters = _data(context, batch, connection_url)
        if docs:
            result = docs.validate(batch.title, definition, suite_of(batch), parameters)
        else:
            with spared_repetition():
                result = Validator(definition, RESULT_FORMAT, parameters).validate_expectation_suite(suite_of(batch))
        found.append(_in_order(result, batch))
    return found


def _data(context, batch: Batch, connection_url: str | None):
    """(batch definition, its parameters)."""
    if batch.values is None:
        return _warehouse(context, connection_url or ""), None
    return _frames(context), {"dataframe": batch.values}


@cache
def _frames(context):
    """The one definition behind which every frame stands in turn: each further one would cost more than a rule."""
    source = context.data_sources.add_pandas("frames")
    return source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("all")


@cache
def _warehouse(context, connection_url: str):
    url = connection_url.replace("postgresql://", "postgresql+psycopg2://", 1)
    source = context.data_sources.add_or_update_postgres("warehouse", connection_string=url)
    return source.add_query_asset("warehouse", "select 1 as one").add_batch_definition_whole_table("all")


def _in_order(result, batch: Batch) -> list[dict[str, Any]]:
    """Results by the places of their checks; a check that could not be run is a fault of ours."""
    found: list[dict[str, Any]] = [{} for _ in batch.checks]
    for one in result.results:
        meta, fault = one.expectation_config.meta, one.exception_info or {}
        if fault.get("raised_exception") or not ("raised_exception" in fault or one.result):
            raise MtqgError(f"{meta['rule_id']}: {fault.get('exception_message') or fault}")
        found[meta["place"]] = one.result
    return found
