"""`mtqg waive`: a row of waivers.csv, written, listed or taken out; the next judging takes it in."""

from __future__ import annotations

import click


@click.command()
@click.option("--rule", "rule_id", metavar="RULE", help="Quy tắc | rule, as VON-01-R020")
@click.option("--source", "source_code", metavar="CODE", help="Nguồn | source, as 48-TC")
@click.option("--form", "form_code", metavar="FORM", help="Biểu | form, as VON-01")
@click.option("--period", "period_code", metavar="PERIOD", help="Kỳ | period, as 2026-09")
@click.option("--role", "approver_role", metavar="ROLE", help="Vai trò người duyệt | role of who grants it")
@click.option("--document", "document_no", metavar="NO", help="Số văn bản | number of the document")
@click.option("--reason", metavar="TEXT", help="Lý do | why")
@click.option("--granted", "granted_on", metavar="DAY", help="Từ ngày | from this day on; mặc định: hôm nay | default: today")
@click.option("--expires", "expires_on", metavar="DAY", help="Đến hết ngày | last day")
@click.option("--withdraw", "withdrawn", metavar="ID", help="Bỏ miễn trừ này | take this waiver out, as MT-2026-001")
def waive(withdrawn: str | None, **words: str | None) -> None:
    """Miễn trừ một quy tắc cho một nguồn, biểu, kỳ | Waive one rule in one slice; without options: list what is waived.

    Dòng mới nằm ở dbt_project/seeds/waivers.csv để rà soát | the row stands in waivers.csv, to be reviewed as every change.
    """
    from datetime import datetime

    from mtqg import settings
    from mtqg.commands.signed import change
    from mtqg.registry import load_registry
    from mtqg.registry.signed_lists import WAIVERS

    registry, today = load_registry(), datetime.now(settings.TIME_ZONE).date()
    if change(WAIVERS, registry, withdrawn, words, {"granted_on": today.isoformat()}, today, "mtqg judge"):
        return
    for one in registry.waivers.values():
        click.echo(f"{one.waiver_id} {one.rule_id} {one.source_code} {one.form_code} {one.period_code}: {one.reason} "
                   f"({one.document_no}, {one.approver_role}, {one.granted_on} – {one.expires_on}"
                   f"{'' if today <= one.expires_on else ', hết hạn | expired'})")
