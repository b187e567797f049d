"""Since when, and until when, submissions were in force."""

from mtqg.stack.migrations import apply_sql_beside

revision, down_revision = "0003", "0002"


def upgrade() -> None:
    apply_sql_beside(__file__)
