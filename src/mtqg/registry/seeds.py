"""Reading dbt_project/seeds/*.csv as frozen models; a wrong row is a RegistryError that says file and line."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from mtqg.errors import RegistryError


class SeedRow(BaseModel):
    """A row of a reference list: frozen, and a column that it does not know fails the load."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Row = TypeVar("Row", bound=SeedRow)


def read_csv(path: Path) -> list[tuple[int, dict[str, str | None]]]:
    """(line number, row) of a UTF-8 CSV with one header row; an empty cell is None."""
    rows = []
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream, strict=True)
        try:
            names = next(reader, [])
            for values in reader:
                if values and len(values) != len(names):
                    raise RegistryError(f"{path.name}:{reader.line_num}: {len(names)} columns expected")
                if values:
                    rows.append((reader.line_num, dict(zip(names, [text or None for text in values], strict=True))))
        except csv.Error as error:
            raise RegistryError(f"{path.name}:{reader.line_num}: {error}") from error
    return rows


def read_rows(path: Path, model: type[Row]) -> list[Row]:
    """Every row of the file as `model`."""
    parsed = []
    for line, row in read_csv(path):
        try:
            parsed.append(model.model_validate({k: v for k, v in row.items() if v is not None}))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise RegistryError(f"{path.name}:{line}: {where}: {first['msg']}") from error
    return parsed


def require_unique(path: Path, rows: list[Row], key: Any) -> dict[Any, Row]:
    """The rows by `key(row)`; the same key twice is a RegistryError."""
    found: dict[Any, Row] = {}
    for row in rows:
        if key(row) in found:
            raise RegistryError(f"{path.name}: {key(row)} stands twice")
        found[key(row)] = row
    return found
