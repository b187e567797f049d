"""`mtqg backup`, `restore`, `rebuild-from-archive`, `scrub`."""

from __future__ import annotations

from pathlib import Path

import click

Folder = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("folder", type=Folder)
def backup(folder: Path) -> None:
    """Sao lưu vào FOLDER, mới hoặc trống | Warehouse and archive at one moment, into FOLDER; nothing stops for it."""
    from datetime import datetime

    from mtqg import settings
    from mtqg.keeping.backup import back_up

    taken = back_up(folder, datetime.now(settings.TIME_ZONE))
    size = sum(size for size, _ in taken.files.values())
    click.echo(f"{folder}: {len(taken.files)} tệp | files, {size:,} bytes; {len(taken.tables)} bảng | tables")


@click.command()
@click.argument("folder", type=Folder)
def restore(folder: Path) -> None:
    """Phục hồi bản sao lưu vào máy trống | A backup into a machine that holds no submission, checked table by table."""
    from mtqg.keeping.restoring import restore as bring_back

    told = bring_back(folder)
    click.echo(f"Như bản sao lưu lúc | as backed up at {told.taken_at}: {len(told.tables)} bảng | tables, "
               f"{len(told.files) - 1} tệp lưu trữ | files of the archive. Tiếp theo | next: mtqg up")


@click.command("rebuild-from-archive")
@click.option("--put-back", is_flag=True, help="Ghi lại vào danh sách những dòng đã ký mà danh sách thiếu | write what was "
              "signed, and the lists lack, into waivers.csv and corrections.csv.")
def rebuild_from_archive(put_back: bool) -> int:
    """Dựng lại kho chỉ từ lưu trữ | Ledger, cells, marts and releases anew from landing/ alone, round by round as they came.

    Exit code 1 when a decision of people, or a release, has no place under the rules of today.
    """
    from mtqg.cli import CRITICAL_FINDINGS
    from mtqg.keeping.replay import rebuild_from_archive as replay

    outcome = replay(click.echo, puts_back=put_back)
    click.echo("Đã lấy vào | taken in: " + (", ".join(f"{kind} {n}" for kind, n in sorted(outcome.taken.items())) or "0"))
    for words in outcome.without_place:
        click.echo(f"không còn chỗ | no place: {words}")
    return CRITICAL_FINDINGS if outcome.without_place else 0


@click.command()
@click.option("--complete-journal", is_flag=True, help="Ghi bù sổ lưu trữ từ sổ theo dõi | enter what the ledger alone knows.")
def scrub(complete_journal: bool) -> int:
    """Băm lại lưu trữ, so với tên, sổ và dấu | Hash the archive anew. Exit code 1 when a file was altered or is missing."""
    from mtqg.cli import CRITICAL_FINDINGS
    from mtqg.keeping import journalling
    from mtqg.keeping.scrub import scrub as look_through

    if complete_journal:
        click.echo(f"{journalling.complete()} sự kiện ghi bù | events entered")
    outcome = look_through()
    for words, names in (("bị sửa | altered", outcome.altered), ("thiếu | missing", outcome.missing),
                         ("không của ai | nobody's", outcome.unknown)):
        for name in names:
            click.echo(f"{words}: {name}")
    click.echo(f"{outcome.files} tệp | files, {outcome.bytes:,} bytes")
    return 0 if outcome.is_whole else CRITICAL_FINDINGS
