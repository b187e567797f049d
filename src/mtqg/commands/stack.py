"""`mtqg up`, `down`, `status`, `dsn`."""

from __future__ import annotations

import click

from mtqg import settings


@click.command()
@click.option("--role", type=click.Choice(settings.ROLES), default="bi_reader", show_default=True)
def dsn(role: str) -> None:
    """Địa chỉ libpq của kho số liệu | A libpq URL for the warehouse."""
    click.echo(settings.dsn(role, "airflow" if role == "airflow" else settings.DATABASE))
