"""`mtqg verify-ledger`."""

from __future__ import annotations

import click

FAULTS = {
    "record_altered": "bản ghi đã bị sửa | the record was altered",
    "record_gone": "bản ghi đã bị xóa | the record was removed",
    "figures_altered": "số liệu công bố đã bị sửa | figures of the release were altered",
    "entry_altered": "dòng sổ cái đã bị sửa | the entry was altered, or what stands before it",
    "unentered": "bản ghi không có trong sổ cái | the record was never entered in the ledger",
    "other_head": "không phải mã đã ghi lại | the entry has not the hash that was noted",
}
KINDS = {
    "submission": "bản gửi | submission", "reading": "đơn vị, kỳ đã đọc của bản gửi | unit and period read from submission",
    "verdict": "kết luận | verdict", "approval": "quyết định | decision", "release": "lần công bố | release",
    "correction": "đính chính | correction", "entry": "dòng | entry",
}


class Head(click.ParamType):
    """`NUMBER:HASH`, as an earlier run printed it."""

    name = "NUMBER:HASH"

    def convert(self, value, param, ctx):
        number, _, digits = str(value).partition(":")
        if not number.isdigit() or not digits:
            self.fail(f"{value}: số dòng:mã | the number of an entry, a colon, its hash", param, ctx)
        return int(number), digits


@click.command("verify-ledger")
@click.option("--head", type=Head(), help="Dòng cuối đã ghi lại lần trước | the last entry as noted earlier, NUMBER:HASH.")
def verify_ledger(head: tuple[int, str] | None) -> int:
    """Kiểm sổ cái: bản ghi nào đầu tiên bị sửa hay bị xóa | Name the first record that was altered or removed.

    Mã thoát 1 khi có | Exit code 1 when there is one. Ghi lại dòng cuối ở nơi khác | Note the last line elsewhere, for --head.
    """
    from mtqg.ledger import verify_ledger as verify
    from mtqg.store import connect

    with connect() as db:
        verified = verify(db, head)
    for number, breach in enumerate(verified.breaches):
        where = f"dòng | entry {breach.entry_no}" if breach.entry_no else "–"
        said = (f"các dòng trước đó đã bị xóa, từ dòng | entries before it are gone, from {breach.first_gone}"
                if breach.fault == "entries_gone" else FAULTS[breach.fault])
        first = "ĐẦU TIÊN | FIRST  " if number == 0 else ""
        click.echo(f"✗ {first}{where}: {KINDS[breach.record_kind]} {breach.record_key}: {said}")
    if not verified.breaches:
        click.echo(f"✓ sổ cái nguyên vẹn | the ledger is intact: {verified.entry_no} dòng | entries")
    click.echo(f"dòng cuối | last entry: {verified.entry_no}:{verified.entry_sha256}")
    return 1 if verified.breaches else 0
