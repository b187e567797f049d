"""`pip install .[check]` alone: the wheel carries the forms and rules, and a check needs neither Airflow nor a checkout."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
UV = Path(sys.executable).with_name("uv")


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A new environment with the wheel and the `check` extra, in the versions of requirements.txt; the path of its `mtqg`."""
    folder = tmp_path_factory.mktemp("alone")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "setup.py", "src", "expectations", "dbt_project"):
        (source / name).symlink_to(ROOT / name)
    pins = re.findall(r"^[a-z0-9][\w.\[\]-]*==[^\s;\\]+", (ROOT / "requirements.txt").read_text(), re.MULTILINE | re.IGNORECASE)
    (folder / "pins.txt").write_text("\n".join(re.sub(r"\[.*?\]", "", pin) for pin in pins))
    run([UV, "build", "--wheel", "--out-dir", folder, source])
    [wheel] = folder.glob("*.whl")
    run([UV, "venv", "--python", sys.executable, folder / "venv"])
    python = folder / "venv" / "bin" / "python"
    run([UV, "pip", "install", "--python", python, "--constraint", folder / "pins.txt", f"mtqg[check] @ {wheel.as_uri()}"])
    return python.with_name("mtqg")


def run(command: list) -> str:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def check(mtqg: Path, file: Path) -> subprocess.CompletedProcess:
    """Far from any checkout, and without the environment of these tests."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    command = [str(mtqg), "check", str(file), "--format", "json"]
    return subprocess.run(command, capture_output=True, text=True, cwd=file.parent, env=kept)


def test_a_check_says_what_the_project_says(installed, registry, all_cases, write_case, judged, tmp_path):
    case = next(one for one in all_cases if one.name == "VON-01-R001-fails-2")
    file = tmp_path / "von_01" / "bieu.xlsx"
    file.parent.mkdir()
    file.write_bytes(write_case(registry, "VON-01", case).content)
    done = check(installed, file)
    assert done.returncode == 1, done.stderr
    said = {(one["rule_id"], one["cell_ref"], one["expected"]) for one in json.loads(done.stdout)["findings"]}
    assert {(one.rule_id, one.cell_ref, one.expected) for one in judged("VON-01")[case.name].findings} <= said


def test_neither_airflow_nor_a_database_driver_is_there(installed):
    known = run([UV, "pip", "list", "--python", installed.with_name("python"), "--format", "json"])
    names = {one["name"] for one in json.loads(known)}
    assert "mtqg" in names
    assert not {name for name in names if "airflow" in name or name.startswith(("psycopg", "dbt"))}
