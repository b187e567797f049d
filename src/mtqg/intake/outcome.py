"""What a pull saw and did, counted."""

from __future__ import annotations

from dataclasses import dataclass, field

from mtqg.intake.landing import Landed


@dataclass
class PullOutcome:
    """What one pull saw: files, new submissions, files that we had."""

    seen: int = 0
    landed: int = 0
    known: int = 0
    refused: int = 0
    bytes_landed: int = 0
    submission_ids: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        return {"seen": self.seen, "landed": self.landed, "known": self.known, "bytes": self.bytes_landed}

    def tell(self, landed: Landed | None) -> None:
        """One delivery more is landed, refused, or of bytes that we have."""
        if landed is None:
            self.known += 1
        elif landed.status == "refused":
            self.refused += 1
        else:
            self.landed += 1
            self.bytes_landed += landed.size_bytes
            self.submission_ids.append(landed.submission_id)

    def add(self, other: PullOutcome) -> None:
        for name in ("seen", "landed", "known", "refused", "bytes_landed", "submission_ids"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
