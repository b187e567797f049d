"""`mtqg analyst`: a login for the analyst of a province."""

from __future__ import annotations

import click


@click.command()
@click.argument("province", metavar="PROVINCE")
@click.option("--shut-out", "is_shut_out", is_flag=True, help="Khóa tài khoản | no login any more.")
def analyst(province: str, is_shut_out: bool) -> None:
    """Tài khoản đọc kho của tỉnh PROVINCE (48) | A login that reads all published marts, and of submissions and findings those
    of its own province. A new password every time, shown once."""
    from urllib.parse import quote

    from mtqg import settings
    from mtqg.registry import load_registry
    from mtqg.stack import analysts

    known = {source.province_code for source in load_registry().sources}
    if province not in known:
        raise click.BadParameter(f"{province}: không có tỉnh này | no such province; viết mã | write its code, as 48")
    if is_shut_out:
        analysts.shut_out(province)
        click.echo(f"{analysts.role_of(province)}: đã khóa | shut out")
        return
    role, password = analysts.let_in(province)
    address = f"{settings.postgres_host()}:{settings.postgres_port()}/{settings.DATABASE}"
    click.echo(f"postgresql://{role}:{quote(password, safe='')}@{address}")
