"""
### Khóa sổ một kỳ báo cáo | Refresh a reporting month

Opens the month (its obligations count from then on), pulls every source in force then, waits until the warehouse has
taken in all verdicts, and closes the month. Runs on the 21st, when the due days and grace of the month before are over.
Param `period` (e.g. `2026-09`; empty: the month before the logical date). May be repeated: what is there stays.

When a task fails:

- `open_period`: the period is no month, or the registry is wrong; the log says which.
- `pull`: the run of `pull_submissions` failed. See there; clear this task afterwards.
- `wait_until_built`: the run of `build_warehouse` failed, or none came within an hour. See there; clear this task afterwards.
- `close_period`: the database did not answer. Clear the task.
"""

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import Param, PokeReturnValue, dag, get_current_context, task

from mtqg.orchestration.defaults import TAGS, at, clock


@dag(
    schedule=at("0 6 21 * *"),
    catchup=False, max_active_runs=1, tags=TAGS, doc_md=__doc__,
    params={"period": Param(None, type=["null", "string"])},
)
def monthly_refresh():
    @task
    def open_period(params: dict) -> dict[str, str | int]:
        from mtqg.intake import open_period
        from mtqg.orchestration.months import month_to_refresh

        context = get_current_context()
        run = context["dag_run"]
        period = month_to_refresh(params["period"], run.logical_date or run.run_after)
        open_period(period, run.run_id, clock())
        return {"period": period, "failed_builds": context["ti"].get_dr_count("build_warehouse", states=["failed"])}

    @task.sensor(poke_interval=2, timeout=3600, mode="poke")
    def wait_until_built(failed_before: int) -> PokeReturnValue:
        from airflow.sdk.exceptions import AirflowFailException

        from mtqg.orchestration.months import waits_for_build

        builds = get_current_context()["ti"].get_dr_count
        if not waits_for_build():
            return PokeReturnValue(is_done=True)
        is_coming = builds("build_warehouse", states=["queued", "running"]) > 0
        if not is_coming and builds("build_warehouse", states=["failed"]) > failed_before:
            raise AirflowFailException("the newest run of build_warehouse failed: see there")
        return PokeReturnValue(is_done=False)

    @task
    def close_period(period: str) -> dict:
        from mtqg.intake import close_period
        from mtqg.orchestration.months import completeness

        close_period(period, get_current_context()["run_id"], clock())
        return completeness(period)

    month = open_period()
    pull = TriggerDagRunOperator(
        task_id="pull", trigger_dag_id="pull_submissions", trigger_run_id="{{ run_id }}__{{ ti.try_number }}",
        conf={"period": month["period"]}, wait_for_completion=True, deferrable=True, poke_interval=1,
    )
    pull >> wait_until_built(month["failed_builds"]) >> close_period(month["period"])


monthly_refresh()
