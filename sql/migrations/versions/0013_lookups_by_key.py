"""What runs every few minutes finds its rows by key, however long the ledger has become."""

from mtqg.stack.migrations import apply_sql_beside

revision, down_revision = "0013", "0012"


def upgrade() -> None:
    apply_sql_beside(__file__)
