"""A reporting month of four provinces through the real scheduler, from the outbox to the marts; one outbox is down."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
import psycopg
import pytest

from mtqg import settings
from mtqg.sample import write_country
from mtqg.stack import lifecycle, postgres, runs
from mtqg.stack.rest import Client
from tests.conftest import empty_warehouse
from tests.integration.secrets_search import files_with, tables_with
from tests.integration.stack.four_provinces import DOWN, REACHED, SECRET, write_outboxes
from tests.integration.stack.throwaway import QUIET, kill

AGENCIES = ("TC", "VP", "NN", "DT")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


def late_province_reports(folder: Path) -> None:
    """The province whose outboxes did not answer has sent what its office reports, by way of this folder."""
    write_country(folder, "2026-09", provinces=(DOWN,))
    shutil.copytree(folder / "34" / f"{DOWN}-VP", settings.outbox_dir() / "34" / f"{DOWN}-VP")


def mtqg(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([Path(sys.executable).with_name("mtqg"), *arguments], capture_output=True, text=True, check=False)


def airflow(*arguments: str) -> subprocess.CompletedProcess:
    """Airflow's own command, in the environment of the stack."""
    return mtqg("airflow", *arguments)


def ask(query: str, role: str = "mtqg_loader") -> list[tuple]:
    with psycopg.connect(settings.dsn(role)) as connection:
        return connection.execute(query).fetchall()


def figures() -> set[tuple]:
    """What BI sees of figures and money, whatever build wrote it."""
    return {*ask("select indicator_code, breakdown_code, admin_unit_code, period_code, value_kind, observation_value, "
                 "submission_id from mart.fct_observations", "bi_reader"),
            *ask("select admin_unit_code, component_code, capital_source_code, origin_year, period_code, value_kind, "
                 "planned_amount, disbursed_cumulative_amount, submission_id from mart.fct_capital", "bi_reader")}


def test_a_month_is_pulled_judged_built_and_closed_although_one_province_is_down(stack):
    done = mtqg("refresh", "2026-09")
    assert done.returncode == 1, done.stdout + done.stderr          # closed, but not everybody could be asked
    assert "build_warehouse" in done.stdout
    [said] = [line for line in done.stderr.splitlines() if "not pulled" in line]
    assert "Lâm Đồng" in said and "folder 34/68-" in said
    outcomes = dict(ask("select source_code, min(outcome) from control.attempts group by source_code"))
    assert {code for code, outcome in outcomes.items() if outcome == "unavailable"} == {f"{DOWN}-{agency}" for agency in AGENCIES}
    assert ask(f"select count(*) from control.attempts where source_code = '{DOWN}-TC'") == [(4,)]
    assert ask("select count(*) from control.submissions where status in ('accepted', 'accepted_with_warnings')")[0][0] >= 6
    assert ask("select status from control.builds") == [("published",)]
    assert ask("select closed_at is not null from control.refreshes where period_code = '2026-09'") == [(True,)]
    assert ask("select count(*) > 100 from mart.fct_observations", "bi_reader") == [(True,)]


def test_the_province_that_is_down_failed_alone_and_by_name(stack):
    client = Client()
    (dag_id, run_id), = runs.runs_named(client, "pull_submissions", "mtqg__")
    seen = runs.view(client, dag_id, run_id)
    assert (seen.state, seen.failed) == ("success", 1)
    assert "Lâm Đồng" in runs.faults(client, dag_id, run_id)[0].task


def test_what_was_found_goes_back_and_nobody_waits_for_it(stack):
    owed = ask("select count(*) from control.submissions")[0][0]
    deadline = time.monotonic() + 180
    while ask("select count(*) from control.returns") != [(owed,)] and time.monotonic() < deadline:
        time.sleep(1)
    assert ask("select count(*) from control.returns") == ask("select count(*) from control.receipts") == [(owed,)]
    for (path,) in ask("select path from control.returns union all select path from control.receipts"):
        assert (settings.outbox_dir() / path).is_file()
    def digests(province: str) -> list[Path]:
        return list(settings.outbox_dir().glob(f"34/{province}-*/tra_ve/tong-hop_*.html"))

    while not all(map(digests, REACHED)) and time.monotonic() < deadline:
        time.sleep(1)
    assert [len(digests(code)) for code in REACHED] == [1] * 3        # once a province, whatever agencies it has


