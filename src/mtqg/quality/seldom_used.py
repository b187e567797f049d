"""Libraries that Great Expectations imports for charts, tests of distributions and S3: loaded when something of them is used.

By the standard library's lazy loader. Nothing of Great Expectations is touched: a version of it that uses one of them more,
or no longer, does the same. They are a quarter of what its import costs, and every `mtqg check` pays for that.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

SELDOM_USED = frozenset({"altair", "boto3", "scipy.stats"})


class SeldomUsed:
    """An import finder for these names alone."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """Where the module lies, with a loader that waits; None for every other module."""
        spec = PathFinder.find_spec(name, path, target) if name in SELDOM_USED else None
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec


def load_when_used() -> None:
    """From now on the first import of such a library costs next to nothing; once however often it is called."""
    if SeldomUsed not in sys.meta_path:
        sys.meta_path.insert(0, SeldomUsed)
