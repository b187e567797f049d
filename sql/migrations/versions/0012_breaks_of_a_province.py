"""A series may start anew in one province."""

from mtqg.stack.migrations import apply_sql_beside

revision, down_revision = "0012", "0011"


def upgrade() -> None:
    apply_sql_beside(__file__)
