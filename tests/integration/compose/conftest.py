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

import pytest
import yaml

from mtqg import settings
from mtqg.stack import services

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

    def run(self, name: str, *arguments: str) -> str:
        """What the service said when it has ended well; `arguments` replace its command."""
        command = [*self.spec(name)["entrypoint"], *arguments] if arguments else self.command(name)
        done = self._call(name, command, subprocess.PIPE)
        assert done.returncode == 0, f"{name}: {done.stdout}"
        return done.stdout

    def wait_until_healthy(self, *names: str, within: float = 100) -> None:
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
                              stdout=output, stderr=subprocess.STDOUT, text=True, timeout=120, check=False)

    def _on_this_machine(self, text: str) -> str:
        for there, here in self.places.items():
            text = text.replace(there, here)
        return text


def programs(*folders: Path) -> str:
    """PATH: the Python environment's programs, then `folders`, then the machine's."""
    return os.pathsep.join([str(Path(sys.executable).parent), *map(str, folders), os.environ["PATH"]])


@pytest.fixture(scope="session")
def compose_file() -> Path:
    return settings.project_root() / "docker-compose.yml"


@pytest.fixture(scope="session")
def env_example(compose_file: Path) -> Path:
    return compose_file.with_name(".env.example")


@pytest.fixture(scope="session")
def compose(compose_file: Path, env_example: Path, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The file as compose sees it once .env.example has been filled."""
    given = filled_example(env_example, tmp_path_factory.mktemp("env")) | {"MTQG_API_WORKERS": "1"}      # two cores here
    return walk(yaml.safe_load(compose_file.read_text()), lambda text: substitute(text, given))


@pytest.fixture(scope="session")
def plain_processes():
    """The class PlainProcesses and the function `programs`, for the module that runs the services."""
    return PlainProcesses, programs
