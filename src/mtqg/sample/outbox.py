"""Files into the outboxes, with the time of their delivery, and the labels of what was seeded into them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from mtqg.registry import Registry
from mtqg.registry.periods import month_code, parse_period, period_as_of
from mtqg.sample.alterations import Alteration
from mtqg.sample.defects import Seeded
from mtqg.sample.deliveries import Duty, duty, file_name
from mtqg.sample.fills import fill_of
from mtqg.sample.labels import Label, as_text, put
from mtqg.sample.seeding import Grid, Spot, altered
from mtqg.templates import write_workbook

Defect = tuple[Seeded, Alteration]


def deliver(registry: Registry, seed: int, out: Path, owed: Duty, defect: Defect | None) -> tuple[list[Path], list[Label]]:
    """The files of one duty as they lie in the outbox, and the labels of its defect."""
    clean = write_workbook(registry, owed.form_code, fill_of(registry, seed, owed))
    if defect is None:
        return [_put(out, owed, _name(seed, owed), clean.content)], []
    alteration = defect[1]
    content, spots = altered(registry, owed.form_code, clean, alteration)
    paths = [_put(out, owed, _name(seed, owed), content)]
    for extra in alteration.extras:
        sent = owed.delivered_at + extra.later
        paths.append(_put(out, owed, _name(seed, owed, extra.suffix), clean.content if extra.is_corrected else content, sent))
    if alteration.companion:
        paths += _companion(registry, seed, out, owed, alteration.companion)
    labels = list(_labels(out, owed, defect, paths, spots))
    for follow in alteration.follows:
        labels += _follows(registry, seed, labels[0], owed, *follow)
    return paths, labels


def _name(seed: int, owed: Duty, suffix: str = "") -> str:
    return file_name(seed, owed.province, owed.form_code, owed.period_code, suffix, owed.vintage)


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
    path = out / earlier.folder / _name(seed, earlier)
    if path.exists():
        return [path]
    content = write_workbook(registry, owed.form_code, fill_of(registry, seed, earlier)).content
    return [_put(out, earlier, _name(seed, earlier), content)]


def _labels(out: Path, owed: Duty, defect: Defect, paths: list[Path], spots: list[Spot]) -> Iterator[Label]:
    seeded, alteration = defect
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
            spot.rule_id or kind.rule_id or "", kind.severity or "", as_text(spot.original), as_text(spot.seeded),
            "; ".join([f"{kind.name_vi} | {kind.name_en}", *said]))


def _follows(registry: Registry, seed: int, cause: Label, owed: Duty, form_code: str, indicator: str,
             rule_id: str) -> Iterator[Label]:
    """The figure of another report of the same province that is right, yet no longer agrees with the defective one."""
    day = parse_period(owed.period_code).end
    source = registry.source(f"{owed.province.gso_code}-{registry.forms[form_code].agency}", day) or owed.source
    other = duty(registry, seed, source, owed.province, form_code, period_as_of(day))
    written = write_workbook(registry, form_code, fill_of(registry, seed, other))
    for (row_key, column_key), (sheet, address) in written.addresses.items():
        if row_key.split(":")[0] == indicator and column_key == "thuc_hien":
            value = as_text(Grid(written.content).at(address))
            yield cause._replace(
                source_code=source.source_code, form_code=form_code, file=(other.folder / _name(seed, other)).as_posix(),
                sheet=sheet, cell_ref=address,
                rule_id=rule_id, severity="warning", original=value, seeded=value,
                note=f"số đúng, không còn khớp với tệp có lỗi | right, but no longer agrees with {cause.file}")
