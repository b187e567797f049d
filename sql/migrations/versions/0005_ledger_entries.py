"""The ledger of submissions, verdicts, decisions and releases: each entry bound to the one before it by its hash."""

from mtqg.stack.migrations import apply_sql_beside

revision, down_revision = "0005", "0004"


def upgrade() -> None:
    apply_sql_beside(__file__)
