"""Corrections: signed figures in the place of reported ones, as long as the reported one is the one they expect."""

from mtqg.stack.migrations import apply_sql_beside

revision, down_revision = "0008", "0007"


def upgrade() -> None:
    apply_sql_beside(__file__)
