"""`mtqg reread`: what was landed is read again under the present forms, layouts and aliases, and waits for a verdict."""

from __future__ import annotations

import click


@click.command()
@click.option("--submission", "submission_id", metavar="ID", help="Một bản gửi | one submission")
@click.option("--source", "source_code", metavar="CODE", help="Mọi bản của một nguồn | those of a source: 48-TC")
@click.option("--all", "is_all", is_flag=True, help="Tất cả | all of them")
def reread(submission_id: str | None, source_code: str | None, is_all: bool) -> None:
    """Đọc lại bản đã nhận theo danh mục hiện nay | Read again what was landed, under the present registry."""
    from datetime import datetime

    from mtqg import settings
    from mtqg.intake.rereading import reread as read_again

    if sum(map(bool, (submission_id, source_code, is_all))) != 1:
        raise click.UsageError("chọn một | choose one of: --submission ID, --source CODE, --all")
    outcome = read_again(datetime.now(settings.TIME_ZONE), submission_id=submission_id, source_code=source_code)
    told = ", ".join(f"{status} {count}" for status, count in sorted(outcome.read.items())) or "0"
    click.echo(f"Đã đọc lại | read again: {told} (unchanged: đọc như trước | reads as before). Thẩm định ở lần thu kế tiếp; "
               "đến lúc đó số liệu đang dùng giữ nguyên | judged with the next pull; until then what is in force stays")
