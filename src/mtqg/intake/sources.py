"""Whose submission it was."""

from __future__ import annotations

from typing import Any

from mtqg import settings
from mtqg.errors import MtqgError
from mtqg.registry import Registry, Source


def source_then(registry: Registry, row: dict[str, Any]) -> Source:
    """The version of the source whose unit the submission was read for, else the one in force when it was delivered."""
    versions = [one for one in registry.sources if one.source_code == row["source_code"]]
    day = row["delivered_at"].astimezone(settings.TIME_ZONE).date()
    found = next((one for one in versions if row["admin_unit_code"] == one.admin_unit_code), None) or next(
        (one for one in versions if one.in_force(day)), None) or (versions[-1] if versions else None)
    if found is None:
        raise MtqgError(f"no source {row['source_code']} in expectations/sources.yml")
    return found
