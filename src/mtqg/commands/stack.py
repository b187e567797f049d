"""`mtqg up`, `down`, `status`, `dsn`."""

from __future__ import annotations

import click

from mtqg import settings

WAREHOUSE_ROLES = [role for role in settings.ROLES if role != "airflow"]


@click.command()
def up() -> None:
    """Khởi động những gì chưa chạy | Start what is not running: PostgreSQL, Airflow.

    Cổng | ports: MTQG_PG_PORT (54329), MTQG_AIRFLOW_PORT (8480), MTQG_DATA_DOCS_PORT (8482).
    Thư mục | folder: MTQG_HOME (.mtqg).
    """
    from mtqg.stack import lifecycle
    from mtqg.stack.steps import Steps

    lifecycle.up(Steps())
    _print_addresses()


@click.command()
@click.option("--remove", is_flag=True, help="Xóa cả cơ sở dữ liệu | the databases of this home folder too.")
def down(remove: bool) -> None:
    """Dừng toàn bộ, không để lại tiến trình nào | Stop everything and leave no process."""
    from mtqg.stack import lifecycle, postgres
    from mtqg.stack.steps import Steps

    lifecycle.down(Steps())
    if remove:
        postgres.remove()


@click.command()
def status() -> None:
    """Đang chạy gì, ở đâu, mật khẩu nào | What runs, where it answers, with which password.

    Exit code 0 when everything runs, 3 otherwise.
    """
    from mtqg.stack import lifecycle

    parts = lifecycle.status()
    for part in parts:
        state = "chạy | up  " if part.is_running else "dừng | down"
        click.echo(f"{part.name:14}{state}  {part.pid or '':>8}  {part.remark}".rstrip())
    if any(part.is_running for part in parts):
        _print_addresses()
    if not all(part.is_running for part in parts):
        raise SystemExit(3)


@click.command()
@click.option("--role", type=click.Choice(WAREHOUSE_ROLES), default="bi_reader", show_default=True)
def dsn(role: str) -> None:
    """Địa chỉ libpq của kho số liệu | A libpq URL for the warehouse."""
    click.echo(settings.dsn(role))


def _print_addresses() -> None:
    from mtqg.stack import airflow

    click.echo(f"Airflow   {airflow.url()}  {airflow.ADMIN} / {settings.local_secret('airflow_admin')}")
    click.echo(f"Kiểm tra | Data Docs  {settings.data_docs_url()}   dbt  {settings.data_docs_url('dbt/')}")
    click.echo(f"Kho | BI  {settings.dsn('bi_reader')}")
