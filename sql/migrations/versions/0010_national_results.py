"""Published results of the country, for rules of scope national."""

from mtqg.stack.migrations import apply_sql_beside

revision, down_revision = "0010", "0009"


def upgrade() -> None:
    apply_sql_beside(__file__)
