"""A delivery is taken in twice: fetched, with the reading process asked about it; later landed, and its reading stored."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from mtqg import settings
from mtqg.connectors.guarding import GuardedConnector
from mtqg.intake import landing
from mtqg.intake.child import Stopped, WarmChild
from mtqg.intake.examining import Examined, ReadingOrder, Screening, Withheld
from mtqg.intake.landing import Landed, Spooled
from mtqg.intake.reading import try_to_store
from mtqg.logs import about
from mtqg.model import Delivery
from mtqg.readers.personal import Breach
from mtqg.registry import Registry, Source
from mtqg.store import statement, submissions


@dataclass(frozen=True, slots=True)
class Fetched:
    """A delivery in the spool; numbers of what the reading process is asked about it already, nothing of bytes that we have."""

    spooled: Spooled
    screening: int | None = None
    reading: int | None = None


@dataclass
class Taking:
    """Takes the new deliveries of one source in; faults of reading, which stop no other delivery, are in `faults`."""

    source: Source
    connector: GuardedConnector
    registry: Registry
    child: WarmChild
    run_id: str
    now: datetime
    tell: Callable[[Landed | None], None]           # each delivery's outcome
    faults: list[str] = field(default_factory=list)

    def fetch(self, delivery: Delivery) -> Fetched | None:
        """The bytes are in the spool, and the reading process is asked about them; None of what is too large to be fetched."""
        with about(form=delivery.form_code, delivery=delivery.path):
            if delivery.size_bytes > landing.MAX_DELIVERY_BYTES:
                self.tell(landing.refuse_oversized(delivery, self.source, self.registry, self.run_id, self.now))
                return None
            path = settings.home() / "spool" / uuid.uuid4().hex
            try:
                spooled = landing.spool(delivery, self.connector, path)
                with statement() as db:
                    known = submissions.known_bytes(db, delivery, spooled.sha256, self.registry.version)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        if known:
            return Fetched(spooled)
        return Fetched(spooled, self.child.begin(self._screening(spooled)), self.child.begin(self._order(spooled)))

    def land(self, fetched: Fetched) -> None:
        """The delivery is landed; then, and only then, what was read in it is stored. Nothing of it is left in the spool."""
        try:
            delivery = fetched.spooled.delivery
            with about(form=delivery.form_code, delivery=delivery.path):
                landed = landing.land(fetched.spooled, self.source, self.registry, lambda: self._screened(fetched),
                                      self.run_id, self.now)
                fetched.spooled.path.unlink(missing_ok=True)
            self.tell(landed)
            if landed and landed.status == "received":
                examined = self._examined(fetched)
                self.faults += try_to_store(landed.submission_id, delivery.form_code, examined, self.registry, self.now)
        finally:
            self.drop(fetched)

    def drop(self, fetched: Fetched) -> None:
        """Nothing is left in the spool of what was fetched, nor any question about it."""
        fetched.spooled.path.unlink(missing_ok=True)
        for number in (fetched.screening, fetched.reading):
            if number:
                self.child.forget(number)

    def _screened(self, fetched: Fetched) -> list[Breach] | Stopped:
        return self.child.answer(fetched.screening or self.child.begin(self._screening(fetched.spooled)))

    def _examined(self, fetched: Fetched) -> Examined | Stopped | Withheld:
        """What was read ahead; asked again where the file had to be opened anew and was not in the landing area yet."""
        examined = self.child.answer(fetched.reading) if fetched.reading else None
        if examined is None or isinstance(examined, Withheld):
            examined = self.child.ask(self._order(fetched.spooled))
        return examined

    def _screening(self, spooled: Spooled) -> Screening:
        return Screening(spooled.path, spooled.delivery.name, spooled.sha256, spooled.delivery.form_code)

    def _order(self, spooled: Spooled) -> ReadingOrder:
        place = settings.landing_dir() / landing.place_of(spooled.sha256)
        return ReadingOrder(place, spooled.delivery.name, spooled.sha256, spooled.delivery.form_code, self.source)
