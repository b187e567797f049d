"""The ledger. Closed: whatever changes in schema `control` is a migration of its own from here on."""

from mtqg.stack.migrations import apply_sql_beside

revision, down_revision = "0001", None


def upgrade() -> None:
    apply_sql_beside(__file__)
