"""`mtqg return` and `mtqg digest`: what goes back to an officer, by hand."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click


@click.command("return")
@click.argument("submission_id", metavar="SUBMISSION")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Ghi ra tệp này, không gửi | write it here and deliver nothing")
def return_submission(submission_id: str, out: Path | None) -> None:
    """Tệp của tỉnh có đánh dấu các ô cần sửa | The province's workbook with the findings of its newest verdict."""
    from mtqg import settings
    from mtqg.feedback.delivering import return_by_hand
    from mtqg.store import connect, returns

    with connect() as db:
        if returns.judged(db, submission_id) is None:
            raise click.BadParameter(f"không có kết luận cho bản gửi | no verdict on a submission {submission_id}",
                                     param_hint="SUBMISSION")
    made, path = return_by_hand(submission_id, datetime.now(settings.TIME_ZONE), _resolve, deliver=out is None)
    if out is not None:
        path = str(out.with_suffix(made.extension))
        Path(path).write_bytes(made.content)
    click.echo(f"{made.kind}: {path}")


@click.command("digest")
@click.option("--province", "province_code", required=True, metavar="CODE", help="Mã tỉnh, như 48 | a province")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Ngày; để trống: hôm nay | a day, today unless told")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
              help="Ghi vào thư mục này, không gửi | write it here and deliver nothing")
def digest(province_code: str, day: datetime | None, out: Path | None) -> None:
    """Tổng hợp trong ngày của một tỉnh, theo từng cơ quan | What arrived, what was found, what is still owed, by agency."""
    from mtqg import settings
    from mtqg.feedback.digest import digest_of, write_digest
    from mtqg.registry import load_registry

    now = datetime.now(settings.TIME_ZONE)
    wanted: date = day.date() if day else now.date()
    if not any(one.province_code == province_code and one.in_force(wanted) for one in load_registry().sources):
        raise click.BadParameter(f"{province_code}: ngày {wanted:%d/%m/%Y} không có nguồn nào | no source of it is in force on "
                                 f"{wanted}; viết mã tỉnh, như 48 | write a province code, as 48", param_hint="--province")
    if out is None:
        for path in write_digest(province_code, wanted, now, _resolve):
            click.echo(path)
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, content in digest_of(province_code, wanted).items():
        (out / name).write_bytes(content)
        click.echo(out / name)


def _resolve(connection_id: str):
    """The connection of the environment, else the folder of the local stack."""
    import os

    from mtqg.connectors import spec_from_environment
    from mtqg.stack.airflow import local_connections

    return spec_from_environment(connection_id, local_connections() | dict(os.environ))
