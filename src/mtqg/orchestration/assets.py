"""What DAGs tell each other: submissions changed, marts were published."""

from __future__ import annotations

from airflow.sdk import Asset, AssetAlias

#: A verdict changed what may be published; `build_warehouse` follows on it.
SUBMISSIONS = Asset(name="submissions", uri="x-mtqg://warehouse/raw/submissions", group="mtqg")
#: A build was published; what reads the marts may follow on it.
MARTS = Asset(name="marts", uri="x-mtqg://warehouse/mart", group="mtqg")
#: The single marts of a build, each an event of its own with the rows it wrote.
EACH_MART = AssetAlias(name="each_mart", group="mtqg")


def mart_asset(table: str) -> Asset:
    """The asset of one table of the schema mart."""
    return Asset(name=f"mart.{table}", uri=f"x-mtqg://warehouse/mart/{table}", group="mtqg")
