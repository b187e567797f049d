"""`mtqg preview`: what a submission would change in published figures."""

from __future__ import annotations

import click


@click.command()
@click.argument("submission_id", metavar="SUBMISSION")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
def preview(submission_id: str, style: str) -> None:
    """Bản gửi này sẽ đổi số công bố nào, trước khi được tính | What SUBMISSION changes in published figures, before it counts."""
    import json
    from datetime import datetime

    from mtqg import settings
    from mtqg.preview import preview as look_ahead
    from mtqg.registry import load_registry
    from mtqg.store import connect
    from mtqg.store.decisions import verdict_to_come

    with connect() as db:
        given = verdict_to_come(db, submission_id)
        if given is None:
            raise click.UsageError(f"{submission_id}: không có bản gửi đã đọc nào như vậy | no submission of this name was read")
        found = look_ahead(db, submission_id, given)
    waits = found.beyond(load_registry().approvals.threshold_on(datetime.now(settings.TIME_ZONE).date()))
    if style == "json":
        click.echo(json.dumps(_told(found, waits), ensure_ascii=False, indent=2, default=str))
        return
    for line in _lines(found, waits):
        click.echo(line)


def _told(found, waits) -> dict:
    from dataclasses import asdict

    return {"submission_id": found.submission_id, "province_unit_code": found.province_unit_code,
            "is_published": found.is_published, "needs_approval": bool(waits),
            "changes": [asdict(one) | {"difference": one.difference, "needs_approval": one in waits} for one in found.changes]}


def _lines(found, waits) -> list[str]:
    """A line a figure: what is published of the province and its districts first, then units below."""
    from mtqg.store import connect
    from mtqg.store.whatif import names_vi

    with connect("bi_reader") as db:
        indicators = names_vi(db, "indicators", [one.indicator_code for one in found.changes])
        measures = names_vi(db, "measure_units", [one.measure_unit_code for one in found.changes])
        units = names_vi(db, "admin_units", [one.admin_unit_code for one in found.changes])
    told = _once(found.changes)
    lines = [f"{found.submission_id}: {len(told)} số thay đổi | figures change"
             + ("" if found.is_published else "; gửi lần đầu, không phải chờ duyệt | a first submission, which never waits")]
    for one in told:
        place = units.get(one.admin_unit_code, one.admin_unit_code)
        ranks = f"; xếp hạng | rank {one.rank_before or '–'} → {one.rank_after or '–'}"
        lines.append(
            f"{'!' if one in waits else ' '} {place}: {one.indicator_code} {indicators.get(one.indicator_code, '')}"
            f"{'' if one.breakdown_code == '_T' else f' [{one.breakdown_code}]'}, {one.period_code} {one.value_kind}: "
            f"{_shown(one.before, 'chưa có | none')} → {_shown(one.after, 'rút bỏ | withdrawn')}"
            f" {measures.get(one.measure_unit_code, one.measure_unit_code)}"
            f"{'' if one.difference is None else f' ({_signed(one.difference)})'}"
            f"{'' if one.rank_before == one.rank_after else ranks}")
    if waits:
        lines.append(f"! {len(waits)} số vượt ngưỡng, chờ mtqg approve | figures beyond the threshold wait for mtqg approve")
    return lines


def _once(changes) -> list:
    """The changes without those of a unit's own report that are published just so as its total."""
    def said(one) -> tuple:
        return (one.indicator_code, one.breakdown_code, one.admin_unit_code, one.period_code, one.value_kind,
                one.before, one.after)

    published = {said(one) for one in changes if one.level == "rollup"}
    return [one for one in changes if one.level == "rollup" or said(one) not in published]


def _signed(difference) -> str:
    return ("+" if difference > 0 else "") + _shown(difference)


def _shown(figure, nothing: str = "") -> str:
    """The figure as Vietnamese writes it, without trailing zeros."""
    from mtqg.quality.messages import readable

    whole, _, part = f"{figure or 0:f}".partition(".")
    return nothing if figure is None else readable(f"{whole}.{part.rstrip('0')}".rstrip("."), "vi")
