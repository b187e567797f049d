"""What `mtqg waive` and `mtqg correct` share: one row more or one less in a signed list."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from mtqg.registry import Registry
    from mtqg.registry.signed_lists import SignedList


def change(signed: SignedList, registry: Registry, withdrawn: str | None, words: dict[str, str | None],
           at_signing: dict[str, str], today: date, then: str) -> bool:
    """The row is taken out or added, and said with what takes it in; False when neither was asked for.

    `at_signing` stands for words that were not given. UsageError: what was given does not resolve.
    """
    given = {name: value for name, value in words.items() if value is not None}
    if withdrawn and given:
        raise click.UsageError("--withdraw đứng một mình | --withdraw stands alone")
    try:
        if withdrawn:
            signed.take_out(registry, withdrawn)
            click.echo(f"Đã bỏ | taken out: {withdrawn}. {then}")
        elif given:
            added = signed.add(registry, at_signing | given, today)
            click.echo(f"Đã thêm | added: {getattr(added, signed.id_column)}. {then}")
    except ValueError as fault:
        raise click.UsageError(str(fault)) from fault
    return bool(withdrawn or given)
