"""`mtqg status`: in one screen what runs, what is stuck and why, who does not answer, who is late."""

from __future__ import annotations

from datetime import datetime

import click

from mtqg import settings

#: Lines of one part; the rest is a count.
MOST = 8
WAITS = {"attempt": "nguồn đang hỏi | sources being asked", "unread": "bản gửi chưa đọc | submissions not read",
         "unjudged": "bản gửi chưa thẩm định | submissions not judged", "unbuilt": "thay đổi chưa dựng | changes not built",
         "build": "lượt dựng | build"}


@click.command()
def status() -> int:
    """Đang chạy gì, kẹt gì, vì sao, ai chậm | What runs, what is stuck (over 10 minutes) and why, who is late.

    Exit code 0 when everything runs, nothing is stuck and every correction finds the figure it expects; 3 otherwise.
    """
    from mtqg.stack import lifecycle

    now = datetime.now(settings.TIME_ZONE)
    parts = lifecycle.status()
    for part in parts:
        state = "chạy | up  " if part.is_running else "dừng | down"
        click.echo(f"{part.name:14}{state}  {part.pid or '':>8}  {part.remark}".rstrip())
    running = {part.name for part in parts if part.is_running}
    if running:
        print_addresses()
    held_up = _work(now) if "api-server" in running else 0
    if "postgres" in running:
        held_up += _ledger(now)
    return 0 if len(running) == len(parts) and not held_up else 3


def print_addresses() -> None:
    from mtqg.stack import airflow

    click.echo(f"Airflow   {airflow.url()}  {airflow.ADMIN} / {settings.local_secret('airflow_admin')}")
    click.echo(f"Kiểm tra | Data Docs  {settings.data_docs_url()}   dbt  {settings.data_docs_url('dbt/')}")
    click.echo(f"Kho | BI  {settings.dsn('bi_reader')}")


def _work(now: datetime) -> int:
    """Tasks that are not over; how many of them are stuck."""
    from mtqg.stack.overview import unfinished
    from mtqg.stack.rest import AirflowUnreachable, Client
    from mtqg.store.watch import STUCK_AFTER

    try:
        found = unfinished(Client())
    except AirflowUnreachable as error:
        click.echo(f"\n✗ {error}")
        return 1
    stuck = [one for one in found if one.since and now - one.since > STUCK_AFTER]
    _part("Đang chạy | running", [f"{_ago(one.since, now):>8}  {one.dag_id}.{one.task}  {one.state}" for one in found])
    _part("Kẹt quá 10 phút | stuck for over 10 minutes",
          [f"✗ {_ago(one.since, now):>6}  {one.dag_id}.{one.task}  {one.run_id}: {one.why}" for one in stuck])
    return len(stuck)


def _ledger(now: datetime) -> int:
    """What the warehouse knows; how many things are stuck there."""
    from mtqg.corrections import unmet_line
    from mtqg.store import builds, connect, corrections, watch

    with connect() as db:
        stuck, silent, late = watch.stuck(db, now), watch.unreachable(db), watch.overdue(db, now)
        undecided, build, unmet = watch.awaiting_approval(db), builds.last_build(db), corrections.unmet(db)
    _part("Chờ quá 10 phút | waiting for over 10 minutes",
          [f"✗ {_ago(one['since'], now):>6}  {one['n']} {WAITS[one['what']]}: {one['why']}" for one in stuck])
    _part("Đính chính không còn khớp | corrections whose guard does not hold", [f"✗ {unmet_line(one)}" for one in unmet])
    _part("Không lấy được | sources that do not answer",
          [f"! {_ago(one['since'], now):>6}  {one['source_code']} ({one['n']} lần | times): {one['why']}" for one in silent])
    _part("Chờ duyệt: mtqg preview, rồi approve hoặc decline | waiting for approval",
          [f"! {_ago(one['since'], now):>6}  {one['submission_id']}" for one in undecided])
    _part("Quá hạn | overdue reports",
          [f"! {one['period_code']} {one['form_code']}: {one['n']} báo cáo, {one['provinces']} tỉnh | provinces" for one in late])
    if build:
        click.echo(f"\nDựng lần cuối | last build: #{build['build_id']} {build['status']} "
                   f"{_ago(build['ended_at'] or build['started_at'], now)} trước | ago"
                   + (f": {' '.join(build['message'].split())[:300]}" if build["message"] else ""))
    return len(stuck) + len(unmet)


def _part(title: str, lines: list[str]) -> None:
    if not lines:
        return
    click.echo(f"\n{title} ({len(lines)})")
    for line in lines[:MOST]:
        click.echo(f"  {' '.join(line.splitlines())[:160]}")
    if len(lines) > MOST:
        click.echo(f"  … còn {len(lines) - MOST} | {len(lines) - MOST} more")


def _ago(since: datetime | None, now: datetime) -> str:
    seconds = int((now - since).total_seconds()) if since else 0
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h"
