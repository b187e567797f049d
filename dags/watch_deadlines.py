"""
### Ai còn nợ báo cáo, ai chậm | Who owes what, who is late

Every working day at 7:30 and 13:30. `open_month` counts what is owed for the month before; a build follows, so that the marts
know what has fallen due and who was asked in vain. The log of `digest` lists, form by form, the sources whose report is missing,
late or rejected in the months that are open. `remind` writes the officer's digest of the day of every province
that owes something in the next 30 days, or owes it already. `notify` sends one notice a province a day by e-mail and
webhook, on the days of `expectations/notices.yml` and outside its quiet hours; `control.notices` says what was sent.

When a task fails:

- `open_month`: the registry is wrong, or the database did not answer; the log says which. Clear the task.
- `digest`: the warehouse did not answer, or was never built. `mtqg status`, `mtqg build`; then clear the task.
- `remind`: the return folder of a province did not answer; the others have theirs. Clear the task when it does.
- `notify`, after retries: the mail server or the webhook did not take some notices (named in the log, `control.notices.message`);
  the others are sent and are not sent again. Mend the connection, clear the task.
"""

from airflow.sdk import TriggerRule, dag, get_current_context, task

from mtqg.orchestration.assets import SUBMISSIONS
from mtqg.orchestration.defaults import PATIENT, REPEATABLE, TAGS, at, clock, within


@dag(
    schedule=at("30 7,13 * * 1-5"), deadline=within(60),
    catchup=False, max_active_runs=1, tags=TAGS, doc_md=__doc__, default_args=REPEATABLE,
)
def watch_deadlines():
    @task(outlets=[SUBMISSIONS])
    def open_month() -> None:
        from mtqg.intake import open_period
        from mtqg.orchestration.months import month_to_refresh

        open_period(month_to_refresh(None, clock()), get_current_context()["run_id"], clock())

    @task
    def digest() -> dict[str, int]:
        from mtqg.orchestration.deadlines import write_digest

        return write_digest()

    @task(pool="provinces")
    def remind() -> int:
        from mtqg.feedback.delivering import write_digests
        from mtqg.feedback.digest import provinces_to_tell
        from mtqg.orchestration.connections import resolve

        now = clock()
        return write_digests(provinces_to_tell(now.date()), now, resolve)

    @task(trigger_rule=TriggerRule.ALL_DONE, **PATIENT)
    def notify() -> dict[str, int]:
        from mtqg.orchestration.notifying import remind as send

        return send(get_current_context()["run_id"], clock())

    open_month() >> digest() >> remind() >> notify()


watch_deadlines()
