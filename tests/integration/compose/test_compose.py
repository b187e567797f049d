"""docker-compose.yml, .env.example and the Dockerfile agree with each other, with the compose schema and with the local stack."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from mtqg import settings
from mtqg.stack import airflow

#: What production says otherwise than the local stack, and why.
ON_PURPOSE = {
    "CORE__EXECUTOR": "celery workers, on any number of machines",
    "CORE__PARALLELISM": "the workers' number decides, not this machine's cores",
    "CORE__AUTH_MANAGER": "users with roles, in the database",
    "CORE__SIMPLE_AUTH_MANAGER_USERS": "as above",
    "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": "as above",
}
#: Differ because the place or the secret is another.
PLACES_AND_SECRETS = {
    "CORE__DAGS_FOLDER", "CORE__FERNET_KEY", "CORE__EXECUTION_API_SERVER_URL", "DATABASE__SQL_ALCHEMY_CONN",
    "DATABASE__SQL_ALCHEMY_CONN_ASYNC", "API__BASE_URL", "API__SECRET_KEY", "API_AUTH__JWT_SECRET",
    "LOGGING__BASE_LOG_FOLDER", "LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY",
}
#: A developer's own: how faults are shown, where the local stack serves its pages.
LOCAL_ONLY = {"MTQG_TRACEBACK", "MTQG_DATA_DOCS_PORT", "MTQG_SCHEDULER_GIVEN_UP_SECONDS"}
PUBLISHED = {"api-server", "metabase", "data-docs"}
SHORT_LIVED = {"init", "mtqg", "backup", "restore"}


def test_the_file_obeys_the_compose_schema(compose_file: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", compose_file],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_variable_has_a_default_or_a_message_and_an_example(compose_file: Path, env_example: Path) -> None:
    text = re.sub(r"#.*|\$\$\w+", "", compose_file.read_text())
    assert not re.findall(r"\$\w|\$\{\w+\}", text), "a variable without default or message"
    in_file = dict(re.findall(r"\$\{(\w+)(:-[^}]*|:\?missing[^}]*)\}", text))
    said = dict(line.split("=", 1) for line in env_example.read_text().splitlines() if line and not line.startswith("#"))
    assert set(said) == set(in_file)
    defaults = {name: rule.removeprefix(":-") for name, rule in in_file.items() if rule.startswith(":-")}
    assert {name: value for name, value in said.items() if value} == {name: value for name, value in defaults.items() if value}


def test_no_secret_stands_in_the_example(env_example: Path) -> None:
    secret = re.compile(r"^MTQG_\w*(PASSWORD|SECRET|KEY)\w*=(.*)$", re.MULTILINE)
    assert [value for _, value in secret.findall(env_example.read_text()) if value] == []


def test_only_the_api_server_and_bi_publish_ports(compose: dict) -> None:
    published = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert set(published) == PUBLISHED
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)


def test_databases_are_reached_from_the_inside_only(compose: dict) -> None:
    assert compose["networks"]["inside"] == {"internal": True}
    for name in ("postgres", "redis", "init", "scheduler", "dag-processor", "triggerer"):
        assert compose["services"][name]["networks"] == ["inside"], name


def test_every_service_has_a_check_a_limit_and_bounded_logs(compose: dict) -> None:
    for name, service in compose["services"].items():
        assert service["logging"]["options"].keys() == {"max-size", "max-file"}, name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert service["restart"] == ("no" if name in SHORT_LIVED else "unless-stopped"), name
        if name not in SHORT_LIVED:
            assert service["healthcheck"]["test"], name
            assert service["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}, name


def test_services_wait_for_what_they_need(compose: dict) -> None:
    for name, service in compose["services"].items():
        for other, how in service.get("depends_on", {}).items():
            ends = compose["services"][other]["restart"] == "no"
            assert how == {"condition": "service_completed_successfully" if ends else "service_healthy"}, (name, other)


def test_every_volume_is_declared_and_used(compose: dict) -> None:
    used = {volume.split(":")[0] for service in compose["services"].values() for volume in service.get("volumes", [])}
    assert used == set(compose["volumes"])


def test_airflow_is_configured_as_in_the_local_stack(compose: dict) -> None:
    here = airflow_settings(airflow.environment())
    there = {name: value for service in compose["services"].values()
             for name, value in airflow_settings(service.get("environment", {})).items()}
    different = {name for name, value in here.items() if there.get(name) != value}
    assert different - PLACES_AND_SECRETS == set(ON_PURPOSE)


def test_every_setting_of_the_package_is_known_to_the_file(compose: dict) -> None:
    told = {name for service in compose["services"].values() for name in service.get("environment", {})}
    sources = (settings.project_root() / "src" / "mtqg").rglob("*.py")
    read = {name for path in sources for name in re.findall(r"""environ[^\n]*?["'](MTQG_[A-Z_]+[A-Z])["']""", path.read_text())}
    assert read - told == LOCAL_ONLY


def test_what_the_dag_files_read_is_told_to_every_component(compose: dict) -> None:
    """Retries and the like are settled where DAG files are parsed, not where tasks run."""
    sources = (settings.project_root() / "src" / "mtqg" / "orchestration" / "defaults.py").read_text()
    for name in re.findall(r'environ[^\n]*?"(MTQG_[A-Z_]+)"', sources):
        for service in ("api-server", "scheduler", "dag-processor", "triggerer", "worker"):
            assert name in compose["services"][service]["environment"], (service, name)


def airflow_settings(environment: dict) -> dict[str, str]:
    return {name.removeprefix("AIRFLOW__"): str(value) for name, value in environment.items() if name.startswith("AIRFLOW__")}


def test_postgres_keeps_its_data_where_the_volume_is(compose: dict) -> None:
    """From version 18 on the image keeps PGDATA below /var/lib/postgresql/<version>; the volume is one level up."""
    server = compose["services"]["postgres"]
    assert server["image"].startswith("postgres:18")
    assert server["volumes"] == ["database:/var/lib/postgresql"]


def test_the_image_holds_what_the_services_need(compose: dict) -> None:
    root = settings.project_root()
    text = (root / "Dockerfile").read_text().replace("\\\n", " ")
    copied = [words[1:-1] for line in text.splitlines() if (words := shlex.split(line, comments=True))[:1] == ["COPY"]
              and not words[1].startswith("--from")]
    names = {name for sources in copied for name in sources}
    assert {"sql", "expectations", "dbt_project", "dags", "src", "requirements.txt"} <= names
    allowed = {line.removeprefix("!") for line in (root / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert names == allowed
    assert all((root / name).exists() for name in names)
    assert re.search(r"^USER mtqg$", text, re.MULTILINE)
    owned = set(re.search(r"for folder in ([a-z_ ]+);", text)[1].split())
    mounted = {volume.split(":")[1] for service in compose["services"].values() for volume in service.get("volumes", [])}
    assert {path.rsplit("/", 1)[1] for path in mounted if path.startswith("/var/lib/mtqg")} <= owned


@pytest.mark.slow
def test_the_installed_package_carries_its_tables(tmp_path: Path) -> None:
    root = settings.project_root()
    shutil.copy(root / "pyproject.toml", tmp_path)
    shutil.copytree(root / "src", tmp_path / "src", ignore=shutil.ignore_patterns("*.egg-info", "__pycache__"))
    done = subprocess.run([sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "."],
                          cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    inside = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    ours = {path.relative_to(root / "src").as_posix() for path in (root / "src" / "mtqg").rglob("*")
            if path.is_file() and "__pycache__" not in path.parts}
    assert ours <= inside


def test_yaml_anchors_leave_no_service_without_its_own_settings(compose_file: Path) -> None:
    """A merge list must not hide a variable under one of the same name."""
    shared = {name: set(part) for name, part in yaml.safe_load(compose_file.read_text()).items()
              if name in ("x-settings", "x-metadata", "x-queue", "x-jwt")}
    names = [name for part in shared.values() for name in part]
    assert len(names) == len(set(names))
