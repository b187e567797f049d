"""The data dictionary is current and says every mart, column, type, meaning and unit."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from mtqg import settings
from mtqg.commands.data_dictionary import data_dictionary
from mtqg.data_dictionary import read_marts, write_dictionary
from mtqg.errors import RegistryError

MODELS = settings.project_root() / "dbt_project" / "models"
DICTIONARY = settings.project_root() / "docs" / "data-dictionary.md"


def test_the_dictionary_in_docs_is_the_one_that_the_command_writes():
    assert DICTIONARY.read_text(encoding="utf-8") == write_dictionary(MODELS), "run: mtqg data-dictionary"


def test_every_mart_and_every_column_of_it_has_its_line():
    text = write_dictionary(MODELS)
    sections = {part.split("\n", 1)[0]: part for part in text.split("\n### ")[1:]}
    described = [model for path in (MODELS / "marts").rglob("*.yml")
                 for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", ())]
    assert {path.stem for path in (MODELS / "marts").rglob("*.sql")} == {model["name"] for model in described}
    for model in described:
        for column in model["columns"]:
            assert f"| `{column['name']}` | {column['data_type']} |" in sections[model["name"]]
    assert {"releases", "release_figures"} < set(sections)


def test_tables_of_releases_say_in_the_database_what_they_say_in_the_dictionary():
    written = (settings.project_root() / "sql" / "060_releases.sql").read_text(encoding="utf-8")
    marts = {mart.name: mart for mart in read_marts(MODELS)}
    for name in ("releases", "release_figures"):
        for column in marts[name].columns:
            words = " | ".join(column.meaning).replace("'", "''")
            assert f"comment on column mart.{name}.{column.name} is '{words}';" in written


def test_a_line_holds_both_meanings_the_unit_and_whether_it_is_ever_empty():
    text = write_dictionary(MODELS)
    assert "| `planned_amount` | numeric(38,2) |  | Kế hoạch vốn được giao, đồng | Capital assigned, đồng | đồng |" in text
    assert "| `age_days` | integer | ✓ | " in text and " | ngày · days |" in text


def test_a_mart_names_its_key_and_the_dashboards_that_show_it():
    marts = {mart.name: mart for mart in read_marts(MODELS)}
    assert marts["dim_indicators"].key == ("indicator_code", "valid_from")
    assert marts["rpt_who_reported"].shown_in == ["Ai đã báo cáo"]
    assert all(mart.key for mart in marts.values())


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(MODELS, tmp_path / "models", ignore=shutil.ignore_patterns("*.sql"))
    return tmp_path / "models"


@pytest.mark.parametrize(("word", "said"), [("Kỳ báo cáo | Periods", "is not `Vietnamese | English`"),
                                            ("{{ doc('period_type') }}", "no block 'xx' in columns.md")])
def test_a_description_that_says_too_little_is_named_with_file_and_column(copied, word, said):
    path = copied / "marts" / "dimensions" / "_dimensions.yml"
    damaged = "Periods" if said.startswith("is not") else "{{ doc('xx') }}"
    path.write_text(path.read_text(encoding="utf-8").replace(word, damaged, 1), encoding="utf-8")
    with pytest.raises(RegistryError, match=r"_dimensions\.yml: dim_periods") as fault:
        read_marts(copied)
    assert said in str(fault.value)


def test_the_command_says_when_the_file_is_out_of_date(tmp_path):
    path = tmp_path / "dictionary.md"
    assert CliRunner().invoke(data_dictionary, ["--out", str(path), "--check"], standalone_mode=False).return_value == 1
    assert not path.exists()
    CliRunner().invoke(data_dictionary, ["--out", str(path)], standalone_mode=False)
    assert CliRunner().invoke(data_dictionary, ["--out", str(path), "--check"], standalone_mode=False).return_value == 0