def test_each_mart_has_an_event_with_its_rows(stack):
    events = Client().get("/assets/events?source_dag_id=build_warehouse&limit=100")["asset_events"]
    rows = {event["name"]: event["extra"].get("rows") for event in events}
    assert {"marts", "mart.fct_observations", "mart.fct_capital", "mart.fct_submissions"} <= set(rows)
    assert rows["mart.fct_observations"] > 0


def months_taken() -> list[str]:
    """The months that the consumer of single months has taken, each by a run of its own."""
    return [one["partition_key"] for one in Client().get("/dags/one_month/dagRuns?state=success&limit=100")["dag_runs"]]


def test_who_wants_one_month_has_a_run_of_that_month_once_it_is_released(stack):
    deadline = time.monotonic() + 60
    while not months_taken() and time.monotonic() < deadline:
        time.sleep(1)
    assert months_taken() == ["2026-09"]


def test_the_pages_of_judging_and_of_the_models_are_served_to_this_machine(stack):
    index = page("")
    assert "VON-01 2026-09-30" in index and "NTM-01 2026-09-30" in index
    deadline = time.monotonic() + 120
    while not (settings.data_docs_dir() / "dbt" / "index.html").exists() and time.monotonic() < deadline:
        time.sleep(1)
    assert "fct_observations" in page("dbt/")
    assert all(one.laddr.ip == "127.0.0.1" for one in psutil.net_connections("tcp")
               if one.laddr and one.laddr.port == settings.data_docs_port())


def page(path: str) -> str:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(settings.data_docs_url(path), timeout=10) as answer:
        return answer.read().decode()


def test_the_closed_month_is_exported_and_reported(stack, heard):
    folder = settings.export_dir() / "2026-09"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["files"]["fct_observations.csv"]["rows"] > 100
    for name, one in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == one["sha256"]
    [(to, _, page)] = [mail for mail in heard.mails() if "2026-09" in mail[1]]
    assert to == ["van-phong-dieu-phoi@trung-uong.example"]
    assert "chưa gửi" in page and str(folder) in page
    assert [post["outcomes"]["missing"] > 0 for post in heard.posts("/notices") if post["kind"] == "month_closed"] == [True]


def test_a_late_run_is_told_to_the_engineers_on_duty_once(stack, heard):
    run_id = runs.trigger(Client(), "late", {})
    deadline = time.monotonic() + 90
    told = f"select channel, status from control.notices where kind = 'late_run' and subject = 'late/{run_id}' order by channel"
    while [status for _, status in ask(told)] != ["sent", "sent"] and time.monotonic() < deadline:
        time.sleep(0.5)
    assert ask(told) == [("email", "sent"), ("webhook", "sent")]
    [(to, _, page)] = [mail for mail in heard.mails() if "late" in mail[1]]
    assert to == ["truc-kho-so-lieu@trung-uong.example"]
    assert run_id in page


def test_the_collector_hears_airflow_and_our_gauges(stack, heard):
    from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

    points: dict[str, list] = {}
    for post in heard.received("http", "/v1/metrics"):
        for resource in ExportMetricsServiceRequest.FromString(post["body"]).resource_metrics:
            for metric in (metric for scope in resource.scope_metrics for metric in scope.metrics):
                points.setdefault(metric.name, []).extend(metric.gauge.data_points)
    assert {"mtqg.submissions_waiting", "mtqg.changes_waiting", "mtqg.findings", "mtqg.reports_overdue",
            "mtqg.sources_unreachable", "mtqg.work_stuck"} <= set(points)
    assert {one.attributes[0].value.string_value for one in points["mtqg.submissions_waiting"]} == {
        "unread", "unjudged", "approval"}
    assert [name for name in points if name.startswith("airflow.") and "heartbeat" in name]


def test_lineage_of_the_runs_reaches_its_receiver(stack, heard):
    events = [(one["job"]["name"], one["eventType"]) for one in heard.posts("/api/v1/lineage")]
    assert {("monthly_refresh.close_period", "COMPLETE"), ("build_warehouse.dbt_build", "COMPLETE"),
            ("pull_submissions.judge", "COMPLETE")} <= set(events)


