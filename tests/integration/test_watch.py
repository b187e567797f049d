"""What the engineer on duty sees: what is stuck and why, who does not answer; the same as numbers at a real collector."""

from __future__ import annotations

from datetime import datetime, timedelta

import psycopg
import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

from mtqg import settings
from mtqg.errors import SourceUnavailable
from mtqg.orchestration import gauges
from mtqg.store import builds, connect, submissions, watch
from tests.integration.receiving import receiver

pytestmark = pytest.mark.slow
NOW = datetime(2026, 10, 8, 9, 0, tzinfo=settings.TIME_ZONE)


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def attempt(source: str, minutes: float, outcome: str | None, why: str = "") -> None:
    with connect() as db:
        number = submissions.start_attempt(db, source, "run", 1, ago(minutes))
        if outcome:
            submissions.end_attempt(db, number, ago(minutes - 1), outcome, dict.fromkeys(("seen", "landed", "known", "bytes"), 0),
                                    SourceUnavailable(why) if why else None)


def landed(name: str, minutes: float, **columns) -> None:
    given = {"submission_id": name, "source_code": "48-TC", "form_code": "VON-01", "delivery_name": "a.xlsx",
             "delivery_path": "a", "delivered_at": ago(minutes), "received_at": ago(minutes), "content_sha256": name,
             "size_bytes": 1, "submission_origin": "synthetic", "run_id": "run", "status": "received",
             "status_at": ago(minutes), **columns}
    with psycopg.connect(settings.dsn("mtqg_loader")) as db:
        db.execute(f"insert into control.submissions ({', '.join(given)}) values ({', '.join(['%s'] * len(given))})",
                   list(given.values()))


def changed(minutes: float, build_id: int | None = None) -> None:
    with psycopg.connect(settings.dsn("mtqg_loader")) as db:
        db.execute("""insert into control.changed_slices (admin_unit_code, period_code, source_code, form_code, submission_id,
                      changed_at, build_id) values ('34-P-48', '2026-09', '48-TC', 'VON-01', 's', %s, %s)""",
                   [ago(minutes), build_id])


def stuck() -> dict[str, tuple[int, str]]:
    with connect() as db:
        return {one["what"]: (one["n"], one["why"]) for one in watch.stuck(db, NOW)}


def test_nothing_is_stuck_in_an_empty_warehouse_or_within_ten_minutes(warehouse):
    assert stuck() == {}
    attempt("48-TC", 9, None)
    landed("a", 9)
    landed("b", 9, read_at=ago(9), awaits_judging="first")
    changed(9)
    assert stuck() == {}


def test_each_thing_that_waits_longer_says_why(warehouse):
    attempt("68-TC", 11, None)
    attempt("48-TC", 20, "failed", "disk is full")
    landed("a", 11)
    landed("b", 30, read_at=ago(11), awaits_judging="first")
    changed(11)
    assert stuck() == {
        "attempt": (1, "no answer yet, or its program died: 68-TC"), "unread": (1, "disk is full"),
        "unjudged": (1, "task judge of pull_submissions failed or has not run: first"), "unbuilt": (1, "nothing was ever built")}
    with connect() as db:
        opened = builds.open_build(db, "run", "r", "s", ago(12))
    assert stuck()["unbuilt"][1].startswith("a build runs since 2026-10-08")
    assert stuck()["build"] == (1, "it runs still, or its program died")
    with connect() as db:
        builds.fail_build(db, opened["build_id"], ago(8), "dbt: fct_rollups: boom")
    assert stuck()["unbuilt"][1] == "the last build failed: dbt: fct_rollups: boom"
    assert "build" not in stuck()


def test_a_pull_that_was_killed_has_failed_once_its_source_is_asked_again(warehouse):
    def outcomes() -> list[tuple]:
        with connect() as db:
            return [tuple(row.values()) for row in db.execute(
                "select outcome, error_class from control.attempts order by attempt_id").fetchall()]

    with connect() as db:
        for run_id, minutes in (("killed", 50), ("other", 40), ("killed", 30)):         # the third: its task, done again
            submissions.start_attempt(db, "68-TC", run_id, 1, ago(minutes))
    assert outcomes() == [("failed", "ProgramDied"), ("running", None), ("running", None)]
    with connect() as db:
        submissions.end_attempt(db, 3, ago(29), "succeeded", dict.fromkeys(("seen", "landed", "known", "bytes"), 0))
    assert stuck()["attempt"][0] == 1                              # the other run may be at it still
    with connect() as db:
        submissions.start_attempt(db, "68-TC", "later", 1, NOW + timedelta(minutes=21))
    assert outcomes() == [("failed", "ProgramDied")] * 2 + [("succeeded", None), ("running", None)]
    assert stuck() == {}


