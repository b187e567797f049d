"""Four provinces on the map of 34 that report to the stack, one of which cannot be reached; two DAGs of the tests beside ours."""

from __future__ import annotations

from pathlib import Path

from mtqg import settings
from mtqg.sample import write_country

PROVINCES = ("01", "48", "66", "68")
DOWN = "68"          # its outbox does not answer
REACHED = tuple(code for code in PROVINCES if code != DOWN)
SECRET = "Bi-mat/cua+nguon=7"          # of the connection to the outboxes

LATE_DAG = '''
import time

from airflow.sdk import dag, task

from mtqg.orchestration.defaults import within

@dag(schedule=None, deadline=within(0))
def late():
    @task
    def wait():
        time.sleep(15)

    wait()

late()
'''
#: What a consumer of one month's figures writes.
ONE_MONTH_DAG = '''
from airflow.sdk import PartitionedAssetTimetable, dag, task

from mtqg.orchestration.assets import RELEASED_MONTHS

@dag(schedule=PartitionedAssetTimetable(assets=RELEASED_MONTHS))
def one_month():
    @task
    def take(dag_run=None):
        return dag_run.partition_key

    take()

one_month()
'''


def four_provinces(project: Path) -> None:
    """The copied project asks nobody else, and has the DAGs of the tests."""
    (project / "dags" / "late.py").write_text(LATE_DAG)
    (project / "dags" / "one_month.py").write_text(ONE_MONTH_DAG)
    sources = project / "expectations" / "sources.yml"
    old, new = sources.read_text().split("  # The 34 provinces")
    listed = ", ".join(f'"{code}"' for code in PROVINCES)
    sources.write_text(f"{old}  # The 34 provinces{new.replace('provinces: all', f'provinces: [{listed}]')}")


def write_outboxes(period: str) -> None:
    write_country(settings.outbox_dir(), period, provinces=REACHED)
