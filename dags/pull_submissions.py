"""
### Thu báo cáo của các nguồn | Poll every source, judge what arrived

One mapped task per province; what is new is landed and read there, and judged together afterwards. Every 5 minutes it looks
which sources are due (`poll_minutes` of `expectations/sources.yml`; `control.polls` says who was asked when): often none is.
Params: `period` (whose sources to poll, e.g. `2026-09`; empty: those in force today), `sources` (only these codes),
`only_due` (false: also those that were asked a moment ago).

When a task fails:

- `list_provinces`: `expectations/` or the seeds are wrong. The log names file and line; mend it, clear the task.
- `pull_province`: the outbox did not answer, or refused our credentials (the message says which); other provinces went on. The
  schedule asks again after 5, 10, 20 minutes, then at the source's pace; a run by hand or of a month asks three times more.
  Call the province or mend the connection (`docs/connectors.md`), then `mtqg pull --source CODE`.
- `pull_province`, at once: a fault of ours (reader, landing area, full database). Read the log; what was landed is kept, and
  read at the next pull.
- `judge`: a rule or the database failed, no verdict was given. Mend it and clear the task: it judges all that still waits.

- `return_findings`: the DAG of that name could not be started; it starts by itself half an hour later. It decides nothing here.

All skipped: no source was due. `judge` skipped: nothing changed, so no build follows. A bad workbook fails no task: it gets
findings and a verdict. A revision that changes published figures much waits (`awaiting_approval`): `mtqg preview`, then
`mtqg approve` or `mtqg decline`.
"""

from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import Param, TriggerRule, dag, get_current_context, task

from mtqg.orchestration.assets import SUBMISSIONS
from mtqg.orchestration.defaults import PATIENT, POLL_CRON, REPEATABLE, TAGS, at, clock, skip_unless_polled, within


@dag(
    schedule=at(POLL_CRON),
    deadline=within(60), catchup=False, max_active_runs=3, tags=TAGS, doc_md=__doc__, default_args=REPEATABLE,
    params={"period": Param(None, type=["null", "string"]), "sources": Param(None, type=["null", "array"]),
            "only_due": Param(True, type="boolean")},
)
def pull_submissions():
    @task.short_circuit
    def list_provinces(params: dict) -> list[dict]:
        from mtqg.orchestration.polling import who_is_asked

        return who_is_asked(params, get_current_context()["run_id"], clock())

    @task(pool="provinces", map_index_template="{{ province_name }}", **PATIENT)
    def pull_province(province: dict, params: dict) -> dict[str, int]:
        from mtqg.orchestration.polling import poll

        context = get_current_context()
        context["province_name"] = province["name"]
        return poll(province, context["run_id"], context["ti"].try_number, clock(), params).counts()

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
    return_findings = TriggerDagRunOperator(task_id="return_findings", trigger_dag_id="return_findings",
                                              pre_execute=skip_unless_polled).as_teardown()
    pull_province.expand(province=provinces) >> judge(provinces) >> return_findings


pull_submissions()
