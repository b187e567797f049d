"""`mtqg release`, `mtqg releases`, `mtqg compare-releases`."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import click

from mtqg import settings


@click.command()
@click.argument("period")
@click.option("--name", required=True, help="Tên lần công bố, không dùng lại | its name, never used again.")
@click.option("--note", help="Ghi chú | a note.")
def release(period: str, name: str, note: str | None) -> None:
    """Công bố một tháng đã khóa sổ: số liệu giữ nguyên mãi | Freeze a closed month under a name and a checksum."""
    from mtqg.releasing import ReleaseRefused, release_month

    try:
        row = release_month(period, name, datetime.now(settings.TIME_ZONE), note)
    except (ReleaseRefused, ValueError) as refused:
        raise click.UsageError(str(refused)) from refused
    click.echo(f"{row['release_name']}: {row['period_code']}, {row['n_figures']} số liệu | figures, sha256 {row['checksum']}")


@click.command()
def releases() -> int:
    """Các lần đã công bố, kiểm lại mã | Releases, each with its checksum worked out again; exit code 1 when one was altered."""
    from mtqg.releasing import list_releases

    rows = list_releases()
    for row in rows:
        mark = "✓" if row["is_intact"] else "✗ ĐÃ BỊ SỬA | ALTERED"
        when = row["released_at"].astimezone(settings.TIME_ZONE)
        click.echo(f"{row['release_name']:<24} {row['period_code']}  {when:%Y-%m-%d %H:%M}  {row['n_figures']:>8}  "
                   f"sha256 {row['checksum'][:16]}  {mark}")
    if not rows:
        click.echo("chưa công bố lần nào | nothing was released yet")
    return 0 if all(row["is_intact"] for row in rows) else 1


@click.command("compare-releases")
@click.argument("before")
@click.argument("after")
@click.option("--limit", default=50, show_default=True, help="Số dòng | lines shown; 0: all.")
def compare_releases(before: str, after: str, limit: int) -> None:
    """Lần sau khác lần trước ở đâu, bao nhiêu, do bản gửi nào | What changed, by how much, and which submission caused it."""
    from mtqg.releasing import ReleaseRefused, compare_releases

    try:
        rows = compare_releases(before, after)
    except ReleaseRefused as refused:
        raise click.UsageError(str(refused)) from refused
    for row in rows[:limit or None]:
        breakdown = "" if row["breakdown_code"] == "_T" else f" x {row['breakdown_code']}"
        click.echo(f"{row['admin_unit_code']:<12} {row['indicator_code']}{breakdown} {row['period_code']} {row['value_kind']}: "
                   f"{_words(row['value_before'])} -> {_words(row['value_after'])}"
                   + (f" ({row['difference']:+f})" if row["difference"] is not None else "")
                   + f"  {', '.join(row['submission_ids'] or ['?'])}")
    if limit and len(rows) > limit:
        click.echo(f"… còn | and {len(rows) - limit} (--limit 0)")
    click.echo(f"{len(rows)} số liệu khác nhau | figures differ")


def _words(value: Decimal | None) -> str:
    return "–" if value is None else f"{value.normalize():f}"
