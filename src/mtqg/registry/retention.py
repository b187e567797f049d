"""What is kept how long: expectations/retention.yml."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from mtqg.errors import RegistryError
from mtqg.registry.yaml_files import line_of, read_model

Kind = Literal["archive", "ledger", "spool", "personal_refusals", "task_logs"]
#: What every published number leads back to is never purged.
FOR_EVER = ("archive", "ledger")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Kept(_Strict):
    what: Kind
    days: int | None = Field(None, ge=1)        # None: for ever
    name_vi: str
    name_en: str
    basis: str


class Retention(_Strict):
    kept: tuple[Kept, ...]

    def days(self, what: Kind) -> int | None:
        """After how many days it is purged; None: never."""
        return next((one.days for one in self.kept if one.what == what), None)


def read_retention(path: Path) -> Retention:
    """The file; a kind that stands twice, or one that stays for ever and has an end, is a RegistryError."""
    content = read_model(path, Retention)
    kinds = [one.what for one in content.kept]
    for number, one in enumerate(content.kept):
        if one.what in kinds[:number]:
            raise RegistryError(f"{path}:{line_of(path, ('kept', number))}: {one.what} stands twice")
        if one.what in FOR_EVER and one.days is not None:
            raise RegistryError(f"{path}:{line_of(path, ('kept', number, 'days'))}: {one.what} is kept for ever")
    return content
