"""
### Đối chiếu lưu trữ, xóa những gì hết hạn giữ | The archive's scrub, and what is kept no longer

Once a week every received file is hashed anew and compared with its name, the journal's events with their seals, the ledger with
what is there; apart from it, what `expectations/retention.yml` gives an end is purged.

When a task fails:

- `scrub`: its log names the files that were altered or are missing. Figures are not touched: they stand in the database. Find out
  who could write there, bring the files back from the last backup (`docs/keeping.md`), clear the task.
- `purge`: the warehouse did not answer, or a file could not be removed; the log names it. Clear the task: it may be repeated.
"""

from airflow.sdk import dag, task

from mtqg.orchestration.defaults import REPEATABLE, TAGS, at, clock


@dag(
    schedule=at("0 2 * * 0"),
    catchup=False, max_active_runs=1, tags=TAGS, doc_md=__doc__, default_args=REPEATABLE,
)
def keep_archive():
    @task
    def scrub() -> dict[str, int]:
        from airflow.sdk.exceptions import AirflowFailException

        from mtqg.keeping.scrub import scrub

        outcome = scrub()
        if not outcome.is_whole:
            raise AirflowFailException(f"altered: {outcome.altered}; missing: {outcome.missing}")
        return {"files": outcome.files, "bytes": outcome.bytes, "unknown": len(outcome.unknown)}

    @task
    def purge() -> dict[str, int]:
        from mtqg.keeping.purging import purge

        return purge(clock())

    scrub()             # two leaves: whichever fails, the run has failed
    purge()


keep_archive()
