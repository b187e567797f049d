"""
### Dựng kho số liệu | Build the warehouse when submissions changed

One `dbt build` takes in every (province, period) that changed since the last published build; a row of
`control.builds` says how it ended. The log shows every model; each mart's asset event carries its rows.
Param: `full` rebuilds everything from the accepted cells.

When a task fails:

- `dbt_build`: a model, a contract or a test failed. The log names it; BI keeps the last published build. Mend it and clear
  the task, or `mtqg build`: the changes of the failed build are taken in again.
- `dbt_docs`: the page of models and columns (`/dbt/` of the Data Docs) is that of an earlier project; figures are not touched.
  Read the log, clear the task.

Why one task: the build of one national month (256 slices, 51 nodes with tests), measured on 2 busy cores, Cosmos 1.15
in WATCHER mode against the one task:

| | tasks | CPU seconds of the whole stack | from trigger to end |
|---|---|---|---|
| one `dbt build` | 1 | 12-23 | 23-78 s |
| Cosmos, WATCHER | 51 | 62-67 | 88-119 s |

WATCHER also fixes dbt's variables when the file is parsed, while a build claims its changes when it starts. What its graph
would show stands in the log (a line per node: outcome, seconds, rows) and in one asset event per mart.
"""

from airflow.sdk import Param, dag, get_current_context, task

from mtqg.orchestration.assets import EACH_MART, MARTS, SUBMISSIONS, mart_asset
from mtqg.orchestration.defaults import REPEATABLE, TAGS, clock, within


@dag(
    schedule=[SUBMISSIONS], deadline=within(30), catchup=False, max_active_runs=1, tags=TAGS, doc_md=__doc__,
    default_args=REPEATABLE, params={"full": Param(False, type="boolean")},
)
def build_warehouse():
    @task(pool="warehouse", outlets=[MARTS, EACH_MART])
    def dbt_build(params: dict, *, outlet_events: dict) -> dict[str, int]:
        from mtqg.build import build_warehouse
        from mtqg.store import connect, published

        result = build_warehouse(get_current_context()["run_id"], clock(), full=params["full"])
        with connect("bi_reader") as db:
            rows = published.rows_by_table(db)
        for outcome in result.outcomes:
            if outcome.resource_type == "model" and outcome.name in rows:
                outlet_events[EACH_MART].add(mart_asset(outcome.name), extra={
                    "build_id": result.build_id, "rows": rows[outcome.name], "rows_written": outcome.rows})
        outlet_events[MARTS].extra = {"build_id": result.build_id, "slices": result.slices, "is_full": result.is_full}
        return {"build_id": result.build_id, "slices": result.slices}

    @task
    def dbt_docs() -> str:
        from mtqg.dbt_docs import write_dbt_docs
        from mtqg.orchestration.defaults import yield_processor

        yield_processor()                   # what waits for the build, a release say, goes first
        return str(write_dbt_docs())

    dbt_build() >> dbt_docs()


build_warehouse()
