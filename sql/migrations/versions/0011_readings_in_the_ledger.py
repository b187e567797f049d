"""Readings are entered in the ledger."""

from mtqg.stack.migrations import apply_sql_beside

revision, down_revision = "0011", "0010"


def upgrade() -> None:
    apply_sql_beside(__file__)
