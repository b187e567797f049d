"""What the ledger says of the landing area."""

from __future__ import annotations

from psycopg import Connection


def landed(db: Connection) -> dict[str, str]:
    """Path below the landing area -> hash of its bytes, of every submission that has bytes."""
    rows = db.execute("select distinct landing_path, content_sha256 from control.submissions where landing_path is not null")
    return {row["landing_path"]: row["content_sha256"] for row in rows}
