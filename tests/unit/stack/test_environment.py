"""The pinned environment holds everything that the package, the DAGs and the tests import."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from mtqg import settings

OURS = {"mtqg", "tests", "bench"}


def imported(folder: Path) -> dict[str, str]:
    """Top-level module -> a file that imports it, for modules that are neither Python's own nor ours."""
    found: dict[str, str] = {}
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else \
                [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
            found.update({name.split(".")[0]: path.name for name in names})
    return {name: path for name, path in found.items() if name not in sys.stdlib_module_names | OURS}


def test_every_import_is_pinned():
    root = settings.project_root()
    pinned = {re.sub(r"[-_.]+", "-", name).lower()
              for name in re.findall(r"^([A-Za-z0-9_.-]+)==", (root / "requirements.txt").read_text(), re.M)}
    made_by = packages_distributions()
    local = {path.stem for folder in ("tests", "bench") for path in (root / folder).rglob("*.py")}
    missing = {
        f"{name} ({path})" for folder in ("src", "dags", "tests", "bench") for name, path in imported(root / folder).items()
        if name not in local
        and not {re.sub(r"[-_.]+", "-", one).lower() for one in made_by.get(name, [name])} & pinned
    }
    assert missing == set()
