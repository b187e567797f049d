"""
### Thu báo cáo của các nguồn | Poll every source, judge what arrived

One mapped task per province; what is new is landed and read there, and judged together afterwards.
Params: `period` (whose sources to poll, e.g. `2026-09`; empty: those in force today), `sources` (only these codes).

When a task fails:

- `list_provinces`: `expectations/` or the seeds are wrong. The log names file and line; mend it, clear the task.
- `pull_province`, after retries: the outbox did not answer, or refused our credentials (the message says which); other
  provinces went on. Call the province or mend the connection (`docs/connectors.md`), then clear this mapped task, or
  `mtqg pull --source CODE`.
- `pull_province`, at once: a fault of ours (reader, landing area, database). Read the log; what was landed is kept, and read
  at the next pull.
- `judge`: a rule or the database failed, no verdict was given. Mend it and clear the task: it judges all that still waits.

- `return_findings`: the DAG of that name could not be started; it starts by itself half an hour later. It decides nothing here.

`judge` skipped: nothing changed, so no build follows. A bad workbook fails no task: it gets findings and a verdict. A revision
that changes published figures much waits (`awaiting_approval`): `mtqg preview`, then `mtqg approve` or `mtqg decline`.
"""

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import Param, TriggerRule, dag, get_current_context, task

from mtqg.orchestration.assets import SUBMISSIONS
from mtqg.orchestration.defaults import ASK_AGAIN, FIRST_RETRY, LONGEST_RETRY, RETRIES, TAGS, at, clock


@dag(
    schedule=at("0 7,11,15,19 * * *"),
    catchup=False, max_active_runs=3, tags=TAGS, doc_md=__doc__,
    params={"period": Param(None, type=["null", "string"]), "sources": Param(None, type=["null", "array"])},
)
def pull_submissions():
    @task
    def list_provinces(params: dict) -> list[dict]:
        from dataclasses import asdict

        from mtqg.intake import sources_by_province

        return [asdict(one) for one in sources_by_province(params["period"], params["sources"], clock())]

    @task(pool="provinces", map_index_template="{{ province_name }}", retries=RETRIES, retry_delay=FIRST_RETRY,
          retry_exponential_backoff=True, max_retry_delay=LONGEST_RETRY, retry_policy=ASK_AGAIN)
    def pull_province(province: dict) -> dict[str, int]:
        from datetime import date

        from mtqg.intake import pull
        from mtqg.orchestration.connections import resolve

        context = get_current_context()
        context["province_name"] = province["name"]
        outcome = pull(province["source_codes"], context["run_id"], context["ti"].try_number, clock(),
                       day=date.fromisoformat(province["day"]), resolve=resolve)
        return outcome.counts()

    @task(pool="warehouse", trigger_rule=TriggerRule.ALL_DONE, outlets=[SUBMISSIONS])
    def judge(provinces: list[dict] | None, *, outlet_events: dict) -> dict[str, int]:
        from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

        from mtqg.intake import judge
        from mtqg.orchestration.months import waits_for_build

        outcome = judge(get_current_context()["run_id"], clock())
        if provinces is None:
            raise AirflowFailException("list_provinces failed: no source was polled")
        if not waits_for_build():
            raise AirflowSkipException("nothing changed: no build follows")
        outlet_events[SUBMISSIONS].extra = dict(outcome.judged)
        return dict(outcome.judged)

    provinces = list_provinces()
    return_findings = TriggerDagRunOperator(task_id="return_findings", trigger_dag_id="return_findings").as_teardown()
    pull_province.expand(province=provinces) >> judge(provinces) >> return_findings


pull_submissions()
