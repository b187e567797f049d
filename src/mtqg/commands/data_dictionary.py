"""`mtqg data-dictionary`."""

from __future__ import annotations

from pathlib import Path

import click

from mtqg import settings


@click.command("data-dictionary")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Mặc định | default: docs/data-dictionary.md")
@click.option("--check", "only_check", is_flag=True, help="Không ghi, chỉ so | write nothing; exit 1 when it is not current.")
def data_dictionary(out: Path | None, only_check: bool) -> int:
    """Sinh từ điển số liệu từ mô tả của các bảng | The data dictionary, from the descriptions of the marts."""
    from mtqg.data_dictionary import write_dictionary

    path = out or settings.project_root() / "docs" / "data-dictionary.md"
    text = write_dictionary(settings.project_root() / "dbt_project" / "models")
    if path.exists() and path.read_text(encoding="utf-8") == text:
        click.echo(f"Không đổi | unchanged: {path}")
        return 0
    if only_check:
        click.echo(f"Đã cũ, chạy | out of date, run: mtqg data-dictionary ({path})", err=True)
        return 1
    path.write_text(text, encoding="utf-8")
    click.echo(f"Đã ghi | written: {path}")
    return 0
