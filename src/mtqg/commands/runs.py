"""`mtqg pull`, `build`, `refresh`: the DAGs, started through Airflow's API and followed to their end."""

from __future__ import annotations

import click


def _period(_context: click.Context, _parameter: click.Parameter, code: str | None) -> str | None:
    """The code, when it is one."""
    from mtqg.registry.periods import parse_period

    try:
        return code and parse_period(code).code
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def month_argument(context: click.Context, parameter: click.Parameter, code: str) -> str:
    """The code, when it is that of a month."""
    from mtqg.registry.periods import parse_period

    _period(context, parameter, code)
    if parse_period(code).period_type != "month":
        raise click.BadParameter(f"{code} không phải tháng | is no month; viết | write 2026-09")
    return code


@click.command()
@click.option("--source", "sources", multiple=True, metavar="CODE",
              help="Chỉ nguồn này | only this source, as 48-TC; repeatable.")
@click.option("--period", metavar="PERIOD", callback=_period,
              help="Nguồn của kỳ nào | the sources in force then; without it, those of today.")
def pull(sources: tuple[str, ...], period: str | None) -> None:
    """Thu báo cáo, kiểm tra, dựng lại nếu có gì mới | Pull, judge, and build what changed."""
    from mtqg.registry import load_registry
    from mtqg.stack import following
    from mtqg.stack.rest import Client

    unknown = sorted(set(sources) - {one.source_code for one in load_registry().sources})
    if unknown:
        raise click.BadParameter(f"không có nguồn | no source {', '.join(unknown)} (expectations/sources.yml)",
                                 param_hint="--source")
    views = following.pull(Client(), {"period": period, "sources": list(sources) or None, "only_due": False})
    if len(views) == 1:
        click.echo("Không có gì mới | nothing changed")


@click.command()
@click.option("--full", is_flag=True, help="Dựng lại toàn bộ | everything anew, not only what changed.")
def build(full: bool) -> None:
    """Dựng kho số liệu | Build the marts."""
    from mtqg.stack import following
    from mtqg.stack.rest import Client

    following.build(Client(), {"full": full})


@click.command("verify-build")
def verify_build() -> None:
    """Dựng lại từ số liệu gốc và đối chiếu | Rebuild from raw, and name every slice of a mart that was not so before."""
    from mtqg.stack import following
    from mtqg.stack.rest import Client

    following.verify(Client())


@click.command()
@click.argument("period", callback=month_argument)
def refresh(period: str) -> int:
    """Thu, kiểm tra, dựng và khóa sổ một tháng | Refresh the month PERIOD, as 2026-09.

    Exit code 1 when the month was closed although the outboxes of some provinces did not answer: they are named.
    """
    from mtqg.cli import CRITICAL_FINDINGS
    from mtqg.stack import following
    from mtqg.stack.rest import Client

    client = Client()
    missed = following.not_pulled(client, following.refresh(client, period))
    for words in missed:
        click.echo(f"không lấy được | not pulled: {words}", err=True)
    return CRITICAL_FINDINGS if missed else 0