def test_a_source_does_not_answer_since_the_first_failure_after_it_last_did(warehouse):
    for minutes, outcome in ((50, "unavailable"), (40, "succeeded"), (30, "unavailable"), (20, "failed")):
        attempt("68-TC", minutes, outcome, "" if outcome == "succeeded" else f"at {minutes}")
    attempt("48-TC", 5, "succeeded")
    with connect() as db:
        [one] = watch.unreachable(db)
    assert (one["source_code"], one["n"], one["since"], one["outcome"], one["why"]) == ("68-TC", 2, ago(30), "failed", "at 20")


def test_years_of_attempts_and_of_changes_that_were_built_are_not_read(warehouse):
    with psycopg.connect(settings.dsn("postgres", settings.DATABASE)) as db:
        db.execute("""insert into control.attempts (source_code, run_id, started_at, ended_at, outcome)
                      select lpad(source::text, 2, '0') || '-TC', 'run', day, day, 'succeeded'
                      from generate_series(1, 34) source, generate_series(timestamptz '2025-01-01', '2026-09-30', '1 day') day""")
        db.execute("""insert into control.builds (run_id, registry_version, seeds_version, started_at, status)
                      values ('run', 'r', 's', '2026-09-30', 'published')""")
        db.execute("""insert into control.changed_slices (admin_unit_code, period_code, source_code, form_code, submission_id,
                          changed_at, build_id)
                      select '34-P-48', '2026-09', '48-TC', 'VON-01', n::text, '2026-09-30', build_id
                      from control.builds, generate_series(1, 20000) n""")
        db.execute("analyze control.attempts, control.changed_slices, control.builds")
    attempt("34-TC", 20, "unavailable", "down")
    changed(20)
    with connect() as db:
        assert [one["source_code"] for one in watch.unreachable(db)] == ["34-TC"]
        assert [one["what"] for one in watch.stuck(db, NOW)] == ["unbuilt"]
        assert builds.open_changes(db) == 1
        read = db.execute("""select relname, seq_tup_read + idx_tup_fetch as n from pg_stat_xact_user_tables
                             where relname in ('attempts', 'changed_slices')""").fetchall()
    assert {row["relname"] for row in read if row["n"] < 500} == {"attempts", "changed_slices"}     # of 21,695 and 20,001 rows


def test_gauges_reach_a_collector_and_none_is_sent_without_one(warehouse, tmp_path, monkeypatch):
    attempt("68-TC", 20, "unavailable", "down")
    landed("a", 11)
    changed(11)
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    assert gauges.emit(NOW) == 0
    with receiver(tmp_path) as running:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{running.http_port}")
        assert gauges.emit(NOW) == 11
        found = {}
        for post in running.received("http", "/v1/metrics"):
            for scope in ExportMetricsServiceRequest.FromString(post["body"]).resource_metrics[0].scope_metrics:
                for metric in scope.metrics:
                    for point in metric.gauge.data_points:
                        found[(metric.name, *(one.value.string_value for one in point.attributes))] = point.as_double
    assert found == {
        ("mtqg.submissions_waiting", "unread"): 1, ("mtqg.submissions_waiting", "unjudged"): 0,
        ("mtqg.submissions_waiting", "approval"): 0, ("mtqg.changes_waiting",): 1, ("mtqg.findings", "critical"): 0,
        ("mtqg.findings", "warning"): 0, ("mtqg.findings", "info"): 0, ("mtqg.reports_overdue",): 0,
        ("mtqg.corrections_unmet",): 0,
        ("mtqg.sources_unreachable",): 1, ("mtqg.work_stuck",): 2}
    gauges.emit(NOW)                                              # the collector has gone: a warning, no fault
