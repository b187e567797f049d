"""`mtqg export PERIOD`: what monthly_refresh leaves in the export folder, written again."""

from __future__ import annotations

from pathlib import Path

import click

from mtqg.commands.runs import month_argument


@click.command()
@click.argument("period", callback=month_argument)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Thư mục | folder; without it $MTQG_EXPORT.")
def export(period: str, out: Path | None) -> None:
    """Xuất số liệu một tháng ra CSV | Write the marts of the month PERIOD as CSV files, a folder a month."""
    from mtqg import settings
    from mtqg.exporting import export_month

    folder = out or settings.export_dir()
    for name, one in export_month(period, folder).items():
        click.echo(f"{one['rows']:>9}  {one['sha256'][:16]}  {folder / period / name}")
