"""`up`, `down`, `status` of the whole local stack: every call looks at what is there and does only what is missing."""

from __future__ import annotations

import importlib.metadata
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg import sql

from mtqg import settings
from mtqg.errors import MtqgError
from mtqg.stack import airflow, pages, ports, postgres, rest, services, supervisor
from mtqg.stack.locks import exclusive
from mtqg.stack.steps import Steps

#: A cold start on two busy cores stays far below this.
HEALTHY_WITHIN = 420.0


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the stack as found: where it answers, and whether it does."""

    name: str
    is_running: bool
    pid: int | None
    remark: str


def up(steps: Steps, before_airflow: Callable[[], None] | None = None) -> None:
    """PostgreSQL, its schemas and every Airflow component run and are healthy; what already ran was left alone.

    `before_airflow` is called when the warehouse answers and no component has been started yet.
    """
    with exclusive("stack"):
        _check_port_of_airflow()
        pages.require_port()
        with steps.step("PostgreSQL") as notes:
            notes.append("đã khởi động | started" if postgres.start() else "đang chạy | was running")
            if postgres.bootstrap():
                notes.append("đã áp dụng sql/ | sql/ applied")
        if not _metadata_is_current():
            with steps.step("Cơ sở dữ liệu của Airflow | Airflow's metadata"):
                _prepare_metadata()
        if before_airflow:
            before_airflow()
        airflow.write_passwords()
        if (scheduler := services.recorded("scheduler")) and scheduler.code != airflow.code_version():
            services.stop("scheduler")
        if (found := services.recorded(supervisor.NAME)) and found.is_alive():
            os.kill(found.pid, signal.SIGHUP)
        else:
            services.spawn(supervisor.NAME, [sys.executable, "-m", "mtqg.stack.supervisor"], airflow.environment())
        with steps.step("Airflow: api-server, scheduler, dag-processor, triggerer"):
            _wait_until_healthy()


def down(steps: Steps) -> None:
    """No process of this home folder is left, whatever died before."""
    with exclusive("stack"):
        with steps.step("Airflow: dừng | stop"):
            services.stop(supervisor.NAME, grace=5)
            services.stop()
        with steps.step("PostgreSQL: dừng | stop"):
            postgres.stop()
        if left := [*services.members(), *postgres.serving_pids()]:
            raise MtqgError(f"còn tiến trình | processes are left: {left}")


def status() -> list[Part]:
    """Every part, as it is now."""
    report = rest.health() or {}
    postmaster = postgres.postmaster_pid()
    found = [Part("postgres", postmaster is not None, postmaster, f"127.0.0.1:{settings.postgres_port()}")]
    for name in (supervisor.NAME, *(one.name for one in airflow.COMPONENTS)):
        record = services.recorded(name)
        alive = record is not None and record.is_alive()
        component = next((one for one in airflow.COMPONENTS if one.name == name), None)
        healthy = component is None or (alive and _is_healthy(component, record, report))
        remark = airflow.url() if name == "api-server" else "" if healthy else "chưa sẵn sàng | not ready"
        found.append(Part(name, alive, record.pid if alive else None, remark))
    served = services.recorded(pages.NAME)
    found.append(Part(pages.NAME, pages.is_alive(), served.pid if served else None, settings.data_docs_url()))
    return found


def is_up() -> bool:
    """Whether every part runs and says it is healthy."""
    return all(part.is_running and "not ready" not in part.remark for part in status())


def _wait_until_healthy() -> None:
    """Every component is alive, and its heartbeat is younger than its start."""
    deadline = time.monotonic() + HEALTHY_WITHIN
    while time.monotonic() < deadline:
        report = rest.health()
        if report and all(_is_healthy(one, services.recorded(one.name), report) for one in airflow.COMPONENTS):
            return
        time.sleep(0.5)
    bad = [part.name for part in status() if not part.is_running or part.remark.endswith("not ready")]
    logs = ", ".join(str(services.log_path(name)) for name in bad) or str(services.log_path(supervisor.NAME))
    raise MtqgError(f"sau {HEALTHY_WITHIN:.0f} s chưa sẵn sàng | not healthy: {', '.join(bad)}; xem | see {logs}")


def _is_healthy(component: airflow.Component, record: services.Record | None, report: dict) -> bool:
    said = report.get(component.health) or {}
    if record is None or not record.is_alive() or said.get("status") != "healthy":
        return False
    beats = [value for key, value in said.items() if key.startswith("latest_")]
    return all(beat and datetime.fromisoformat(beat).timestamp() >= record.created for beat in beats)


def _check_port_of_airflow() -> None:
    if not services.members("api-server"):
        ports.require_free(settings.airflow_port(), "Airflow", "MTQG_AIRFLOW_PORT")


def _metadata_version() -> str:
    pools = " ".join(f"{name}={slots}" for name, (slots, _) in airflow.POOLS.items())
    return f"airflow {importlib.metadata.version('apache-airflow-core')} {pools}"


def _metadata_is_current() -> bool:
    """The database says by its comment for which Airflow and pools it was prepared."""
    with psycopg.connect(settings.dsn("airflow", "airflow")) as connection:
        said = connection.execute("""
            select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()
        """).fetchone()[0]
    return said == _metadata_version()


def _prepare_metadata() -> None:
    log = services.log_path("metadata")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as words:
        done = subprocess.run([sys.executable, "-m", "mtqg.orchestration.metadata"], env=airflow.environment(),
                              stdin=subprocess.DEVNULL, stdout=words, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        raise MtqgError(f"Airflow's metadata could not be prepared; xem | see {log}")
    with psycopg.connect(settings.dsn("airflow", "airflow")) as connection:
        connection.execute(sql.SQL("comment on database airflow is {}").format(sql.Literal(_metadata_version())))
