"""The project's own expectations, where none of Great Expectations fits. Importing this module imports it (seconds)."""

from __future__ import annotations

from typing import ClassVar, Literal

import great_expectations.expectations as gxe
import pandas as pd
from great_expectations.compatibility import pydantic
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine import PandasExecutionEngine, SqlAlchemyExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import MulticolumnMapMetricProvider
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.query_metrics.query_table.query_table import QueryTable

from mtqg.quality.broken_rows import NamesBrokenRows, naming_broken_rows


class LinearRelationHolds(MulticolumnMapMetricProvider):
    """Row by row: constant + Σ coefficient × column, compared with zero; pandas only."""

    condition_metric_name = "multicolumn_values.linear_relation"
    condition_domain_keys = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")
    condition_value_keys = ("coefficients", "constant", "relation", "tolerance")

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list, coefficients, constant, relation, tolerance, **kwargs):
        left = pd.Series(column_list.to_numpy(dtype=float) @ coefficients + constant, index=column_list.index)
        if relation == "==":
            return abs(left) <= tolerance
        return left <= tolerance if relation == "<=" else left >= -tolerance


class ExpectLinearRelationToHold(NamesBrokenRows, MulticolumnMapExpectation):
    """constant + Σ coefficient × column is equal to zero (or at most, or at least zero) within a stated tolerance.

    A row with a missing value is not judged.
    """

    coefficients: list[float]
    constant: float = 0.0
    relation: Literal["==", "<=", ">="] = "=="
    tolerance: float = 0.0
    ignore_row_if: Literal["any_value_is_missing"] = pydantic.Field(default="any_value_is_missing")

    map_metric = "multicolumn_values.linear_relation"
    success_keys: ClassVar[tuple[str, ...]] = ("coefficients", "constant", "relation", "tolerance", "mostly")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "coefficients", "constant", "relation", "tolerance")


class RowsFound(QueryTable):
    """All rows of a query, fetched once: Great Expectations' own metrics run it twice and keep 200 rows."""

    metric_name = "unexpected_rows_query.all"
    value_keys = ("unexpected_rows_query",)
    query_param_name: ClassVar[str] = "unexpected_rows_query"

    @metric_value(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(cls, execution_engine, metric_domain_kwargs, metric_value_kwargs, metrics, runtime_configuration):
        batch, _, _ = execution_engine.get_compute_domain(metric_domain_kwargs, domain_type=MetricDomainTypes.TABLE)
        query = cls._get_substituted_batch_subquery_from_query_and_batch_selectable(
            query=metric_value_kwargs["unexpected_rows_query"], batch_selectable=batch, execution_engine=execution_engine)
        return cls._get_sqlalchemy_records_from_substituted_batch_subquery(query, execution_engine, fetch_all=True)


class ExpectQueryToFindNoRows(gxe.UnexpectedRowsExpectation):
    """The query finds nothing; otherwise every row it finds is in the result."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.all",)

    @pydantic.validator("unexpected_rows_query", allow_reuse=True)
    def _validate_query(cls, query: str) -> str:
        """A query names its submissions itself; Great Expectations would print that it names no batch."""
        return query.rstrip("; \n")

    def _validate(self, metrics, runtime_configuration=None, execution_engine=None):
        rows = metrics["unexpected_rows_query.all"]
        return {"success": not rows, "result": {"observed_value": len(rows), "details": {"unexpected_rows": rows}}}


def expectation_class(name: str) -> type[gxe.Expectation]:
    """The class of that name: ours, else Great Expectations' own; AttributeError when there is none."""
    return naming_broken_rows(globals().get(name) or getattr(gxe, name))
