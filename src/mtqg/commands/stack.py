"""`mtqg up`, `down`, `dsn`, `airflow`."""

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
    from mtqg.commands.status import print_addresses
    from mtqg.stack import lifecycle
    from mtqg.stack.steps import Steps

    lifecycle.up(Steps())
    print_addresses()


@click.command()
@click.option("--remove", is_flag=True, help="Xóa cả cơ sở dữ liệu | the databases of this home folder too.")
def down(remove: bool) -> None:
    """Dừng toàn bộ, không để lại tiến trình nào | Stop everything and leave no process."""
    from mtqg.stack import lifecycle, postgres
    from mtqg.stack.steps import Steps

    lifecycle.down(Steps())
    if remove:
        postgres.remove()


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def airflow(words: tuple[str, ...]) -> None:
    """Lệnh của Airflow, với cấu hình của máy này | Airflow's own command with the configuration of the local stack."""
    import os
    import sys
    from pathlib import Path

    from mtqg.stack.airflow import environment

    program = Path(sys.executable).with_name("airflow")
    os.execve(program, [str(program), *words], environment())


@click.command()
@click.option("--role", type=click.Choice(WAREHOUSE_ROLES), default="bi_reader", show_default=True)
def dsn(role: str) -> None:
    """Địa chỉ libpq của kho số liệu | A libpq URL for the warehouse."""
    click.echo(settings.dsn(role))
