"""One digest a province and day, where there was one a source."""

from mtqg.stack.migrations import apply_sql_beside

revision, down_revision = "0007", "0006"


def upgrade() -> None:
    apply_sql_beside(__file__)
