"""Everything owed to sources is returned: verdicts and receipts, each recorded once it stands in the return folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mtqg import settings
from mtqg.connectors import ConnectionSpec, spec_from_environment
from mtqg.errors import MtqgError, SourceUnavailable
from mtqg.feedback.folders import Return, open_return
from mtqg.feedback.judged import judged_file
from mtqg.feedback.naming import file_name
from mtqg.feedback.receipt import receipt
from mtqg.feedback.returning import Judged, Returned, make_return
from mtqg.feedback.words import read_words
from mtqg.intake.child import Limits, Stopped, WarmChild
from mtqg.intake.sources import source_then
from mtqg.logs import id_log
from mtqg.registry import Registry, Source, load_registry
from mtqg.store import connect, returns

log = id_log(__name__)
Resolve = Callable[[str], ConnectionSpec]
Make = Callable[[Judged], Returned]


@dataclass
class ReturnOutcome:
    """What was delivered."""

    returned: int = 0
    receipts: int = 0
    digests: int = 0


def return_pending(source_codes: list[str], now: datetime, resolve: Resolve = spec_from_environment,
                   with_digest: bool = False) -> ReturnOutcome:
    """Every verdict and receipt owed to these sources is delivered, whatever happens to the others; then the digest of today of
    each of their provinces.

    SourceUnavailable, after all have been tried, when a return folder cannot be written: what is owed stays owed.
    """
    registry, outcome, faults = load_registry(), ReturnOutcome(), []
    with returning_process(registry) as child:
        for code in source_codes:
            try:
                _return_source(code, registry, _asked(child, registry), now, resolve, outcome)
            except Exception as fault:
                if isinstance(fault, SourceUnavailable):
                    log.warning("not returned: %s", fault, ids={"source": code})
                else:
                    log.exception("not returned", ids={"source": code})
                faults.append((code, fault))
    if with_digest:
        outcome.digests = _digests_of(source_codes, now, resolve, faults)
    grave = [fault for _, fault in faults if not isinstance(fault, SourceUnavailable)]
    if grave:
        raise grave[0]
    if faults:
        raise SourceUnavailable("; ".join(f"{code}: {fault}" for code, fault in faults))
    return outcome


def write_digests(province_codes: list[str], now: datetime, resolve: Resolve = spec_from_environment) -> int:
    """How many digests of today were written; SourceUnavailable, after all have been tried, when a folder cannot be written."""
    written, down = 0, []
    for code in province_codes:
        try:
            written += len(_digest_of_today(code, now, resolve))
        except SourceUnavailable as fault:
            down.append(f"{code}: {fault}")
    if down:
        raise SourceUnavailable("; ".join(down))
    return written


def _digests_of(source_codes: list[str], now: datetime, resolve: Resolve, faults: list[tuple[str, Exception]]) -> int:
    """How many digests of today were written for the provinces of the sources; what failed is added to `faults`."""
    written = 0
    for code in dict.fromkeys(one.partition("-")[0] for one in source_codes):
        try:
            written += len(_digest_of_today(code, now, resolve))
        except Exception as fault:
            log.warning("no digest of %s: %s", code, fault)
            faults.append((code, fault))
    return written


def _digest_of_today(province_code: str, now: datetime, resolve: Resolve) -> list[str]:
    """Paths of the digest; none for a province without a source in force that has a return folder."""
    from mtqg.feedback.digest import has_reader, write_digest

    day = now.astimezone(settings.TIME_ZONE).date()
    return write_digest(province_code, day, now, resolve) if has_reader(province_code, day) else []


def returning_process(registry: Registry) -> WarmChild:
    """A child that writes into files of others, under the limits of the reader."""
    limits = Limits(settings.reader_memory_bytes(), settings.reader_cpu_seconds(), settings.reader_wall_seconds())
    return WarmChild(lambda judged: make_return(judged, registry), limits)


def _asked(child: WarmChild, registry: Registry) -> Make:
    """A file that the child did not survive goes back as a report without content."""
    def make(judged: Judged) -> Returned:
        made = child.ask(judged)
        if isinstance(made, Stopped):
            log.error("%s: not written upon: %s, %s", judged.file_name, made.reason, made.detail)
            return make_return(replace(judged, content=None), registry)
        return made
    return make


def _return_source(code: str, registry: Registry, make: Make, now: datetime, resolve: Resolve, outcome: ReturnOutcome) -> None:
    """What is owed to one source; a fault at one file stops no other, an outage of the folder ends it."""
    with connect() as db:
        waiting, seen = returns.pending(db, [code]), returns.deliveries_without_receipt(db, [code])
    faults: list[Exception] = []
    for row in [*waiting, *seen]:
        source = source_then(registry, row)
        if not source.return_folder:
            continue
        try:
            way = open_return(resolve(source.return_connection_id))
            if "verdict_no" in row:
                deliver_verdict(row, source, registry, make, way, now)
                outcome.returned += 1
            else:
                _deliver_receipt(row, source, registry, way, now)
                outcome.receipts += 1
        except SourceUnavailable:
            raise
        except Exception as fault:
            log.exception("not returned", ids={"source": code, "submission": row["submission_id"]})
            faults.append(fault)
    if faults:
        raise MtqgError(f"{code}: {len(faults)} not returned: {faults[0]}") from faults[0]


def deliver_verdict(row: dict[str, Any], source: Source, registry: Registry, make: Make, way: Return, now: datetime) -> str:
    """The path of what was delivered for the newest verdict of a submission, which is recorded."""
    made = make(judged_file(row, registry))
    name = file_name(row, row["verdict_status"], made.content, made.extension, read_words(registry.expectations))
    path = way.put(source.return_folder or "", name, made.content)
    with connect() as db:
        returns.record_return(db, row["submission_id"], row["verdict_no"], made.kind, _sha256(made.content), path, now)
    log.info("returned as %s", path, ids={"source": source.source_code, "form": row["form_code"], "period": row["period_code"],
                                          "submission": row["submission_id"], "verdict": row["verdict_no"]})
    return path


def return_by_hand(submission_id: str, now: datetime, resolve: Resolve, deliver: bool) -> tuple[Returned, str]:
    """What goes back for the newest verdict of a submission, and its path in the return folder where it was delivered."""
    registry = load_registry()
    with connect() as db:
        row = returns.judged(db, submission_id)
    if row is None:
        raise MtqgError(f"no verdict on a submission {submission_id}")
    source = source_then(registry, row)
    made = make_return(judged_file(row, registry), registry)
    if not deliver:
        return made, ""
    if not source.return_folder:
        raise MtqgError(f"source {source.source_code} has no return folder: use --out")
    way = open_return(resolve(source.return_connection_id))
    return made, deliver_verdict(row, source, registry, lambda _judged: made, way, now)


def _deliver_receipt(row: dict[str, Any], source: Source, registry: Registry, way: Return, now: datetime) -> None:
    words = read_words(registry.expectations)
    content = receipt(row, registry, words).encode("utf-8-sig")
    name = "bien-nhan_" + file_name(row, row["status"], content, ".txt", words)
    path = way.put(source.return_folder or "", name, content)
    with connect() as db:
        returns.record_receipt(db, row, _sha256(content), path, now)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
