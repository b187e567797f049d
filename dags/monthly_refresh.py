"""
### Khóa sổ một kỳ báo cáo | Refresh a reporting month

Opens the month (its obligations count), pulls every source in force then, waits until the warehouse has taken in all verdicts,
chases the provinces that still owe something, closes the month, releases its figures under a name (`2026-09.1`), exports its
marts and reports to the office. Runs on the 21st, when due days and grace of the month before are over. Param `period` (2026-09;
empty: the month before the logical date). May be repeated: what is there stays. Past months, here 2026-08 to 2026-10:
`airflow backfill create --dag-id monthly_refresh --from-date 2026-09-21 --to-date 2026-11-22`.

When a task fails (`close_period`: the database did not answer; clear it):
- `open_period`: the period is no month, or the registry is wrong. `pull`, `wait_until_built`: `pull_submissions` or
  `build_warehouse` failed, or no build came in time: see there.
- `chase`, `report`: notices were not taken (`control.notices.message`). Mend the connection, clear the task.
- `release`: a build began meanwhile, or verdicts came: clear the task. Skipped: the last release of the month says the same.
- `export`: no room in the export folder (`MTQG_EXPORT`), or no database. Clear the task: files appear whole.
"""

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import Param, dag, get_current_context, task

from mtqg.orchestration.assets import RELEASED_MONTHS
from mtqg.orchestration.defaults import PATIENT, REPEATABLE, TAGS, at, clock, within


@dag(schedule=at("0 8 21 * *"), deadline=within(120), catchup=False, max_active_runs=1, tags=TAGS, doc_md=__doc__,
     default_args=REPEATABLE, params={"period": Param(None, type=["null", "string"])})
def monthly_refresh():
    @task
    def open_period(params: dict) -> dict[str, str | int]:
        from mtqg.orchestration.months import open_named

        return open_named(params["period"], get_current_context(), clock())

    @task.sensor(poke_interval=2, timeout=3600, mode="poke")
    def wait_until_built(failed_before: int) -> bool:
        from mtqg.orchestration.months import is_built

        return is_built(get_current_context()["ti"].get_dr_count, failed_before)

    @task(**PATIENT)
    def chase(period: str) -> dict[str, int]:
        from mtqg.orchestration.notifying import remind

        return remind(get_current_context()["run_id"], clock(), closing=period)

    @task
    def close_period(period: str) -> dict:
        from mtqg.orchestration.months import close

        return close(period, get_current_context()["run_id"], clock())

    @task(pool="warehouse", outlets=[RELEASED_MONTHS])
    def release(period: str, *, outlet_events: dict) -> str:
        from mtqg.orchestration.months import release

        outlet_events[RELEASED_MONTHS].add_partitions(period)
        return release(period, get_current_context()["run_id"], clock())

    @task(pool="warehouse", trigger_rule="none_failed")
    def export(period: str) -> dict[str, int]:
        from mtqg.orchestration.months import export

        return export(period)

    @task(**PATIENT)
    def report(period: str) -> dict[str, int]:
        from mtqg.orchestration.months import report

        return report(period, get_current_context()["run_id"], clock())

    month = open_period()
    pull = TriggerDagRunOperator(
        task_id="pull", trigger_dag_id="pull_submissions", trigger_run_id="{{ run_id }}__{{ ti.try_number }}",
        conf={"period": month["period"]}, wait_for_completion=True, deferrable=True, poke_interval=1)
    closed = close_period(month["period"])
    pull >> wait_until_built(month["failed_builds"]) >> [chase(month["period"]), closed]
    closed >> release(month["period"]) >> export(month["period"]) >> report(month["period"])


monthly_refresh()
