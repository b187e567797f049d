"""`mtqg correct`: a row of corrections.csv, written, listed or taken out; the next build takes it in."""

from __future__ import annotations

import click


@click.command()
@click.option("--indicator", "indicator_code", metavar="CODE", help="Chỉ tiêu | indicator, as NTM.XA_DC")
@click.option("--breakdown", "breakdown_code", metavar="CODE", help="Phân tổ | breakdown; mặc định | default: _T")
@click.option("--unit", "admin_unit_code", metavar="CODE", help="Đơn vị | administrative unit, as 34-C-15976")
@click.option("--period", "period_code", metavar="PERIOD", help="Kỳ | period, as 2026-09")
@click.option("--kind", "value_kind", metavar="KIND", help="Loại số liệu | value kind; mặc định | default: actual")
@click.option("--expected", "expected_value", metavar="NUMBER", help="Số sai đang báo cáo | the wrong figure as reported")
@click.option("--corrected", "corrected_value", metavar="NUMBER", help="Số đúng | the right figure")
@click.option("--role", "approver_role", metavar="ROLE", help="Vai trò người ký | role of who signs")
@click.option("--document", "document_no", metavar="NO", help="Số văn bản | number of the document")
@click.option("--reason", metavar="TEXT", help="Lý do | why")
@click.option("--withdraw", "withdrawn", metavar="ID", help="Bỏ đính chính này | take this correction out, as DC-2026-001")
def correct(withdrawn: str | None, **words: str | None) -> None:
    """Đính chính một số liệu đã ký | Correct one figure, signed; without options: list what is corrected.

    Chỉ áp dụng khi số báo cáo đúng là --expected | It applies only while what is reported is --expected.
    Cả hai số theo đơn vị chuẩn của chỉ tiêu | Both in the canonical unit of the indicator.
    Dòng mới nằm ở dbt_project/seeds/corrections.csv để rà soát | the row stands in corrections.csv, to be reviewed.
    """
    from datetime import datetime

    from mtqg import settings
    from mtqg.commands.signed import change
    from mtqg.corrections import figure_of, number
    from mtqg.registry import load_registry
    from mtqg.registry.signed_lists import CORRECTIONS

    registry, now = load_registry(), datetime.now(settings.TIME_ZONE).replace(microsecond=0)
    if change(CORRECTIONS, registry, withdrawn, words, {"signed_at": now.isoformat()}, now.date(), "mtqg build"):
        return
    for one in registry.corrections.values():
        click.echo(f"{one.correction_id} {figure_of(one.model_dump())}: {number(one.expected_value)} -> "
                   f"{number(one.corrected_value)}: {one.reason} "
                   f"({one.document_no}, {one.approver_role}, {one.signed_at:%d/%m/%Y %H:%M})")
