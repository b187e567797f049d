"""The dbt project keeps its conventions, and each of them is told when it is broken; semantic models and unit tests as parsed."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mtqg import settings

pytestmark = pytest.mark.slow

PROJECT = settings.project_root() / "dbt_project"


@pytest.fixture(scope="module")
def parsed(tmp_path_factory) -> Iterator[Path]:
    """The folder in which `dbt parse` of the project has left its manifests; no database is asked."""
    from dbt.cli.main import dbtRunner

    target = tmp_path_factory.mktemp("target")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MTQG_PASSWORD_MTQG_TRANSFORMER", "none")
        patch.chdir(PROJECT)
        patch.syspath_prepend(str(PROJECT))
        answer = dbtRunner().invoke(["--quiet", "parse", "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT),
                                     "--target-path", str(target)])
        assert answer.success, answer.exception
        yield target


@pytest.fixture(scope="module")
def manifest(parsed: Path) -> dict:
    """What dbt made of the project, without the macros of others."""
    whole = json.loads((parsed / "manifest.json").read_text())
    return whole | {"macros": {}}


def breaches(manifest: dict, folder: Path) -> dict[str, set[str]]:
    """Name of a node -> the conventions that it breaks."""
    from dbt_score.config import Config
    from dbt_score.lint import lint_dbt_project

    path = folder / "judged.json"
    path.write_text(json.dumps(manifest))
    config = Config()
    config.load()
    found = lint_dbt_project(path, config, "json").results
    failed = {f"{node.name} {rule.__name__}: {answer!r}" for node, answers in found.items()
              for rule, answer in answers.items() if isinstance(answer, Exception)}
    assert not failed
    return {node.name: {rule.__name__ for rule in broken} for node, answers in found.items()
            if (broken := [rule for rule, answer in answers.items() if answer])}


def test_the_project_keeps_every_convention(manifest, tmp_path, capsys):
    assert len(manifest["nodes"]) > 100
    assert breaches(manifest, tmp_path) == {}


def describe_in_one_language(node: dict) -> None:
    node["columns"]["period_code"]["description"] = "Kỳ"


def forget_a_unit(node: dict) -> None:
    node["columns"]["rollup_value"]["config"]["meta"] = {}
    node["columns"]["rollup_value"]["meta"] = {}


def misname_the_key(node: dict) -> None:
    node["config"]["meta"] = node["meta"] = {"key": ["form", "day"]}


BROKEN = [
    ("model.mtqg.fct_rollups", lambda node: node.update(description="Số liệu"), "is_described_in_both_languages"),
    ("model.mtqg.fct_rollups", describe_in_one_language, "has_columns_in_both_languages"),
    ("model.mtqg.fct_rollups", forget_a_unit, "has_units_of_its_numbers"),
    ("model.mtqg.fct_rollups", lambda node: node["config"]["contract"].update(enforced=False), "has_an_enforced_contract"),
    ("model.mtqg.fct_rollups", lambda node: node.update(constraints=[]), "has_a_key"),
    ("model.mtqg.rpt_who_reported", misname_the_key, "has_a_key"),
    ("model.mtqg.fct_rollups", lambda node: node.update(access="protected"), "is_open_only_as_a_mart"),
    ("model.mtqg.int_rounds", lambda node: node.update(access="public"), "is_open_only_as_a_mart"),
    ("model.mtqg.fct_rollups", lambda node: node.update(group=None), "is_open_only_as_a_mart"),
    ("model.mtqg.int_rounds", lambda node: node.update(name="rounds"), "is_named_by_its_layer"),
    ("model.mtqg.int_rounds", lambda node: node.update(name="int_rounds_temp"), "is_named_by_its_layer"),
    ("model.mtqg.int_rounds", lambda node: node.update(raw_code="-- x\nselect * from {{ source('a', 'b') }}"),
     "reads_sources_only_in_staging"),
    ("model.mtqg.int_rounds", lambda node: node.update(raw_code="{{ config(a=1) }}\nselect 1"), "says_its_grain_first"),
    ("model.mtqg.int_rounds", lambda node: node.update(raw_code="-- one row\n" + "select 1\n" * 200), "is_short"),
    ("seed.mtqg.agencies", lambda node: node.update(description=""), "seed_is_described_in_both_languages"),
    ("exposure.mtqg.who_reported", lambda node: node.update(label=None), "exposure_has_an_owner_and_words"),
]


def alone(manifest: dict, *names: str) -> dict:
    """A manifest of these nodes and exposures, and nothing else; it may be altered."""
    kept = {part: {name: node for name, node in manifest[part].items() if name in names} for part in ("nodes", "exposures")}
    children = {name: [child for child in manifest["child_map"].get(name, ()) if child in names] for name in names}
    return copy.deepcopy({"metadata": manifest["metadata"], "child_map": children, "parent_map": {name: [] for name in names},
                          **kept})


@pytest.mark.parametrize(("node", "damage", "convention"), BROKEN)
def test_a_broken_convention_is_named(manifest, tmp_path, capsys, node, damage, convention):
    altered = alone(manifest, node, "model.mtqg.rpt_who_reported", "exposure.mtqg.who_reported", "model.mtqg.int_calendar_days",
                    "seed.mtqg.agencies", "exposure.mtqg.data_quality")
    nodes = altered["exposures" if node.startswith("exposure") else "nodes"]
    damage(nodes[node])
    assert breaches(altered, tmp_path) == {nodes[node]["name"]: {convention}}


def test_a_report_without_a_dashboard_is_named(manifest, tmp_path, capsys):
    altered = alone(manifest, "model.mtqg.rpt_who_reported")
    assert breaches(altered, tmp_path) == {"rpt_who_reported": {"is_shown_when_it_is_a_report"}}


def test_forty_unit_tests_are_named_as_sentences(manifest):
    names = [one["name"] for one in manifest["unit_tests"].values()]
    assert len(set(names)) == len(names) >= 40
    assert [name for name in names if name.count("_") < 3 or len(name) > 56] == []


def test_metrics_stand_on_marts_and_on_the_calendar(parsed, manifest):
    semantic = json.loads((parsed / "semantic_manifest.json").read_text())
    assert [one["primary_column"]["name"] for one in semantic["project_configuration"]["time_spines"]] == ["calendar_date"]
    assert {one["node_relation"]["schema_name"] for one in semantic["semantic_models"]} == {"mart"}
    measures = {measure["name"] for one in semantic["semantic_models"] for measure in one["measures"]}
    assert measures <= {metric["name"] for metric in semantic["metrics"]}
    for one in semantic["semantic_models"]:
        columns = manifest["nodes"][f"model.mtqg.{one['node_relation']['alias']}"]["columns"]
        said = [entity["expr"] for entity in one["entities"]] + [dimension["name"] for dimension in one["dimensions"]]
        assert set(said) <= set(columns), one["name"]


def read_by(manifest: dict, name: str) -> list[tuple[str, dict]]:
    """(name, node) of what a model reads itself."""
    return [(parent, manifest["nodes"].get(parent) or manifest["sources"][parent])
            for parent in manifest["nodes"][name]["depends_on"]["nodes"]]


def tables_behind(manifest: dict, name: str) -> set[str]:
    """`schema.table` of all tables that a view shows, through other views; what is compiled into it (`ephemeral`) as itself."""
    return {table for parent, node in read_by(manifest, name) for table in (
        tables_behind(manifest, parent) if materialized(node) == "view" else [f"{node['schema']}.{node['name']}"])}


def materialized(node: dict) -> str | None:
    return node["config"].get("materialized")


def views_behind(manifest: dict, name: str) -> set[str]:
    """The views that a table is made of, also those in what is compiled into it."""
    return {view for parent, node in read_by(manifest, name)
            for view in ([parent] if materialized(node) == "view"
                         else views_behind(manifest, parent) if materialized(node) == "ephemeral" else [])}


def models(manifest: dict, *kinds: str) -> list[str]:
    return [name for name, node in manifest["nodes"].items()
            if node["resource_type"] == "model" and materialized(node) in kinds]


def test_a_report_shows_nothing_but_what_is_published_with_the_marts(manifest):
    reports = [name for name in models(manifest, "view") if manifest["nodes"][name]["schema"] == "mart"]
    behind = {name: tables_behind(manifest, name) for name in reports}
    assert len(reports) >= 6
    assert all(behind.values())
    assert {(name, table) for name, found in behind.items() for table in found if not table.startswith("mart.")} == set()


def test_what_a_build_makes_reads_no_mart_through_a_view_which_would_show_the_build_before(manifest):
    read = {(name, view) for name in models(manifest, "table", "incremental") for view in views_behind(manifest, name)}
    assert len(read) > 50
    assert {(name, view) for name, view in read
            if any(table.startswith("mart.") for table in tables_behind(manifest, view))} == set()
