"""What people signed, as the archive's journal tells it: rows of waivers.csv and corrections.csv, and when each counted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mtqg.registry import Registry
from mtqg.registry.corrections import Correction
from mtqg.registry.signed_lists import CORRECTIONS, WAIVERS, SignedList
from mtqg.registry.waivers import Waiver

Event = dict[str, Any]
Signed = Waiver | Correction


def list_of(event: Event) -> SignedList:
    return CORRECTIONS if CORRECTIONS.id_column in event else WAIVERS


def row_of(event: Event) -> Signed:
    """The signed row that the event took in or out."""
    model = list_of(event).model
    return model.model_validate({name: event[name] for name in model.model_fields})


def lacking(registry: Registry, events: Iterable[Event]) -> dict[str, Signed]:
    """Rows that were signed and not taken out, and that the lists of today do not hold so."""
    signed: dict[str, tuple[SignedList, Signed]] = {}
    for event in events:
        if event["kind"] == "signed":
            signed[event[list_of(event).id_column]] = list_of(event), event
    return {number: row_of(event) for number, (listed, event) in signed.items()
            if not event["is_withdrawn"] and getattr(registry, listed.stem).get(number) != row_of(event)}


def put_back(registry: Registry, rows: Iterable[Signed]) -> None:
    """The lists hold these rows, in the place of others of their numbers."""
    for listed in (WAIVERS, CORRECTIONS):
        if mine := [row for row in rows if isinstance(row, listed.model)]:
            listed.put_back(registry, mine)
