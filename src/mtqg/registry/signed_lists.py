"""Lists of signed rows, written: a row more or a row less, whole or not at all, never one that check-registry would refuse."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mtqg.registry import Registry
from mtqg.registry.corrections import Correction, correction_faults
from mtqg.registry.seeds import SeedRow
from mtqg.registry.waivers import Waiver, waiver_faults


@dataclass(frozen=True, slots=True)
class SignedList:
    """dbt_project/seeds/<stem>.csv, also the attribute of the registry; ids are <prefix>-<year>-<three digits>."""

    stem: str
    prefix: str
    id_column: str
    model: type[SeedRow]
    faults: Callable[[Registry, list], Iterator[str]]
    none_such: str                          # what take_out says of an id that is not there

    def add(self, registry: Registry, words: dict[str, str], today: date) -> Any:
        """The row, under the next id of its year, at the end of the list. ValueError: it lacks something or does not resolve."""
        known = getattr(registry, self.stem)
        begin = f"{self.prefix}-{today.year}-"
        number = 1 + max((int(one[-3:]) for one in known if one.startswith(begin)), default=0)
        try:
            added = self.model.model_validate({self.id_column: f"{begin}{number:03d}", **words})
        except ValidationError as error:
            first = error.errors()[0]
            raise ValueError(f"{'.'.join(map(str, first['loc'])) or self.stem}: {first['msg']}") from error
        if faults := list(self.faults(registry, [added])):
            raise ValueError(faults[0].partition(": ")[2])
        self._write(registry.seeds, [*known.values(), added])
        return added

    def take_out(self, registry: Registry, row_id: str) -> None:
        """The list without the row. ValueError: it is not there."""
        known = getattr(registry, self.stem)
        if row_id not in known:
            raise ValueError(f"{self.none_such} {row_id}")
        self._write(registry.seeds, [one for name, one in known.items() if name != row_id])

    def put_back(self, registry: Registry, rows: Iterable[SeedRow]) -> None:
        """The list holds these rows as they were signed, in the place of others of their ids."""
        known = getattr(registry, self.stem) | {getattr(row, self.id_column): row for row in rows}
        self._write(registry.seeds, [known[name] for name in sorted(known)])

    def _write(self, seeds: Path, rows: Iterable[SeedRow]) -> None:
        path, columns = seeds / f"{self.stem}.csv", tuple(self.model.model_fields)
        partial = path.with_suffix(".partial")
        with partial.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([getattr(one, name) for name in columns] for one in rows)
        partial.replace(path)


WAIVERS = SignedList("waivers", "MT", "waiver_id", Waiver, waiver_faults, "không có miễn trừ | no waiver")
CORRECTIONS = SignedList("corrections", "DC", "correction_id", Correction, correction_faults,
                         "không có đính chính | no correction")
