"""`mtqg propose-layout FILE`: what the columns of an unknown workbook may be; a person edits and confirms it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mtqg.registry.forms import Form

if TYPE_CHECKING:
    from mtqg.readers.containers.opening import Opened
    from mtqg.readers.proposals import ProposedLayout
    from mtqg.registry import Registry

CRITICAL_FINDINGS = 1


@click.command("propose-layout")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--form", "form_code", metavar="CODE", help="Mã biểu, nếu biết | the form, where it is known: VON-01")
@click.option("--source", "source_code", metavar="CODE", help="Nguồn gửi | who sends it: 48-TC")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Ghi vào tệp | write it there, else print it")
def propose_layout(file: Path, form_code: str | None, source_code: str | None, out: Path | None) -> int:
    """Đề xuất bố cục riêng của một tệp lạ | A proposed map of an unknown layout, with the confidence of each column."""
    from mtqg.readers.containers.opening import open_workbooks
    from mtqg.readers.proposals import as_yaml, further_layouts, propose
    from mtqg.registry import load_registry

    registry = load_registry()
    if form_code is not None and form_code not in registry.forms:
        raise click.BadParameter(f"không có biểu | no such form: {form_code} ({', '.join(registry.forms)})", param_hint="--form")
    opened = open_workbooks(file.read_bytes(), file.name, registry)
    found = propose(opened.grids, registry, form_code)
    if found is None or not any(one.column_key for one in found.columns):
        click.echo("Không tìm thấy bảng giống biểu nào | no table that resembles a form", err=True)
        return CRITICAL_FINDINGS
    found = _of_its_period(found, opened, file.name, registry)
    whole = [found, *further_layouts(found, opened.grids, registry)]
    text = as_yaml(whole, source_code or _unnamed(found.form), found.edition.valid_from.isoformat())
    if out is None:
        click.echo(text, nl=False)
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
    for one in whole:
        known = sum(column.column_key is not None for column in one.columns)
        click.echo(f"{one.shown}, {one.block.block_code}: {known}/{len(one.columns)} cột được đề xuất, chưa cột nào được xác nhận"
                   " | columns proposed; none is confirmed", err=True)
    return 0


def _of_its_period(found: ProposedLayout, opened: Opened, name: str, registry: Registry) -> ProposedLayout:
    """The same map onto the edition in force in the period that the file names, where that edition has the same columns."""
    from mtqg.readers import read_opened
    from mtqg.registry.periods import parse_period

    period = read_opened(opened, name, registry, form_code=found.form.form_code).identity.period_code
    edition = found.form.edition_on(parse_period(period).end) if period else None
    block = next((one for one in edition.blocks if one.block_code == found.block.block_code), None) if edition else None
    mapped = {one.column_key for one in found.columns if one.column_key}
    if block is None or not mapped <= {one.column_key for one in block.columns}:
        return found
    return replace(found, edition=edition, block=block)


def _unnamed(form: Form) -> str:
    """What stands for the source where nobody named it: the agency of the form, of a province or of the country."""
    return f"{'VN' if form.reporter == 'country' else '00'}-{form.agency}"
