"""New deliveries of a source are landed and read, one after the other: while one is stored the next is being read."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from contextlib import ExitStack
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
class _Fetched:
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

    def take(self, deliveries: Iterable[Delivery]) -> None:
        """Each is ours and read, in their order; an outage, or a fault of landing, ends it behind what was fetched before."""
        with ExitStack() as left:
            fetched: _Fetched | None = None
            for delivery in deliveries:
                earlier, fetched = fetched, None
                try:
                    fetched = self._fetch(delivery, left)
                finally:
                    if earlier:
                        self._land(earlier)
            if fetched:
                self._land(fetched)

    def _fetch(self, delivery: Delivery, left: ExitStack) -> _Fetched | None:
        """The bytes are in the spool, and the reading process is asked about them; None of what is too large to be fetched."""
        with about(form=delivery.form_code, delivery=delivery.path):
            if delivery.size_bytes > landing.MAX_DELIVERY_BYTES:
                self.tell(landing.refuse_oversized(delivery, self.source, self.registry, self.run_id, self.now))
                return None
            path = settings.home() / "spool" / uuid.uuid4().hex
            left.callback(path.unlink, missing_ok=True)
            spooled = landing.spool(delivery, self.connector, path)
        with statement() as db:
            if submissions.known_bytes(db, delivery, spooled.sha256, self.registry.version):
                return _Fetched(spooled)
        fetched = _Fetched(spooled, self.child.begin(self._screening(spooled)), self.child.begin(self._order(spooled)))
        for number in (fetched.screening, fetched.reading):
            left.callback(self.child.forget, number)
        return fetched

    def _land(self, fetched: _Fetched) -> None:
        """The delivery is landed; then, and only then, what was read in it is stored."""
        spooled = fetched.spooled
        delivery = spooled.delivery
        with about(form=delivery.form_code, delivery=delivery.path):
            landed = landing.land(spooled, self.source, self.registry, lambda: self._screened(fetched), self.run_id, self.now)
            spooled.path.unlink(missing_ok=True)
        self.tell(landed)
        if landed and landed.status == "received":
            examined = self._examined(fetched)
            self.faults += try_to_store(landed.submission_id, delivery.form_code, examined, self.registry, self.now)
        elif fetched.reading:
            self.child.forget(fetched.reading)

    def _screened(self, fetched: _Fetched) -> list[Breach] | Stopped:
        return self.child.answer(fetched.screening or self.child.begin(self._screening(fetched.spooled)))

    def _examined(self, fetched: _Fetched) -> Examined | Stopped | Withheld:
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
