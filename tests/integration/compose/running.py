"""docker-compose.yml without an engine: its variables substituted, its services run as plain processes of this machine."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from mtqg import settings
from mtqg.stack import account, ports, postgres, services

PROVINCES = ("48", "51", "66", "68")
COMPONENTS = ("api-server", "scheduler", "dag-processor", "triggerer", "worker")
DAG = '''
import os

from airflow.sdk import dag, task


@dag(schedule=None)
def hello():
    @task
    def look_around() -> dict:
        from mtqg.store import connect

        with connect() as db:
            who = db.execute("select current_user as name").fetchone()["name"]
        return {"warehouse_role": who, "variables": sorted(os.environ)}

    look_around()


hello()
'''
VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?P<rule>:-|:\?)?(?P<rest>[^}]*)\})")


def substitute(text: str, given: dict[str, str]) -> str:
    """The text as compose reads it; `$$` is a dollar, a variable without value takes its default or fails."""

    def put(found: re.Match) -> str:
        if not found["name"]:
            return "$"
        if value := given.get(found["name"]):
            return value
        assert found["rule"] == ":-", f"{found['name']} has no value: {found['rest']}"
        return found["rest"]

    return VARIABLE.sub(put, text)


def filled_example(path: Path, folder: Path) -> dict[str, str]:
    """`.env.example` as the command of docs/deployment.md fills it, in `folder`."""
    shutil.copy(path, folder)
    manual = (path.parent / "docs" / "deployment.md").read_text()
    command = next(line for line in manual.splitlines() if line.startswith("python3 -c"))
    subprocess.run(command, shell=True, cwd=folder, check=True)
    lines = (folder / ".env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def walk(node, change):
    """The same tree with every string changed."""
    if isinstance(node, dict):
        return {key: walk(value, change) for key, value in node.items()}
    if isinstance(node, list):
        return [walk(value, change) for value in node]
    return change(node) if isinstance(node, str) else node


class PlainProcesses:
    """Services of the file, each started with exactly its command and environment.

    Only addresses and folders differ: `places` says of each that stands in the file what it is on this machine.
    """

    def __init__(self, compose: dict, places: dict[str, str], known: dict[str, str]) -> None:
        self.compose = compose["services"]
        self.places = places
        self.known = known            # variables that an image or the engine sets

    def spec(self, name: str) -> dict:
        return walk(self.compose[name], self._on_this_machine)

    def environment(self, name: str) -> dict[str, str]:
        said = {key: str(value) for key, value in self.spec(name).get("environment", {}).items()}
        return {"LANG": "C.UTF-8", "HOSTNAME": socket.gethostname(), "SPT_NOENV": "1", **said, **self.known}

    def command(self, name: str) -> list[str]:
        spec = self.spec(name)
        return [str(word) for word in (*spec.get("entrypoint", []), *spec.get("command", []))]

    def start(self, *names: str) -> None:
        for name in names:
            services.spawn(name, self.command(name), self.environment(name))

    def start_another(self, name: str, like: str, *arguments: str) -> None:
        """A further container of a service, under its own name in the table of processes."""
        services.spawn(name, [*self.command(like), *arguments], self.environment(like))

    def run(self, name: str, *arguments: str) -> str:
        """What the service said when it has ended well; `arguments` replace its command."""
        command = [*self.spec(name)["entrypoint"], *arguments] if arguments else self.command(name)
        done = self._call(name, command, subprocess.PIPE)
        assert done.returncode == 0, f"{name}: {done.stdout}"
        return done.stdout

    def wait_until_healthy(self, *names: str, within: float = 240) -> None:
        """The health check of each service passes."""
        deadline = time.monotonic() + within
        for name in names:
            while not self.is_healthy(name):
                words = services.log_path(name).read_text(errors="replace")[-3000:]
                assert services.is_alive(name), f"{name} ended:\n{words}"
                assert time.monotonic() < deadline, f"{name} is not healthy:\n{words}"
                time.sleep(0.5)

    def is_healthy(self, name: str) -> bool:
        kind, *test = self.spec(name)["healthcheck"]["test"]
        return self._call(name, test if kind == "CMD" else ["sh", "-c", *test], subprocess.DEVNULL).returncode == 0

    def _call(self, name: str, command: list[str], output: int) -> subprocess.CompletedProcess:
        return subprocess.run(command, env=self.environment(name), cwd=settings.project_root(), stdin=subprocess.DEVNULL,
                              stdout=output, stderr=subprocess.STDOUT, text=True, timeout=300, check=False)

    def _on_this_machine(self, text: str) -> str:
        for there, here in self.places.items():
            text = text.replace(there, here)
        return text


def programs(*folders: Path) -> str:
    """PATH: the Python environment's programs, then `folders`, then the machine's."""
    return os.pathsep.join([str(Path(sys.executable).parent), *map(str, folders), os.environ["PATH"]])


def on_this_machine(home: Path, compose: dict) -> PlainProcesses:
    """The services with their addresses and folders on this machine."""
    free = [str(ports.find_free()) for _ in range(4)]
    database, queue, api, documents = free
    for name in ("data_docs", "logs", "exports"):
        (home / name).mkdir()
    places = {
        "/opt/mtqg": str(copy_project(home / "project")), "/var/lib/mtqg": str(home),
        "@postgres:5432": f"@127.0.0.1:{database}", "--host=postgres": "--host=127.0.0.1",
        "@redis:6379": f"@127.0.0.1:{queue}", "redis-cli -h redis": f"redis-cli -h 127.0.0.1 -p {queue}",
        "redis-server -": f"redis-server - --bind 127.0.0.1 --port {queue} --dir {home}",
        "api-server:8080": f"127.0.0.1:{api}", "0.0.0.0": "127.0.0.1", "8080": api, "8000": documents,
    }
    soon = {"MTQG_RETRY_SECONDS": "1", "MTQG_POLL_CRON": "0 0 29 2 *",       # no pull but those that a test starts
            "AIRFLOW__WORKERS__MIN_HEARTBEAT_INTERVAL": "2",                 # tests wait until somebody is missed
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "10",
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "2",
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "12",
            "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "3"}
    known = {**soon, "PATH": programs(account.installed_programs()), "HOME": str(home), "PGPORT": database,
             "MTQG_PG_HOST": "127.0.0.1", "MTQG_PG_PORT": database}
    return PlainProcesses(compose, places, known)


def copy_project(folder: Path) -> Path:
    """The project as the image holds it, but with a DAG of the tests, and sources of PROVINCES alone since 01/07/2025."""
    for part in ("expectations", "dbt_project", "sql", "dags"):
        shutil.copytree(settings.project_root() / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "dags" / "hello.py").write_text(DAG)
    sources = folder / "expectations" / "sources.yml"
    before, now = sources.read_text().split("  # The 34 provinces")
    listed = ", ".join(f'"{code}"' for code in PROVINCES)
    sources.write_text(f"{before}  # The 34 provinces{now.replace('provinces: all', f'provinces: [{listed}]')}")
    return folder


def start_postgres(stack: PlainProcesses) -> None:
    """The server runs, with the settings of the file."""
    assert stack.command("postgres")[0] == "postgres"
    options = dict(word.removeprefix("-c").split("=", 1) for word in stack.command("postgres")[1:])
    postgres.start({**options, "shared_buffers": "128MB"})      # 1 GB is for a server of its own


def start(stack: PlainProcesses) -> None:
    """What compose does: a service starts when those it depends on are healthy, or have ended well."""
    start_postgres(stack)
    stack.start("redis")
    stack.wait_until_healthy("redis")
    assert stack.is_healthy("postgres")
    stack.run("init")
    stack.start("api-server", "scheduler", "dag-processor", "triggerer", "data-docs")
    stack.wait_until_healthy("api-server")
    stack.start("worker")
    stack.wait_until_healthy(*COMPONENTS[1:], "data-docs")
