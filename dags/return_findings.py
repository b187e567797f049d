"""
### Trả kết quả cho tỉnh | What was found goes back to the provinces

Delivers to each source's return folder its workbook with the findings at their cells (or a report beside), and a receipt for
every file seen; to each province the officer's digest of the day. Started by `pull_submissions`, whatever became of the judging,
and once more later: what could not be delivered stays owed (`control.returns` has no row for it). Nothing waits for this DAG.

When a task fails:

- `list_waiting`: the warehouse did not answer, or the registry is wrong; the log says which. `mtqg status`; then clear the task.
- `return_to_provinces` (a few provinces each): a return folder did not answer; the others of the task have theirs. It is tried
  again by itself, and by every later run. Any other fault names the submission in the log: `mtqg return SUBMISSION`.
"""

from airflow.sdk import dag, get_current_context, task

from mtqg.orchestration.defaults import PATIENT, REPEATABLE, TAGS, at, clock, within


@dag(
    schedule=at("45 7,11,15,19 * * *"),
    deadline=within(60), catchup=False, max_active_runs=1, tags=TAGS, doc_md=__doc__, default_args=REPEATABLE,
)
def return_findings():
    @task
    def list_waiting() -> list[dict]:
        from dataclasses import asdict

        from mtqg.feedback.waiting import groups_waiting

        return [asdict(one) for one in groups_waiting(clock())]

    @task(pool="provinces", map_index_template="{{ provinces }}", **PATIENT)
    def return_to_provinces(waiting: dict) -> dict[str, int]:
        from dataclasses import asdict

        from mtqg.feedback.delivering import return_pending
        from mtqg.orchestration.connections import resolve

        get_current_context()["provinces"] = waiting["name"]
        return asdict(return_pending(waiting["source_codes"], clock(), resolve, with_digest=True))

    return_to_provinces.expand(waiting=list_waiting())


return_findings()
