"""dbt's documentation of models, columns and lineage: one page beside the Data Docs."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from mtqg import settings
from mtqg.dbt_invocation import dbt_environment, invoke_dbt
from mtqg.errors import MtqgError

#: What the page says comes from these files and from the columns of the warehouse that they make.
_DESCRIBING = ("*.sql", "*.yml", "*.md")


def write_dbt_docs() -> Path:
    """The page of the project as it is stands at `dbt/index.html` of the served folder; one that is there already stays.

    MtqgError: dbt could not describe the project, or the warehouse did not answer.
    """
    page, version = settings.data_docs_dir() / "dbt" / "index.html", _project_version()
    mark = page.with_name("version")
    if page.exists() and mark.exists() and mark.read_text() == version:
        return page
    described = _describe()
    page.parent.mkdir(parents=True, exist_ok=True)
    partial = page.with_suffix(".partial")
    shutil.copyfile(described, partial)
    partial.replace(page)
    mark.write_text(version)
    return page


def _describe() -> Path:
    """dbt's static page, made in a folder of its own: a build may run meanwhile."""
    build_target = Path(dbt_environment()["DBT_TARGET_PATH"])
    target = build_target.with_name("docs_target")
    target.mkdir(parents=True, exist_ok=True)
    if (parsed := build_target / "partial_parse.msgpack").exists():
        shutil.copyfile(parsed, target / parsed.name)          # parsing anew takes seconds
    answer = invoke_dbt(["docs", "generate", "--static", "--target-path", str(target)])
    if answer.exception or not answer.success:
        raise MtqgError(f"dbt docs: {answer.exception or answer.result}")
    return target / "static_index.html"


def _project_version() -> str:
    root = settings.project_root() / "dbt_project"
    files = sorted(path for pattern in _DESCRIBING for path in root.rglob(pattern) if "target" not in path.parts)
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
