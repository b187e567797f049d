"""`mtqg judge`: verdicts, without Airflow; also again, under the rules of today."""

from __future__ import annotations

import click


@click.command()
@click.option("--again", is_flag=True, help="Thẩm định lại theo quy tắc hiện nay | anew, under the present rules")
@click.option("--submission", "submission_id", metavar="ID", help="Chỉ bản gửi này | only this submission")
@click.option("--form", "form_code", metavar="FORM", help="Chỉ biểu này | only this form, as VON-01")
@click.option("--period", "period_code", metavar="PERIOD", help="Chỉ kỳ này | only this period, as 2026-09")
@click.option("--all", "is_all", is_flag=True, help="Tất cả | all of them")
def judge(again: bool, submission_id: str | None, form_code: str | None, period_code: str | None, is_all: bool) -> int:
    """Thẩm định những gì đang chờ | Give a verdict to whatever waits for one. Kết luận cũ được giữ | earlier verdicts stay."""
    from datetime import datetime

    from mtqg import settings
    from mtqg.cli import CRITICAL_FINDINGS
    from mtqg.intake import judge as give_verdicts
    from mtqg.intake.judging import await_again

    narrowed = any((submission_id, form_code, period_code))
    if again != (narrowed or is_all) or (narrowed and is_all):
        raise click.UsageError("--again cần một trong | needs one of: --all, --submission ID, --form FORM, --period PERIOD")
    if again and not await_again(submission_id=submission_id, form_code=form_code, period_code=period_code):
        raise click.UsageError("không có kết luận nào như vậy | nothing of the kind has a verdict")
    now = datetime.now(settings.TIME_ZONE)
    outcome = give_verdicts(f"cli__{now:%Y-%m-%dT%H:%M:%S}", now)
    told = ", ".join(f"{status} {count}" for status, count in sorted(outcome.judged.items())) or "0"
    click.echo(f"Kết luận | verdicts: {told}" + (
        ". Có số liệu chờ dựng lại: mtqg build | figures wait to be built: mtqg build" if outcome.changed else ""))
    return CRITICAL_FINDINGS if outcome.judged["rejected"] else 0
