"""How Great Expectations is run here: quietly, whole results, nothing asked twice. Its import costs seconds."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")      # nothing leaves the machine

import great_expectations as gx
from great_expectations.execution_engine import pandas_execution_engine
from great_expectations.expectations.expectation import Expectation

__all__ = ["RESULT_FORMAT", "gx", "spared_repetition"]

# It tells every look into every expectation; a task's log is read by a person at night.
logging.getLogger("great_expectations").setLevel(logging.WARNING)

#: Every broken row, by the name of its row: nothing is cut.
RESULT_FORMAT = {"result_format": "COMPLETE"}


@contextmanager
def spared_repetition() -> Iterator[None]:
    """While this holds, an expectation builds its configuration once, and a frame has no fingerprint of its content.

    Great Expectations asks for the configuration some 150 times each and reads every frame twice to name its batch; both
    cost more than the rules do. Nothing changes an expectation or a frame while it is validated.
    """
    built, fingerprint = Expectation.configuration, pandas_execution_engine.hash_pandas_dataframe
    kept: dict[int, tuple[Expectation, Any]] = {}

    def configuration(self: Expectation) -> Any:
        if id(self) not in kept:
            kept[id(self)] = self, built.fget(self)         # the reference keeps the id from being used again
        return kept[id(self)][1]

    Expectation.configuration = property(configuration)
    pandas_execution_engine.hash_pandas_dataframe = lambda frame: "frame"
    try:
        yield
    finally:
        Expectation.configuration, pandas_execution_engine.hash_pandas_dataframe = built, fingerprint
