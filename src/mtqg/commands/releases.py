"""`mtqg release`, `mtqg releases`, `mtqg compare-releases`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from mtqg import settings

if TYPE_CHECKING:
    from mtqg.releasing import Comparison


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
@click.option("--limit", default=50, show_default=True, help="Số dòng | lines of text shown; 0: all.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
def compare_releases(before: str, after: str, limit: int, style: str) -> None:
    """Lần sau khác lần trước ở đâu, bao nhiêu, do bản gửi nào | What changed, by how much, and which submission caused it.

    Đính chính và miễn trừ được nêu tên, số văn bản, lý do | Corrections and waivers are named, with document and reason.
    """
    import json

    from mtqg.releasing import ReleaseRefused, compare_releases

    try:
        found = compare_releases(before, after)
    except ReleaseRefused as refused:
        raise click.UsageError(str(refused)) from refused
    if style == "json":
        click.echo(json.dumps(_told(found), ensure_ascii=False, indent=2, default=str))
        return
    for line in _lines(found, limit):
        click.echo(line)


def _told(found: Comparison) -> dict[str, Any]:
    """The comparison for a program: corrections and waivers stand in each change with their document and reason."""
    def signed(ids: list[str], name: str) -> list[dict[str, Any]]:
        return [{name: one} | found.signed[one] for one in ids]

    return {"before": found.before, "after": found.after, "changes": [
        {name: value for name, value in row.items() if name not in ("correction_ids", "waiver_ids")}
        | {"corrections": signed(row["correction_ids"], "correction_id"), "waivers": signed(row["waiver_ids"], "waiver_id")}
        for row in found.changes]}


def _lines(found: Comparison, limit: int) -> Iterator[str]:
    """A line a figure, `limit` of them (0: all), then what was signed of each correction and waiver they name."""
    from mtqg.corrections import figure_of, number

    for row in found.changes[:limit or None]:
        difference = "" if row["difference"] is None else f" ({'+' if row['difference'] > 0 else ''}{number(row['difference'])})"
        causes = [*row["submission_ids"], *(f"đính chính | correction {one}" for one in row["correction_ids"]),
                  *(f"miễn trừ | waiver {one}" for one in row["waiver_ids"])]
        yield (f"{figure_of(row)}: {number(row['value_before'])} -> {number(row['value_after'])}{difference}  "
               f"{', '.join(causes) or _no_submission(found)}")
    if limit and len(found.changes) > limit:
        yield f"… còn | and {len(found.changes) - limit} (--limit 0)"
    for name, one in found.signed.items():
        about = (f"{number(one['expected_value'])} -> {number(one['corrected_value'])}" if "expected_value" in one
                 else f"{one['rule_id']}, {one['granted_on']:%d/%m/%Y} – {one['expires_on']:%d/%m/%Y}")
        yield f"{name}: {about}, {one['document_no']}, {one['approver_role']}: {one['reason']}"
    yield f"{len(found.changes)} số liệu khác nhau | figures differ"


def _no_submission(found: Comparison) -> str:
    """What is said where no figure of a submission moved: another way of adding up, under other reference lists."""
    versions = [row["registry_version"][:12] for row in (found.before, found.after)]
    return f"danh mục đổi | reference lists {' -> '.join(versions)}" if versions[0] != versions[1] else "?"
