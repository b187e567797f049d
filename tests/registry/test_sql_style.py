"""The SQL of the dbt project is written as dbt_project/.sqlfluff says, as `make lint` sees it."""

from __future__ import annotations

import pytest

from mtqg import settings

pytestmark = pytest.mark.slow

#: About as long each: two processes share them.
PARTS = ("models/staging", "models/marts", "models/intermediate/[a-f]*", "models/intermediate/[g-z]*", "tests")


def breaches(part: str) -> list[str]:
    """`file:line rule: what is wrong` of every file of the part."""
    from sqlfluff.core import FluffConfig, Linter

    project = settings.project_root() / "dbt_project"
    linter = Linter(config=FluffConfig.from_path(str(project)))
    files = sorted(file for folder in project.glob(part) for file in ([folder] if folder.is_file() else folder.rglob("*.sql")))
    assert files
    return [f"{path.path}:{one.line_no} {one.rule_code()}: {one.desc()}" for file in files
            for found in [linter.lint_path(str(file))] for path in found.files for one in path.get_violations()]


@pytest.mark.parametrize("part", PARTS)
def test_every_model_and_test_keeps_the_style(part):
    assert breaches(part) == []


def test_what_breaks_the_style_is_named(tmp_path, monkeypatch):
    (tmp_path / "dbt_project").mkdir()
    (tmp_path / "dbt_project" / ".sqlfluff").write_text((settings.project_root() / "dbt_project" / ".sqlfluff").read_text())
    (tmp_path / "dbt_project" / "wrong.sql").write_text("-- One row.\nSELECT a\nfrom {{ ref('b') }}\n")
    monkeypatch.setattr(settings, "project_root", lambda: tmp_path)
    assert [line.split(" ", 1)[1][:4] for line in breaches("*.sql")] == ["CP01"]
