"""expectations/layouts/<source>/<form>.yml: how one source lays out a form of its own; nothing in it is guessed by the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from mtqg.registry.yaml_files import Layout, line_of, read_model

if TYPE_CHECKING:
    from mtqg.registry import Registry

_CELL = r"^[A-Z]{1,3}[1-9]\d{0,6}$"
IdentityKey = Literal["admin_unit", "period", "as_of_date", "measure_unit"]


class MappedColumn(Layout):
    """One column of the source's sheet; only a confirmed one is read."""

    column: str | None = Field(None, pattern=r"^[A-Z]{1,3}$")   # letter; None: found by its label
    label: str | None = None                # as the source writes it; where it no longer stands there the map does not fit
    column_key: str | None                  # of the form; None: no column of the form, its cells are set aside
    confirmed: bool
    measure_unit: str | None = None         # its label, where the column prints none: `tỷ đồng`
    confidence: float | None = Field(None, ge=0, le=1)
    evidence: str | None = None             # what the proposal rests on, or who confirmed it

    @model_validator(mode="after")
    def _has_a_place(self) -> MappedColumn:
        if self.column is None and not self.label:
            raise ValueError("a column needs its letter or its label")
        return self


class SourceLayout(Layout):
    """The layout of one block while it is in force: for periods whose last day lies in the validity."""

    edition: str
    block: str | None = None                # None: the first of the edition
    valid_from: date
    valid_to: date | None = None            # inclusive
    sheet: str | None = None                # None: every sheet is tried
    header_rows: tuple[int, int]            # first and last row of the header, 1-based
    first_row: int                          # first row of the table under it
    #: Cells that say what the heading of the official form says in lines: `period: A3`.
    identity: dict[IdentityKey, str] = Field(default_factory=dict)
    columns: tuple[MappedColumn, ...]
    not_sent: tuple[str, ...] = ()          # columns of the form that the source does not have
    document: str | None = None             # what it was agreed in
    evidence: str | None = None

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @model_validator(mode="after")
    def _is_whole(self) -> SourceLayout:
        if not 0 < self.header_rows[0] <= self.header_rows[1] < self.first_row:
            raise ValueError("header_rows stand in order above first_row")
        if self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        bad = [cell for cell in self.identity.values() if not re.match(_CELL, cell)]
        if bad:
            raise ValueError(f"identity: {bad[0]!r} is no cell")
        for name in ("column", "column_key"):
            said = [value for column in self.columns if (value := getattr(column, name))]
            if len(set(said)) < len(said):
                raise ValueError(f"{name} twice: {sorted({value for value in said if said.count(value) > 1})}")
        return self


class LayoutFile(Layout):
    """Every layout that a source has had for a form."""

    source_code: str
    form_code: str
    layouts: tuple[SourceLayout, ...]


def read_layouts(expectations_dir: Path) -> dict[tuple[str, str], LayoutFile]:
    """(source, form) -> its layouts; what is wrong is a RegistryError with file and line."""
    found = {}
    for path in sorted((expectations_dir / "layouts").glob("*/*.yml")):
        one = read_model(path, LayoutFile)
        found[one.source_code, one.form_code] = one
    return found


def layout_faults(registry: Registry) -> Iterator[str]:
    """What a layout names and no form, edition, column or source has, with file and line; and files in the wrong place."""
    sources = {source.source_code for source in registry.sources}
    for path in sorted((registry.expectations / "layouts").glob("*/*.yml")):
        said = read_model(path, LayoutFile)
        shown = f"layouts/{path.parent.name}/{path.name}"
        form = registry.forms.get(said.form_code)
        if said.source_code != path.parent.name or (form is not None and path.stem != form.folder):
            yield f"{shown}:1: {said.source_code} {said.form_code} stands in the wrong folder or file"
        if said.source_code not in sources:
            yield f"{shown}:{line_of(path, ('source_code',))}: no source {said.source_code!r} in sources.yml"
        if form is None:
            yield f"{shown}:{line_of(path, ('form_code',))}: no form {said.form_code!r}"
            continue
        for number, layout in enumerate(said.layouts):
            for place, fault in _faults(layout, form):
                yield f"{shown}:{line_of(path, ('layouts', number, *place))}: {fault}"


def _faults(layout: SourceLayout, form) -> Iterator[tuple[tuple, str]]:
    edition = next((one for one in form.editions if one.edition == layout.edition), None)
    if edition is None:
        yield ("edition",), f"no edition {layout.edition!r} of {form.form_code}"
        return
    if not edition.in_force(layout.valid_from) or (edition.valid_to and (layout.valid_to or date.max) > edition.valid_to):
        yield ("valid_from",), f"in force while edition {edition.edition} is not"
    block = next((one for one in edition.blocks if layout.block in (None, one.block_code)), None)
    if block is None:
        yield ("block",), f"no block {layout.block!r} in edition {layout.edition}"
        return
    for number, column in enumerate(layout.columns):
        if column.column_key and column.column_key not in block.by_key:
            yield ("columns", number, "column_key"), f"no column {column.column_key!r} in {form.form_code} {layout.edition}"
    for number, key in enumerate(layout.not_sent):
        if key not in block.by_key:
            yield ("not_sent", number), f"no column {key!r} in {form.form_code} {layout.edition}"
