"""A registry whose seeds a test may change."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from mtqg import settings
from mtqg.registry import Registry


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """The registry of the project, with a copy of its seeds."""
    root = settings.project_root()
    shutil.copytree(root / "dbt_project" / "seeds", tmp_path / "seeds")
    return Registry(root / "expectations", tmp_path / "seeds")


@pytest.fixture
def read_again() -> Callable[[Registry], Registry]:
    """The same files, read anew."""
    return lambda registry: Registry(registry.expectations, registry.seeds)
