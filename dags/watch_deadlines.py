"""
### Ai còn nợ báo cáo, ai chậm | Who owes what, who is late

Every working morning the log of `digest` lists, form by form, the sources whose report is missing, late or rejected in
the months that are being refreshed; `remind` writes the officer's digest of the day into the return folder of every source
that owes something in the next 30 days, or owes it already.

When a task fails:

- `digest`: the warehouse did not answer, or was never built. `mtqg status`, `mtqg build`; then clear the task.
- `remind`: the return folder of a source did not answer; the others have theirs. Clear the task when it does.
"""

from airflow.sdk import dag, task

from mtqg.orchestration.defaults import TAGS, at, clock


@dag(
    schedule=at("30 7 * * 1-5"),
    catchup=False, max_active_runs=1, tags=TAGS, doc_md=__doc__,
)
def watch_deadlines():
    @task
    def digest() -> dict[str, int]:
        from mtqg.orchestration.deadlines import write_digest

        return write_digest()

    @task(pool="provinces")
    def remind() -> int:
        from mtqg.feedback.delivering import write_digests
        from mtqg.feedback.digest import sources_to_tell
        from mtqg.orchestration.connections import resolve

        now = clock()
        return write_digests(sources_to_tell(now.date()), now, resolve)

    digest() >> remind()


watch_deadlines()
