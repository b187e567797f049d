"""Days on which a series starts anew."""

from mtqg.stack.migrations import apply_sql_beside

revision, down_revision = "0006", "0005"


def upgrade() -> None:
    apply_sql_beside(__file__)
