"""`mtqg check-registry`."""

from __future__ import annotations

import click


@click.command("check-registry")
def check_registry() -> int:
    """Mọi mã trong danh mục, biểu mẫu, quy tắc đều có thật | Every code in every seed, form and rule resolves."""
    from mtqg.feedback.words import read_words
    from mtqg.registry import check, load_registry

    registry = load_registry()
    read_words(registry.expectations)
    faults = check.check_registry(registry)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        click.echo(f"{len(faults)} lỗi | faults", err=True)
        return 1
    click.echo(f"Danh mục đúng | the registry is sound: {len(registry.indicators)} indicators, {len(registry.forms)} forms, "
               f"{len(registry.rules)} rules, {len(registry.sources)} sources, version {registry.version}")
    return 0
