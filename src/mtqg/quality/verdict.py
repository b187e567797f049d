"""What the findings of a submission come to; those of rules on probation come to nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mtqg.model import Finding, Severity, WrittenFinding
from mtqg.quality.completeness import Completeness

if TYPE_CHECKING:
    from mtqg.registry import Registry

SEVERITIES: tuple[Severity, ...] = ("critical", "warning", "info")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status with what it rests on; `counts` are of the findings that decide, waived ones are counted apart."""

    status: str
    counts: dict[Severity, int] = field(default_factory=lambda: dict.fromkeys(SEVERITIES, 0))
    n_waived: int = 0
    blocks_accepted: tuple[str, ...] = ()
    blocks_rejected: tuple[str, ...] = ()       # only where others are accepted: there the earlier revision stays in force
    status_on_approval: str | None = None       # status awaiting_approval: what an approval makes of it
    completeness: Completeness | None = None    # None: nobody can say what was expected


def severity_of(finding: Finding, registry: Registry) -> Severity:
    """That of its rule's stage on the last day of the period; of a finding of reading, the rule's only one."""
    return finding.severity or registry.rules[finding.rule_id].severity or "info"


def verdict(severities: Iterable[Severity]) -> tuple[str, dict[Severity, int]]:
    """(status, number of findings by severity): one critical finding rejects, else one warning is remarked upon."""
    listed = list(severities)
    counts = {severity: listed.count(severity) for severity in SEVERITIES}
    if counts["critical"]:
        return "rejected", counts
    return ("accepted_with_warnings" if counts["warning"] else "accepted"), counts


def decide(findings: Collection[WrittenFinding], blocks: Collection[str] = (), by_block: bool = False) -> Verdict:
    """The verdict on a submission that holds figures in these blocks.

    With `by_block` the blocks without a critical finding are accepted where at least one has none, and every critical
    finding lies in a block.
    """
    findings = [one for one in findings if one.stage != "shadow"]
    deciding = [one for one in findings if one.waiver_id is None]
    status, counts = verdict(one.severity for one in deciding)
    n_waived = len(findings) - len(deciding)
    hit = {one.block_code for one in deciding if one.severity == "critical"}
    sound = tuple(sorted(set(blocks) - hit))
    if status != "rejected":
        return Verdict(status, counts, n_waived, sound)
    if by_block and sound and None not in hit:
        return Verdict("partially_accepted", counts, n_waived, sound, tuple(sorted(hit)))
    return Verdict("rejected", counts, n_waived)
