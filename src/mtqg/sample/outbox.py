"""Files into the outboxes, with the time of their delivery, and the labels of what was seeded into them."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from python_calamine import CalamineWorkbook
from xlsxwriter.utility import xl_rowcol_to_cell

from mtqg.registry import Registry
from mtqg.registry.periods import month_code, parse_period
from mtqg.sample.alterations import Alteration
from mtqg.sample.defects import Seeded
from mtqg.sample.deliveries import Duty, duty, file_name
from mtqg.sample.fills import fill_of
from mtqg.sample.labels import Label, as_text, put
from mtqg.sample.patch import patched
from mtqg.templates import Written, write_workbook
from mtqg.templates.fill import Value


@dataclass(frozen=True)
class Spot:
    """A seeded cell: where it is, what should stand there, what stands there."""

    address: str
    original: Value
    seeded: Value


def deliver(registry: Registry, seed: int, out: Path, owed: Duty, defect: tuple[Seeded, Alteration] | None) -> tuple[list[Path], list[Label]]:
    """The files of one duty as they lie in the outbox, and the labels of its defect."""
    clean = write_workbook(registry, owed.form_code, fill_of(registry, seed, owed))
    if defect is None:
        return [_put(out, owed, _name(seed, owed), clean.content)], []
    seeded, alteration = defect
    content, spots = altered(registry, owed.form_code, clean, alteration)
    paths = [_put(out, owed, _name(seed, owed), content)]
    for extra in alteration.extras:
        sent = owed.delivered_at + extra.later
        paths.append(_put(out, owed, _name(seed, owed, extra.suffix), clean.content if extra.is_corrected else content, sent))
    if alteration.companion:
        paths += _companion(registry, seed, out, owed, alteration.companion)
    return paths, list(_labels(out, owed, seeded, alteration, paths, spots))


def altered(registry: Registry, form_code: str, clean: Written, alteration: Alteration) -> tuple[bytes, list[Spot]]:
    """The workbook with the defect, and every seeded cell of it."""
    if alteration.content is not None:
        return alteration.content, []
    written = write_workbook(registry, form_code, alteration.fill) if alteration.fill else clean
    typed = {_address(clean, cell): value for cell, value in alteration.patches.items()}
    before = _Grid(clean.content)
    spots = [Spot(address, before.at(address), value) for address, value in typed.items()]
    spots += [_marked(before, clean, written, cell) for cell in alteration.marked]
    typed |= {_address(clean, cell): value for cell, value in alteration.silent.items()}
    if alteration.heading:
        address, text = before.starting(alteration.heading[0])
        typed[address] = alteration.heading[1]
        spots.append(Spot(address, text, alteration.heading[1]))
    if alteration.stray_column:
        stray = _stray_cells(before, clean, *alteration.stray_column)
        typed |= stray
        spots.append(Spot(next(iter(stray)), None, alteration.stray_column[0]))
    return patched(written.content, typed) if typed else written.content, spots


class _Grid:
    """The first sheet of a workbook as calamine reads it."""

    def __init__(self, content: bytes):
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        self.rows = sheet.to_python(skip_empty_area=False)

    def cells(self) -> Iterator[tuple[str, Value]]:
        for row, values in enumerate(self.rows):
            for column, value in enumerate(values):
                if value != "":
                    yield xl_rowcol_to_cell(row, column), value

    def at(self, address: str) -> Value:
        return dict(self.cells()).get(address)

    def starting(self, beginning: str) -> tuple[str, str]:
        """(address, text) of the first cell that starts so."""
        return next((address, value) for address, value in self.cells() if isinstance(value, str) and value.startswith(beginning))


def _address(written: Written, cell: tuple[str, str]) -> str:
    """Where the cell is, also when it is empty: its row by the row's other cells, its column by the column's."""
    if cell in written.addresses:
        return written.addresses[cell][1]
    row = next(address for (key, _), (_, address) in written.addresses.items() if key == cell[0])
    column = next(address for (_, key), (_, address) in written.addresses.items() if key == cell[1])
    return column.rstrip("0123456789") + row.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _marked(before: _Grid, clean: Written, written: Written, cell: tuple[str, str]) -> Spot:
    address = _address(written, cell)
    original = before.at(clean.addresses[cell][1]) if cell in clean.addresses else None
    return Spot(address, original, _Grid(written.content).at(address))


def _stray_cells(before: _Grid, clean: Written, header: str, figures: tuple[Value, ...]) -> dict[str, Value]:
    """A header beside the table's last header cell, and figures below it."""
    rows = sorted({int(address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for _, address in clean.addresses.values()})
    width = max(len(row) for row in before.rows)
    cells = {xl_rowcol_to_cell(rows[0] - 3, width): header}
    return cells | {xl_rowcol_to_cell(row - 1, width): value for row, value in zip(rows[1:], figures, strict=False)}


def _name(seed: int, owed: Duty, suffix: str = "") -> str:
    return file_name(seed, owed.province, owed.form_code, owed.period_code, suffix)


def _put(out: Path, owed: Duty, name: str, content: bytes, sent: datetime | None = None) -> Path:
    """The file with its time of delivery; one that stands there already is not touched."""
    path = out / owed.folder / name
    stamp = (sent or owed.delivered_at).timestamp()
    if put(path, content) or path.stat().st_mtime != stamp:
        os.utime(path, (stamp, stamp))
    return path


def _companion(registry: Registry, seed: int, out: Path, owed: Duty, month: str) -> list[Path]:
    """The clean report of an earlier month, unless one stands there."""
    earlier = duty(registry, seed, owed.source, owed.province, owed.form_code, month)
    if (out / earlier.folder / _name(seed, earlier)).exists():
        return []
    return [_put(out, earlier, _name(seed, earlier), write_workbook(registry, owed.form_code, fill_of(registry, seed, earlier)).content)]


def _labels(out: Path, owed: Duty, seeded: Seeded, alteration: Alteration, paths: list[Path], spots: list[Spot]) -> Iterator[Label]:
    kind = seeded.kind
    is_workbook = alteration.content is None or alteration.content.startswith(b"PK")
    said = [] if alteration.spot == "" else [alteration.spot]
    if alteration.extras:
        said.append(f"tệp sau | the later file: {paths[1].name}")
    if alteration.companion:
        said.append(f"so với kỳ | compared with {alteration.companion}")
    for spot in spots or [Spot("", None, None)]:
        yield Label(
            seeded.defect_id, month_code(parse_period(owed.period_code).end), owed.source.source_code, owed.form_code,
            paths[0].relative_to(out).as_posix(), owed.form_code if is_workbook else "", spot.address, kind.kind,
            kind.rule_id or "", kind.severity or "", as_text(spot.original), as_text(spot.seeded),
            "; ".join([f"{kind.name_vi} | {kind.name_en}", *said]))
