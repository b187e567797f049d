"""The cells. Closed: whatever changes in schema `raw` is a migration of its own from here on."""

from mtqg.stack.migrations import apply_sql_beside

revision, down_revision = "0002", "0001"


def upgrade() -> None:
    apply_sql_beside(__file__)
