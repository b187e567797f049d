"""To whom something is owed, in groups of a few provinces: a task each, so that a month costs few tasks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mtqg.intake import sources_by_province
from mtqg.registry import load_registry
from mtqg.store import connect, returns

_PROVINCES_A_GROUP = 6


@dataclass(frozen=True)
class Waiting:
    """Provinces whose sources are owed a verdict or a receipt."""

    name: str
    source_codes: list[str]


def groups_waiting(now: datetime) -> list[Waiting]:
    """Groups of provinces in Vietnamese order; none where nothing is owed."""
    returning = {source.source_code for source in load_registry().sources if source.return_folder}
    with connect() as db:
        codes = [code for code in returns.sources_waiting(db) if code in returning]
    provinces = sources_by_province(None, codes, now) if codes else []
    return [Waiting(", ".join(one.name for one in members), [code for one in members for code in one.source_codes])
            for members in (provinces[at:at + _PROVINCES_A_GROUP] for at in range(0, len(provinces), _PROVINCES_A_GROUP))]
