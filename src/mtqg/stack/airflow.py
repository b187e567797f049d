"""Airflow as we run it: the environment of every component and what each component's command is.

All configuration is environment variables built here; `airflow.cfg` is never edited. Nothing here imports Airflow.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from mtqg import settings

ADMIN = "admin"
#: Task slots of LocalExecutor; the pools below say how many of them one kind of work may have.
PARALLELISM = max(8, 3 * (os.cpu_count() or 2))
POOLS = {
    "provinces": (2 * (os.cpu_count() or 2), "Các nguồn tải cùng lúc | sources pulled at the same time"),
    "warehouse": (1, "Một việc ghi kho tại một thời điểm | one writer of the warehouse at a time"),
}

#: One of them names a collector: Airflow's metrics and our gauges are on. $OPENLINEAGE_URL does the same for its events.
METRICS_SWITCHES = ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")


@dataclass(frozen=True, slots=True)
class Component:
    """One Airflow service: its name, its command after `airflow`, and its name in Airflow's health report."""

    name: str
    arguments: tuple[str, ...]
    health: str


COMPONENTS = (
    Component("api-server", ("api-server", "--host", "127.0.0.1", "--workers", "1"), "metadatabase"),
    Component("scheduler", ("scheduler", "--skip-serve-logs"), "scheduler"),
    Component("dag-processor", ("dag-processor",), "dag_processor"),
    Component("triggerer", ("triggerer", "--skip-serve-logs"), "triggerer"),
)


def airflow_home() -> Path:
    return settings.home() / "airflow"


def url(path: str = "") -> str:
    return f"http://127.0.0.1:{settings.airflow_port()}{path}"


def command(component: Component) -> list[str]:
    """How the component is started; through our own entry, which loads heavy libraries once before the forks."""
    port = ["--port", str(settings.airflow_port())] if component.name == "api-server" else []
    return [sys.executable, "-m", "mtqg.orchestration.component", *component.arguments, *port]


def environment() -> dict[str, str]:
    """Everything a component, a task and the programs it starts need to know."""
    paths = {
        "MTQG_HOME": str(settings.home()),
        "MTQG_PROJECT": str(settings.project_root()),
        "MTQG_PG_PORT": str(settings.postgres_port()),
        "MTQG_AIRFLOW_PORT": str(settings.airflow_port()),
        "MTQG_DATA_DOCS_PORT": str(settings.data_docs_port()),
        "AIRFLOW_HOME": str(airflow_home()),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "/usr/bin:/bin")]),
        "MTQG_RETRY_SECONDS": os.environ.get("MTQG_RETRY_SECONDS", "5"),    # a person waits for it
        "MTQG_POLL_CRON": os.environ.get("MTQG_POLL_CRON", "*/5 * * * *"),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        "SPT_NOENV": "1",                    # process titles must not overwrite the environment: we find ours by it
        "OPENBLAS_NUM_THREADS": "1",         # many small processes, forked after numpy was loaded
        "OMP_NUM_THREADS": "1",
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
    }
    inherited = {name: value for name, value in os.environ.items()
                 if not name.startswith("AIRFLOW__") and name != "MTQG_PASSWORD_POSTGRES"}     # no component is superuser
    return inherited | paths | {f"AIRFLOW__{name}": value for name, value in _configuration().items()} | local_connections()


def code_version() -> str:
    """Changes when a module of the package does: the scheduler has them loaded."""
    package = Path(__file__).parent.parent
    seen = sorted((str(path), path.stat().st_mtime_ns) for path in package.rglob("*.py"))
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:12]


def write_passwords() -> None:
    """Airflow's password file holds the administrator's password of this home folder."""
    airflow_home().mkdir(parents=True, exist_ok=True)
    path = _passwords_file()
    path.touch(mode=0o600)
    path.write_text(json.dumps({ADMIN: settings.local_secret("airflow_admin")}) + "\n")


def _configuration() -> dict[str, str]:
    address = settings.dsn("airflow", "airflow").removeprefix("postgresql://")
    return {
        "CORE__DAGS_FOLDER": str(settings.project_root() / "dags"),
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__EXECUTOR": "LocalExecutor",
        "CORE__PARALLELISM": str(PARALLELISM),
        "CORE__DEFAULT_TIMEZONE": str(settings.TIME_ZONE),
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "CORE__MP_START_METHOD": "fork",
        "CORE__HOSTNAME_CALLABLE": "socket.gethostname",
        "CORE__FERNET_KEY": _fernet_key(),
        "CORE__AUTH_MANAGER": "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager",
        "CORE__SIMPLE_AUTH_MANAGER_USERS": f"{ADMIN}:admin",
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(_passwords_file()),
        "CORE__EXECUTION_API_SERVER_URL": url("/execution/"),
        "CORE__MIN_SERIALIZED_DAG_UPDATE_INTERVAL": "5",
        "DATABASE__SQL_ALCHEMY_CONN": f"postgresql+psycopg2://{address}",
        "DATABASE__SQL_ALCHEMY_CONN_ASYNC": f"postgresql+asyncpg://{address}",
        "API__BASE_URL": url(),
        "API__SECRET_KEY": settings.local_secret("jwt"),
        "API__INSTANCE_NAME": "Chương trình mục tiêu quốc gia",
        "API_AUTH__JWT_SECRET": settings.local_secret("jwt"),
        "LOGGING__NAMESPACE_LEVELS": "great_expectations=WARNING",
        "LOGGING__BASE_LOG_FOLDER": str(airflow_home() / "logs"),
        "LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(airflow_home() / "logs" / "dag_processor"),
        "DAG_PROCESSOR__PARSING_PROCESSES": "1",
        "DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "300",        # a file that was changed or added does not wait for it
        "DAG_PROCESSOR__REFRESH_INTERVAL": "30",
        "SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.5",
        # Seconds without a heartbeat after which a scheduler is given up, and its tasks are the next one's.
        "SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": os.environ.get("MTQG_SCHEDULER_GIVEN_UP_SECONDS", "30"),
        "SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "10",
        "SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "120",
        "SCHEDULER__MAX_TIS_PER_QUERY": "0",
        "METRICS__OTEL_ON": str(any(os.environ.get(name) for name in METRICS_SWITCHES)),
    }


def local_connections() -> dict[str, str]:
    """Connections of the local stack, a folder each; one that the caller's environment defines stays as it is."""
    outbox = json.dumps({"conn_type": "fs", "extra": {"path": str(settings.outbox_dir())}})
    return {name: os.environ.get(name, outbox) for name in ("AIRFLOW_CONN_OUTBOX_SAMPLE", "AIRFLOW_CONN_OUTBOX_PUBLISHED")}


def _passwords_file() -> Path:
    return airflow_home() / "passwords.json"


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(settings.local_secret("fernet_seed").encode()).digest()).decode()
