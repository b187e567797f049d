"""The server, and pg_dump and pg_restore of its version, that the Python environment carries."""

from __future__ import annotations

import os
import subprocess

from mtqg import settings
from mtqg.errors import MtqgError
from mtqg.stack import account, ports, postgres


def start_server() -> bool:
    """The local server runs; False when it did, or is elsewhere and not ours to start."""
    is_ours = settings.postgres_host() in ("127.0.0.1", "localhost") and ports.is_free(settings.postgres_port())
    return is_ours and postgres.start()


def run(program: str, role: str, *arguments: str) -> None:
    """The program has run against the warehouse as `role`; otherwise MtqgError with its own words. No password is an argument."""
    address = {"PGHOST": settings.postgres_host(), "PGPORT": str(settings.postgres_port()), "PGUSER": role,
               "PGPASSWORD": settings.password(role), "PGDATABASE": settings.DATABASE}
    done = subprocess.run([account.installed_programs() / program, *arguments], env={**os.environ, **address}, check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise MtqgError(f"{program}: {done.stdout.strip()[-2000:]}")
