"""Who may decide and when a revision waits for it: expectations/approvals.yml."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel, ConfigDict, model_validator

from mtqg.errors import RegistryError
from mtqg.registry.yaml_files import line_of, read_model


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ApproverRole(_Strict):
    role: str
    name_vi: str
    name_en: str


class Threshold(_Strict):
    """Changes of published province figures above which a revision waits; None: that measure holds back nothing."""

    valid_from: date
    valid_to: date | None = None            # inclusive
    relative_change_percent: float | None = None
    rank_change: int | None = None
    any_change_of_closed_month: bool = False
    basis: str

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Approvals(_Strict):
    roles: tuple[ApproverRole, ...]
    thresholds: tuple[Threshold, ...]

    @property
    def role_codes(self) -> tuple[str, ...]:
        return tuple(one.role for one in self.roles)

    def threshold_on(self, day: date) -> Threshold | None:
        return next((one for one in self.thresholds if one.in_force(day)), None)

    @model_validator(mode="after")
    def _one_a_day(self) -> Approvals:
        dated = sorted(self.thresholds, key=lambda one: one.valid_from)
        for earlier, later in pairwise(dated):
            if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
                raise ValueError(f"two thresholds are in force on {later.valid_from}")
        return self


def read_approvals(path: Path) -> Approvals:
    """The file; a role that stands twice is a RegistryError."""
    content = read_model(path, Approvals)
    for number, role in enumerate(content.role_codes):
        if content.role_codes.index(role) < number:
            raise RegistryError(f"{path}:{line_of(path, ('roles', number))}: role {role} stands twice")
    return content
