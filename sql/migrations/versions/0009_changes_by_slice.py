"""Changed slices are found by their build and by their period and province, whatever the number of months before."""

from mtqg.stack.migrations import apply_sql_beside

revision, down_revision = "0009", "0008"


def upgrade() -> None:
    apply_sql_beside(__file__)