def test_status_says_in_one_screen_what_does_not_answer_and_exits_with_0_while_nothing_is_stuck(stack):
    done = mtqg("status")
    print(done.stdout)
    assert done.returncode == 0, done.stdout
    assert f"{DOWN}-TC (4 lần | times): " in done.stdout
    assert f"folder 34/{DOWN}-TC is not there" in done.stdout
    assert "#1 published" in done.stdout
    with psycopg.connect(settings.dsn("mtqg_loader")) as connection:
        connection.execute("update control.changed_slices set build_id = null, changed_at = now() - interval '11 minutes'")
    done = mtqg("status")
    with psycopg.connect(settings.dsn("mtqg_loader")) as connection:
        connection.execute("update control.changed_slices set build_id = 1")
    assert done.returncode == 3
    assert "thay đổi chưa dựng | changes not built: no run of build_warehouse has come since" in done.stdout


def test_every_attempt_is_a_row_of_the_mart(stack):
    assert ask("select count(*) from mart.fct_attempts", "bi_reader") == ask(
        "select count(*) from control.attempts where outcome <> 'running'")
    assert ask(f"""select distinct outcome, error_class, error_message like '%folder 34/{DOWN}-TC is not there', deliveries_seen
                   from mart.fct_attempts where source_code = '{DOWN}-TC'""", "bi_reader") == [
        ("unavailable", "SourceUnavailable", True, 0)]
    assert ask("select bool_and(ended_at >= started_at and bytes_landed > 0) from mart.fct_attempts "
               "where deliveries_landed > 0", "bi_reader") == [(True,)]


def test_the_same_month_again_changes_nothing(stack):
    before, builds = figures(), ask("select count(*) from control.builds")
    exported = (settings.export_dir() / "2026-09" / "manifest.json").read_bytes()
    assert mtqg("refresh", "2026-09").returncode == 1
    assert figures() ^ before == set()
    assert ask("select count(*) from control.builds") == builds
    assert months_taken() == ["2026-09"]                             # nothing new was released
    assert (settings.export_dir() / "2026-09" / "manifest.json").read_bytes() == exported


def test_an_arrival_is_published_within_a_minute_of_being_seen_although_others_are_down(stack, tmp_path):
    """What the schedule does every five minutes: it asks who is due; the province whose outbox was down has sent its reports."""
    late_province_reports(tmp_path)
    with psycopg.connect(settings.dsn("mtqg_loader")) as connection:
        connection.execute("delete from control.polls")
    client = Client()
    runs.trigger(client, "pull_submissions", {})
    visible = f"select count(*) from mart.fct_submissions where source_code = '{DOWN}-VP' and is_reported"
    deadline = time.monotonic() + 120
    while ask(visible, "bi_reader")[0][0] == 0 and time.monotonic() < deadline:
        time.sleep(0.2)
    seen = ask(f"select extract(epoch from clock_timestamp() - min(first_seen_at)) from control.deliveries "
               f"where source_code = '{DOWN}-VP'")[0][0]
    print(f"published {seen:.1f} s after it was seen")
    assert ask(visible, "bi_reader")[0][0] > 0
    assert seen < 60
    run_id = runs.trigger(client, "pull_submissions", {})
    while not (again := runs.view(client, "pull_submissions", run_id)).is_over and time.monotonic() < deadline:
        time.sleep(0.3)
    assert set(again.skipped) == {"pull_province", "judge", "return_findings"}, "nobody is due again so soon"


def test_a_source_that_was_asked_for_and_is_down_is_exit_code_3_with_its_log(stack):
    done = mtqg("pull", "--source", f"{DOWN}-TC")
    assert done.returncode == 3
    assert "pull_province[" in done.stderr
    assert "folder 34/68-TC is not there" in done.stderr


