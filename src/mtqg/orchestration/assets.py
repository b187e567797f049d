"""What DAGs tell each other: submissions changed, marts were published, a month was released.

Partitions by period, where they help: whoever wants one month's figures follows on RELEASED_MONTHS with
`schedule=PartitionedAssetTimetable(assets=RELEASED_MONTHS)`: one run a month released, `dag_run.partition_key` names it, and two
months released at once are two runs. SUBMISSIONS and MARTS have none, on purpose: a build takes in every month that changed, in
one transaction of dbt (a run a month would be as many builds, one after the other), and Airflow hands an event that has a
partition key to nobody who listens without one.
"""

from __future__ import annotations

from airflow.sdk import Asset, AssetAlias

#: A verdict changed what may be published; `build_warehouse` follows on it.
SUBMISSIONS = Asset(name="submissions", uri="x-mtqg://warehouse/raw/submissions", group="mtqg")
#: A build was published; what reads the marts may follow on it.
MARTS = Asset(name="marts", uri="x-mtqg://warehouse/mart", group="mtqg")
#: The figures of a closed month were frozen under a name; the key of the partition is the month, as 2026-09.
RELEASED_MONTHS = Asset(name="released_months", uri="x-mtqg://warehouse/mart/releases", group="mtqg")
#: The single marts of a build, each an event of its own with the rows it wrote.
EACH_MART = AssetAlias(name="each_mart", group="mtqg")


def mart_asset(table: str) -> Asset:
    """The asset of one table of the schema mart."""
    return Asset(name=f"mart.{table}", uri=f"x-mtqg://warehouse/mart/{table}", group="mtqg")
