"""Where things are: project folders, the home of the local stack, ports, roles and their passwords."""

from __future__ import annotations

import json
import os
import secrets
from functools import cache
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from mtqg.errors import MtqgError

TIME_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
DATABASE = "mtqg"
#: Login roles of the warehouse; `mtqg_owner` owns the database and applies sql/, `airflow` owns Airflow's metadata.
ROLES = ("mtqg_owner", "mtqg_loader", "mtqg_transformer", "bi_reader", "airflow")


@cache
def project_root() -> Path:
    """The folder that holds expectations/ and dbt_project/: $MTQG_PROJECT, else upwards from here, else the checkout, else
    what the wheel carries."""
    if named := os.environ.get("MTQG_PROJECT"):
        return Path(named).resolve()
    for start in (Path.cwd(), Path(__file__).resolve()):
        for folder in (start, *start.parents):
            if (folder / "expectations").is_dir() and (folder / "dbt_project").is_dir():
                return folder
    if (bundled := Path(__file__).resolve().parent / "bundled").is_dir():
        return bundled
    raise MtqgError("no expectations/ and dbt_project/ found: run inside the project or set MTQG_PROJECT")


def expectations_dir() -> Path:
    return project_root() / "expectations"


def seeds_dir() -> Path:
    return project_root() / "dbt_project" / "seeds"


def home() -> Path:
    """The folder of everything the local stack writes: $MTQG_HOME, else .mtqg in the project."""
    return Path(os.environ.get("MTQG_HOME") or project_root() / ".mtqg").resolve()


def landing_dir() -> Path:
    """Received files by hash, never altered: $MTQG_LANDING, else landing/ in the home folder."""
    return Path(os.environ.get("MTQG_LANDING") or home() / "landing")


def data_docs_dir() -> Path:
    """Pages for people: Great Expectations' Data Docs, and dbt's under dbt/."""
    return Path(os.environ.get("MTQG_DATA_DOCS") or home() / "data_docs")


def export_dir() -> Path:
    """Exports of closed months, a folder each: $MTQG_EXPORT, else exports/ in the home folder."""
    return Path(os.environ.get("MTQG_EXPORT") or home() / "exports")


def outbox_dir() -> Path:
    """The sample outboxes of the demo."""
    return Path(os.environ.get("MTQG_OUTBOX") or home() / "outbox")


def postgres_host() -> str:
    return os.environ.get("MTQG_PG_HOST", "127.0.0.1")


def postgres_port() -> int:
    return int(os.environ.get("MTQG_PG_PORT", "54329"))


def airflow_port() -> int:
    return int(os.environ.get("MTQG_AIRFLOW_PORT", "8480"))


def data_docs_port() -> int:
    """Where the local stack serves its pages: $MTQG_DATA_DOCS_PORT, else two above Airflow's."""
    return int(os.environ.get("MTQG_DATA_DOCS_PORT") or airflow_port() + 2)


def data_docs_url(path: str = "") -> str:
    """Where a person reads the pages: $MTQG_DATA_DOCS_URL, else the local stack's server of them."""
    return f"{os.environ.get('MTQG_DATA_DOCS_URL') or f'http://127.0.0.1:{data_docs_port()}'}/{path}"


def reader_memory_bytes() -> int:
    """What the process that reads one file may hold, all in all: $MTQG_READER_MEMORY_MB, 2048 unless told."""
    return int(os.environ.get("MTQG_READER_MEMORY_MB", "2048")) * 1024 * 1024


def reader_cpu_seconds() -> int:
    """What reading one file may take of the processor: $MTQG_READER_CPU_SECONDS, 60 unless told."""
    return int(os.environ.get("MTQG_READER_CPU_SECONDS", "60"))


def reader_wall_seconds() -> float:
    """How long reading one file may take: $MTQG_READER_WALL_SECONDS, 120 unless told."""
    return float(os.environ.get("MTQG_READER_WALL_SECONDS", "120"))


def password(role: str) -> str:
    """The role's password: $MTQG_PASSWORD_<ROLE>, else the one made for the local stack (kept in home, mode 600)."""
    if given := os.environ.get(f"MTQG_PASSWORD_{role.upper()}"):
        return given
    return _local_secrets()[role]


def _local_secrets() -> dict[str, str]:
    path = home() / "secrets.json"
    kept = json.loads(path.read_text()) if path.exists() else {}
    missing = [name for name in (*ROLES, "postgres", "jwt", "fernet_seed", "airflow_admin") if name not in kept]
    if missing:
        kept |= {name: secrets.token_urlsafe(24) for name in missing}
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}")
        partial.touch(mode=0o600)
        partial.write_text(json.dumps(kept, indent=1))
        partial.replace(path)
    return kept


def local_secret(name: str) -> str:
    """A secret of the local stack that is no database role: jwt, fernet_seed, airflow_admin."""
    return os.environ.get(f"MTQG_SECRET_{name.upper()}") or _local_secrets()[name]


def dsn(role: str = "mtqg_loader", database: str = DATABASE) -> str:
    """A libpq URL for the warehouse as `role`."""
    return (f"postgresql://{role}:{quote(password(role), safe='')}"
            f"@{postgres_host()}:{postgres_port()}/{database}")
