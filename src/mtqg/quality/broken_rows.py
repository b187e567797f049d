"""Great Expectations' own map expectations, asked for one thing: which rows break them.

A stock expectation computes some ten metrics (counts, samples, values, queries), which is most of the fixed cost of a rule.
These compute one: the condition, by the same metric of Great Expectations; everything the result says follows from it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import great_expectations.expectations as gxe
from great_expectations.expectations.expectation import (
    ColumnMapExpectation,
    ColumnPairMapExpectation,
    MulticolumnMapExpectation,
    get_metric_kwargs,
)
from great_expectations.validator.metric_configuration import MetricConfiguration
from great_expectations.validator.validator import ValidationDependencies

#: Broken rows whose values stand in the result, for readers of the Data Docs; the names of all rows always do.
SAMPLE = 20
_MAPS = (ColumnMapExpectation, ColumnPairMapExpectation, MulticolumnMapExpectation)


class NamesBrokenRows:
    """What replaces the metrics and the result of a map expectation; every row must hold (`mostly` is 1)."""

    def get_validation_dependencies(self, execution_engine=None, runtime_configuration=None) -> ValidationDependencies:
        """The condition, and nothing else."""
        name = f"{self.map_metric}.condition"
        kwargs = get_metric_kwargs(name, self.configuration, runtime_configuration)
        found = ValidationDependencies(result_format=(runtime_configuration or {}).get("result_format"))
        found.set_metric_configuration(name, MetricConfiguration(
            name, kwargs["metric_domain_kwargs"], kwargs["metric_value_kwargs"]))
        return found

    def _validate(self, metrics, runtime_configuration=None, execution_engine=None) -> dict[str, Any]:
        is_broken = metrics[f"{self.map_metric}.condition"][0]
        names = is_broken.index[is_broken.to_numpy(dtype=bool)].tolist()
        count = len(is_broken)
        result = {"element_count": count, "unexpected_count": len(names), "unexpected_index_list": names,
                  "unexpected_percent": 100 * len(names) / count if count else None}
        if names:
            frame = execution_engine.batch_manager.active_batch_data.dataframe
            sample = frame.loc[names[:SAMPLE], self._columns()]
            result["partial_unexpected_list"] = (
                sample.iloc[:, 0].tolist() if sample.shape[1] == 1 else sample.to_dict("records"))
        return {"success": not names, "result": result}

    def _columns(self) -> list[str]:
        named = self.configuration.kwargs
        return list(named.get("column_list") or [named[key] for key in ("column", "column_A", "column_B") if key in named])


@cache
def naming_broken_rows(stock: type[gxe.Expectation]) -> type[gxe.Expectation]:
    """The map expectation with only the metric that names its broken rows; any other expectation as it is."""
    if not issubclass(stock, _MAPS) or issubclass(stock, NamesBrokenRows):
        return stock
    return type(stock)(f"{stock.__name__}ByRow", (NamesBrokenRows, stock), {"__module__": __name__, "__doc__": stock.__doc__})
