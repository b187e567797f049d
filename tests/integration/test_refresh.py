"""A reporting month of four provinces through the real scheduler, from the outbox to the marts; one outbox is down."""

from __future__ import annotations

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
from mtqg.stack import lifecycle, runs
from mtqg.stack.rest import Client
from tests.integration.secrets_search import files_with, tables_with
from tests.integration.throwaway_stack import QUIET, kill, throwaway_stack

PROVINCES = ("01", "48", "66", "68")
DOWN = "68"          # its outbox does not answer
AGENCIES = ("TC", "VP", "NN", "DT")
SECRET = "Bi-mat/cua+nguon=7"          # of the connection to the outboxes

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


@pytest.fixture(scope="module")
def stack():
    """Four provinces on the map of 34; the outboxes of 2026-09, without those of one province."""

    def four_provinces(project: Path) -> None:
        sources = project / "expectations" / "sources.yml"
        old, new = sources.read_text().split("  # The 34 provinces")
        listed = ", ".join(f'"{code}"' for code in PROVINCES)
        sources.write_text(f"{old}  # The 34 provinces{new.replace('provinces: all', f'provinces: [{listed}]')}")

        outbox = {"path": str(project.parent / "home" / "outbox")}
        patch.setenv("AIRFLOW_CONN_OUTBOX_SAMPLE", json.dumps(
            {"conn_type": "fs", "login": "tinh", "password": SECRET, "extra": outbox}))

    with pytest.MonkeyPatch.context() as patch, throwaway_stack(four_provinces) as project:
        write_outboxes("2026-09")
        yield project


def write_outboxes(period: str) -> None:
    write_country(settings.outbox_dir(), period, provinces=PROVINCES)
    for folder in settings.outbox_dir().glob(f"34/{DOWN}-*"):
        shutil.rmtree(folder)


def mtqg(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([Path(sys.executable).with_name("mtqg"), *arguments], capture_output=True, text=True, check=False)


def ask(query: str, role: str = "mtqg_loader") -> list[tuple]:
    with psycopg.connect(settings.dsn(role)) as connection:
        return connection.execute(query).fetchall()


def checksum() -> list[tuple]:
    """What BI sees of figures and money, whatever build wrote it."""
    return [
        ask("""select count(*), sum(hashtextextended(concat_ws('|', indicator_code, breakdown_code, admin_unit_code, period_code,
            value_kind, observation_value, submission_id), 0)::numeric) from mart.fct_observations""", "bi_reader"),
        ask("""select count(*), sum(planned_amount), sum(disbursed_cumulative_amount) from mart.fct_capital""", "bi_reader"),
    ]


def test_a_month_is_pulled_judged_built_and_closed_although_one_province_is_down(stack):
    done = mtqg("refresh", "2026-09")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "build_warehouse" in done.stdout
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
    outboxes = [one for one in settings.outbox_dir().glob("34/48-*") if list(one.glob("*_*/*.xlsx"))]
    assert len(outboxes) == 3                                     # finance, the office, minorities; poverty is yearly
    while not all(list(one.glob("tra_ve/tong-hop_*.html")) for one in outboxes) and time.monotonic() < deadline:
        time.sleep(1)
    assert [len(list(one.glob("tra_ve/tong-hop_*.html"))) for one in outboxes] == [1] * 3


def test_each_mart_has_an_event_with_its_rows(stack):
    events = Client().get("/assets/events?source_dag_id=build_warehouse&limit=100")["asset_events"]
    rows = {event["name"]: event["extra"].get("rows") for event in events}
    assert {"marts", "mart.fct_observations", "mart.fct_capital", "mart.fct_submissions"} <= set(rows)
    assert rows["mart.fct_observations"] > 0


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


def test_the_same_month_again_changes_nothing(stack):
    before, builds = checksum(), ask("select count(*) from control.builds")
    assert mtqg("refresh", "2026-09").returncode == 0
    assert checksum() == before
    assert ask("select count(*) from control.builds") == builds


def test_a_source_that_was_asked_for_and_is_down_is_exit_code_3_with_its_log(stack):
    done = mtqg("pull", "--source", f"{DOWN}-TC")
    assert done.returncode == 3
    assert "pull_province[" in done.stderr
    assert "folder 34/68-TC is not there" in done.stderr


def test_a_run_whose_scheduler_was_killed_ends_with_the_figures_of_an_undisturbed_one(stack):
    write_outboxes("2025-12")
    client = Client()
    run_id = runs.trigger(client, "monthly_refresh", {"period": "2025-12"})
    deadline = time.monotonic() + 120
    while not any(runs.view(client, *found).running for found in runs.runs_named(client, "pull_submissions", run_id)):
        assert time.monotonic() < deadline
        time.sleep(0.3)
    kill("scheduler")
    lifecycle.up(QUIET)
    deadline = time.monotonic() + 400
    while not (seen := runs.view(client, "monthly_refresh", run_id)).is_over:
        assert time.monotonic() < deadline, seen
        time.sleep(1)
    assert seen.state == "success"
    assert ask("select count(*) from control.submissions where status = 'received'") == [(0,)]
    found = checksum()
    assert mtqg("build", "--full").returncode == 0
    assert checksum() == found


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
