"""The synthetic country that everything is measured on: written once a run, without defects."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from mtqg.model import Delivery
from mtqg.registry import Source, load_registry
from mtqg.registry.periods import parse_period

NOW = "2026-09"          # 34 provinces, 3,321 communes
BEFORE = "2024-12"       # 63 provinces, 10,035 communes


@dataclass
class Country:
    """Outboxes of the months, written when first asked for."""

    folder: Path
    facts: int = 20_000_000                     # of dashboards
    only: int | None = None                     # so many provinces, of history; None: all
    written: set[str] = field(default_factory=set)

    def outbox(self, period: str) -> Path:
        """The root of the outboxes that hold this month, and only this one."""
        from mtqg.sample import write_country

        root = self.folder / period
        if period not in self.written:
            everyone = tuple(source.province_code for source in self.sources(period))
            write_country(root, period, provinces=tuple(dict.fromkeys(everyone)))
            self.written.add(period)
        return root

    def sources(self, period: str) -> list[Source]:
        """Every source of the synthetic country on the last day of the month."""
        day = parse_period(period).end
        return [one for one in load_registry().sources if one.in_force(day) and one.connection_id == "outbox_sample"]

    def deliveries(self, period: str, form_code: str | None = None) -> list[tuple[Delivery, Source, bytes]]:
        """Every file of the month with its source and bytes, of one form or of all."""
        from mtqg.connectors import ConnectionSpec, open_connector
        from mtqg.intake.landing import discover

        root = self.outbox(period)
        connector = open_connector(ConnectionSpec("outbox_sample", "fs", extra={"path": str(root)}))
        found = [(one, source) for source in self.sources(period) for one in discover(source, connector)]
        return [(one, source, (root / one.path).read_bytes()) for one, source in found if form_code in (None, one.form_code)]
