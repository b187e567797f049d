"""What the findings of a submission come to."""

from __future__ import annotations

from collections.abc import Iterable

from mtqg.model import Severity

SEVERITIES: tuple[Severity, ...] = ("critical", "warning", "info")


def verdict(severities: Iterable[Severity]) -> tuple[str, dict[Severity, int]]:
    """(status, number of findings by severity): one critical finding rejects, else one warning is remarked upon."""
    listed = list(severities)
    counts = {severity: listed.count(severity) for severity in SEVERITIES}
    if counts["critical"]:
        return "rejected", counts
    return ("accepted_with_warnings" if counts["warning"] else "accepted"), counts
