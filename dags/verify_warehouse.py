"""
### Đối chiếu sổ cái và kho số liệu | The ledger and the marts are verified

Once a week: every record of the ledger is what it was when it was entered; and the marts are rebuilt from the accepted cells
and compared with what they were, slice by slice. Also by hand: `mtqg verify-ledger`, `mtqg verify-build`.

When a task fails:

- `verify_ledger`: its log names the first submission, verdict, decision or release that was altered or removed since it was
  written. Find out who could; bring it back from the last backup (`docs/keeping.md`); clear the task.
- `verify_build`: its log names tables and slices that were not what a build from raw makes of them. They are by now: what BI
  reads is right. A model forgot a slice that a change touches, or somebody wrote into the marts: mend that, then clear it. Only
  `fct_observation_revisions` is not made right: rows that say another thing than was read come back with the last backup.
"""

from airflow.sdk import dag, get_current_context, task

from mtqg.orchestration.defaults import REPEATABLE, TAGS, at, clock


@dag(
    schedule=at("0 4 * * 0"),
    catchup=False, max_active_runs=1, tags=TAGS, doc_md=__doc__, default_args=REPEATABLE,
)
def verify_warehouse():
    @task
    def verify_ledger() -> str:
        from airflow.sdk.exceptions import AirflowFailException

        from mtqg.ledger import verify_ledger
        from mtqg.store import connect

        with connect() as db:
            verified = verify_ledger(db)
        if verified.breaches:
            raise AirflowFailException("; ".join(str(one) for one in verified.breaches))
        return f"{verified.entry_no}:{verified.entry_sha256}"

    @task(pool="warehouse")
    def verify_build() -> dict[str, int]:
        from airflow.sdk.exceptions import AirflowFailException

        from mtqg.verifying import verify_build

        verified = verify_build(get_current_context()["run_id"], clock())
        if verified.differences:
            raise AirflowFailException(f"{len(verified.differences)} slices: {'; '.join(map(str, verified.differences[:20]))}")
        return {"build_id": verified.build_id, "slices": verified.slices}

    verify_ledger()
    verify_build()                  # neither waits for the other: either failing fails the run


verify_warehouse()
