"""`mtqg demo`."""

from __future__ import annotations

import click


@click.command()
def demo() -> None:
    """Chạy thử ba kỳ báo cáo, từ hộp gửi đến kho số liệu | Three reporting months, from the outboxes to the marts."""
    from mtqg.demo import run_demo

    run_demo()
