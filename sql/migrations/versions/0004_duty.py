"""Who was asked when, which names were refused, what was said to whom."""

from mtqg.stack.migrations import apply_sql_beside

revision, down_revision = "0004", "0003"


def upgrade() -> None:
    apply_sql_beside(__file__)
