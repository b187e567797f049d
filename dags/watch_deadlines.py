"""
### Ai còn nợ báo cáo, ai chậm | Who owes what, who is late

Every working morning the log of `digest` lists, form by form, the sources whose report is missing, late or rejected in
the months that are being refreshed. Nobody is written to yet.

When a task fails:

- `digest`: the warehouse did not answer, or was never built. `mtqg status`, `mtqg build`; then clear the task.
"""

from airflow.sdk import dag, task

from mtqg.orchestration.defaults import TAGS, at


@dag(
    schedule=at("30 7 * * 1-5"),
    catchup=False, max_active_runs=1, tags=TAGS, doc_md=__doc__,
)
def watch_deadlines():
    @task
    def digest() -> dict[str, int]:
        from mtqg.orchestration.deadlines import write_digest

        return write_digest()

    digest()


watch_deadlines()
