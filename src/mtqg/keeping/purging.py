"""Retention: what expectations/retention.yml gives an end is taken away when its days are over."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from mtqg import settings
from mtqg.intake.landing import shred
from mtqg.registry import load_registry
from mtqg.store import connect, purging


def purge(now: datetime) -> dict[str, int]:
    """Kind -> how many went; may be repeated. What is kept for ever is not touched."""
    limits = {one.what: now - timedelta(days=one.days) for one in load_registry().retention.kept if one.days is not None}
    gone = dict.fromkeys(limits, 0)
    if "spool" in limits:
        for path in older(settings.home() / "spool", limits["spool"]):
            shred(path)
            gone["spool"] += 1
    if "personal_refusals" in limits:
        with connect() as db:
            gone["personal_refusals"] = len(purging.purge_personal_refusals(db, limits["personal_refusals"]))
    if "task_logs" in limits:
        for path in older(log_folder(), limits["task_logs"]):
            path.unlink(missing_ok=True)
            gone["task_logs"] += 1
    return gone


def log_folder() -> Path:
    """Where Airflow writes what tasks say."""
    return Path(os.environ.get("AIRFLOW__LOGGING__BASE_LOG_FOLDER") or settings.home() / "airflow" / "logs")


def older(folder: Path, than: datetime) -> Iterator[Path]:
    """Files below the folder that nobody has written to since."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.stat().st_mtime < than.timestamp():
            yield path
