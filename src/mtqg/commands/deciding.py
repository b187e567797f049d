"""`mtqg approve`, `decline`, `withdraw`: what people decide about a submission."""

from __future__ import annotations

from collections.abc import Callable

import click


def _role(_context: click.Context, _parameter: click.Parameter, code: str) -> str:
    """The role, when it is one of expectations/approvals.yml."""
    from mtqg.registry import load_registry

    known = load_registry().approvals.role_codes
    if code not in known:
        raise click.BadParameter(f"{code}: không có vai trò này | no such role; có | there are: {', '.join(known)}")
    return code


def _answer(words: Callable) -> Callable:
    """Options of a decision by someone who may."""
    for option in (
        click.option("--document", "document_no", metavar="NO", help="Số văn bản | number of the document"),
        click.option("--reason", required=True, metavar="TEXT", help="Lý do | why"),
        click.option("--role", required=True, callback=_role, metavar="ROLE", help="Vai trò | of expectations/approvals.yml"),
        click.argument("submission_id", metavar="SUBMISSION"),
    ):
        words = option(words)
    return words


@click.command()
@_answer
def approve(submission_id: str, role: str, reason: str, document_no: str | None) -> None:
    """Cho bản gửi đang chờ được tính | What waits for approval counts from the next build on."""
    from mtqg.intake.deciding import approve as count_it

    status = _decided(count_it, submission_id, role=role, reason=reason, document_no=document_no)
    click.echo(f"{submission_id}: {status}. Số liệu theo ở lần dựng kho kế tiếp | figures follow with the next build")


@click.command()
@_answer
def decline(submission_id: str, role: str, reason: str, document_no: str | None) -> None:
    """Không cho bản gửi đang chờ được tính | What waits for approval never counts; what is in force stays."""
    from mtqg.intake.deciding import decline as leave_it

    status = _decided(leave_it, submission_id, role=role, reason=reason, document_no=document_no)
    click.echo(f"{submission_id}: {status}. Số đang dùng giữ nguyên | what is in force stays")


@click.command()
@click.argument("submission_id", metavar="SUBMISSION")
@click.option("--reason", required=True, metavar="TEXT", help="Lý do | why")
@click.option("--document", "document_no", required=True, metavar="NO", help="Số văn bản của tỉnh | the province's document")
def withdraw(submission_id: str, reason: str, document_no: str) -> None:
    """Tỉnh rút một bản gửi | A province withdraws a submission: the revision before it, or nothing, is in force again."""
    from mtqg.intake.deciding import withdraw as take_back

    withdrawn = _decided(take_back, submission_id, reason=reason, document_no=document_no)
    click.echo(f"Đã rút | withdrawn: {', '.join(withdrawn)}. "
               "Số liệu theo ở lần dựng kho kế tiếp | figures follow with the next build")


def _decided(decision: Callable, submission_id: str, **words):
    """What the decision came to; a submission that is in no state for it is a wrong use (exit code 2)."""
    from datetime import datetime

    from mtqg import settings
    from mtqg.intake.deciding import NotNow

    now = datetime.now(settings.TIME_ZONE)
    try:
        return decision(submission_id, run_id=f"cli__{now:%Y-%m-%dT%H:%M:%S}", now=now, **words)
    except NotNow as fault:
        raise click.UsageError(str(fault)) from fault