def test_a_run_whose_scheduler_and_dag_processor_were_killed_ends_with_the_figures_of_an_undisturbed_one(stack):
    write_outboxes("2025-12")
    client = Client()
    run_id = runs.trigger(client, "monthly_refresh", {"period": "2025-12"})
    deadline = time.monotonic() + 120
    while not any(runs.view(client, *found).running for found in runs.runs_named(client, "pull_submissions", run_id)):
        assert time.monotonic() < deadline
        time.sleep(0.3)
    kill("dag-processor")
    kill("scheduler")
    lifecycle.up(QUIET)
    deadline = time.monotonic() + 400
    while not (seen := runs.view(client, "monthly_refresh", run_id)).is_over:
        assert time.monotonic() < deadline, seen
        time.sleep(1)
    assert seen.state == "success"
    assert ask("select count(*) from control.submissions where status = 'received'") == [(0,)]
    found = figures()
    assert mtqg("build", "--full").returncode == 0
    assert figures() ^ found == set()


def test_no_secret_stands_in_a_log_nor_in_what_tasks_hand_on(stack):
    """After all that happened above: pulls, an outage, builds, a killed scheduler."""
    secrets = [SECRET, *map(settings.password, settings.ROLES),
               *map(settings.local_secret, ("jwt", "fernet_seed", "airflow_admin"))]
    home = settings.home()
    assert any("attempt=1.log" in path.name for path in (home / "airflow" / "logs").rglob("*.log"))
    planted = home / "logs" / "planted.log"
    planted.write_text(f"sftp://tinh:{SECRET}@example.invalid")
    assert files_with(secrets, home) == [str(planted)]             # the search finds what there is to find
    planted.unlink()
    assert tables_with(secrets) == []


def test_a_back_fill_of_past_months_on_an_empty_warehouse_gives_the_figures_of_the_runs_by_hand(stack, tmp_path):
    """Airflow's own back-fill: the logical date says which month; what was triggered by hand before is the measure.

    Each month's reports come before its run, as they did then: of two reports with one rank the later accepted is in force.
    """
    client, found = Client(), figures()
    empty_warehouse()
    for place in (settings.landing_dir(), settings.outbox_dir() / "34"):
        shutil.rmtree(place, ignore_errors=True)
    late_province_reports(tmp_path)
    for first, last, period in (("2026-10-21", "2026-10-22", "2026-09"), ("2026-01-21", "2026-01-22", "2025-12")):
        write_outboxes(period)
        done = airflow("backfill", "create", "--dag-id", "monthly_refresh", "--from-date", first, "--to-date", last)
        assert done.returncode == 0, done.stdout + done.stderr
        deadline = time.monotonic() + 500
        while not all(one["completed_at"] for one in client.get("/backfills?dag_id=monthly_refresh")["backfills"]):
            assert time.monotonic() < deadline, runs.runs_named(client, "monthly_refresh", "backfill__")
            time.sleep(1)
        assert ask(f"select closed_at is not null from control.refreshes where period_code = '{period}'") == [(True,)]
    assert len(runs.runs_named(client, "monthly_refresh", "backfill__")) == 2
    assert figures() ^ found == set()


def test_a_lost_machine_goes_on_from_its_backup_with_an_airflow_that_remembers_no_run(stack, tmp_path):
    """What docs/runbook.md says of it, word by word: only the provinces' outboxes are still there."""
    before, run_of_before = figures(), len(runs.runs_named(Client(), "monthly_refresh", ""))
    known = ask("select count(*) from control.submissions where source_code = '01-TC'")
    assert run_of_before > 0
    assert mtqg("backup", str(tmp_path / "backup")).returncode == 0
    assert mtqg("down").returncode == 0
    postgres.remove()
    for path in settings.home().iterdir():
        if path != settings.outbox_dir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    done = mtqg("restore", str(tmp_path / "backup"))
    assert done.returncode == 0, done.stderr
    assert mtqg("up").returncode == 0
    client = Client()
    assert client.get("/pools/warehouse")["slots"] == 1
    assert runs.runs_named(client, "monthly_refresh", "") == []               # its history is what is lost
    done = mtqg("pull", "--source", "01-TC")
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(runs.runs_named(client, "pull_submissions", "")) == 1          # and nothing is made up for
    assert ask("select count(*) from control.submissions where source_code = '01-TC'") == known
    assert figures() ^ before == set()
