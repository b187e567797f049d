"""`mtqg propose-layout FILE`: what the columns of an unknown workbook may be; a person edits and confirms it."""

from __future__ import annotations

from pathlib import Path

import click

CRITICAL_FINDINGS = 1


@click.command("propose-layout")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--form", "form_code", metavar="CODE", help="Mã biểu, nếu biết | the form, where it is known: VON-01")
@click.option("--source", "source_code", metavar="CODE", default="48-TC", show_default=True, help="Nguồn gửi | who sends it")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Ghi vào tệp | write it there, else print it")
def propose_layout(file: Path, form_code: str | None, source_code: str, out: Path | None) -> int:
    """Đề xuất bố cục riêng của một tệp lạ | A proposed map of an unknown layout, with the confidence of each column."""
    from mtqg.readers.containers.opening import open_workbooks
    from mtqg.readers.proposals import as_yaml, propose
    from mtqg.registry import load_registry

    registry = load_registry()
    if form_code is not None and form_code not in registry.forms:
        raise click.BadParameter(f"không có biểu | no such form: {form_code} ({', '.join(registry.forms)})", param_hint="--form")
    opened = open_workbooks(file.read_bytes(), file.name, registry)
    found = propose(opened.grids, registry, form_code)
    if found is None or not any(one.column_key for one in found.columns):
        click.echo("Không tìm thấy bảng giống biểu nào | no table that resembles a form", err=True)
        return CRITICAL_FINDINGS
    text = as_yaml(found, source_code, found.edition.valid_from.isoformat())
    if out is None:
        click.echo(text, nl=False)
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
    known = sum(one.column_key is not None for one in found.columns)
    click.echo(f"{found.form.form_code} {found.edition.edition}, {found.sheet}: {known}/{len(found.columns)} cột được đề xuất, "
               f"độ tin cậy {found.confidence:.2f} | columns proposed; none is confirmed", err=True)
    return 0
