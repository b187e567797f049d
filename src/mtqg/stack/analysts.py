"""Login roles of the provinces' analysts: published figures of all, submissions and findings of their own province alone."""

from __future__ import annotations

import re
import secrets

from psycopg import sql

from mtqg.errors import MtqgError
from mtqg.stack.bootstrap import superuser

GROUP = "province_analyst"


def role_of(province_code: str) -> str:
    """`48` -> `analyst_48`: the policies of the marts read the province off the role's name."""
    if not re.fullmatch(r"\d\d", province_code):
        raise MtqgError(f"{province_code}: mã tỉnh có hai chữ số | a province's code has two digits")
    return f"analyst_{province_code}"


def let_in(province_code: str) -> tuple[str, str]:
    """(role, password): the role logs in with this password alone, whatever it had before, and reads only."""
    role, password = role_of(province_code), secrets.token_urlsafe(24)
    name = sql.Identifier(role)
    with superuser() as connection, connection.transaction():
        known = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
        connection.execute(sql.SQL("{} role {} login nosuperuser nocreatedb nocreaterole noreplication password {}").format(
            sql.SQL("alter" if known else "create"), name, sql.Literal(password)))
        connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(GROUP), name))
        connection.execute(sql.SQL("alter role {} set default_transaction_read_only = on").format(name))
        connection.execute(sql.SQL("alter role {} set timezone = 'Asia/Ho_Chi_Minh'").format(name))
    return role, password


def shut_out(province_code: str) -> None:
    """The role no longer logs in."""
    with superuser() as connection:
        connection.execute(sql.SQL("alter role {} nologin").format(sql.Identifier(role_of(province_code))))
