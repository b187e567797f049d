"""`mtqg sample`."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click


@click.command()
@click.option("--period", required=True, help="Kỳ báo cáo | month (or a quarter, a year: its last month): 2026-09")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Thư mục hộp gửi | outbox folder")
@click.option("--geography", type=click.Choice(["34", "63"]), help="Mặc định theo kỳ | default: that of the period")
@click.option("--defects", default=0, show_default=True, type=click.IntRange(min=0), help="Số lỗi gieo | defects to seed")
@click.option("--form", "forms", multiple=True, help="Chỉ biểu này, lặp lại được | only this form, repeatable [all]")
@click.option("--seed", default=None, type=int, help="Hạt giống | the same seed writes the same bytes")
@click.option("--published", is_flag=True, help="Cả số liệu đã công bố | the published figures too")
def sample(period: str, out: Path, geography: str | None, defects: int, forms: tuple[str, ...], seed: int | None,
           published: bool) -> None:
    """Sinh hộp gửi của cả nước cho một kỳ, lỗi gieo ghi ở defects.csv | Write a synthetic country's outboxes."""
    from mtqg.registry import load_registry
    from mtqg.sample import DEFAULT_SEED, LABELS_FILE, write_country, write_published

    with _garbage_sought_seldom():
        try:
            written = write_country(out, period, geography, defects, DEFAULT_SEED if seed is None else seed, forms)
        except ValueError as error:
            raise click.UsageError(str(error)) from error
        files = len(written.files) + (len(write_published(load_registry(), out)) if published else 0)
    seeded = len({label.defect_id for label in written.defects})
    click.echo(f"{files} tệp | files · {seeded} lỗi gieo | seeded defects: {out / LABELS_FILE}")
    for duty in written.missing:
        click.echo(f"không gửi | not sent: {duty.source.source_code} {duty.form_code} {duty.period_code}")


@contextmanager
def _garbage_sought_seldom() -> Iterator[None]:
    """Meanwhile the collector looks at 200,000 new objects at a time: cells of workbooks are many, and hardly any is garbage."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
