"""`mtqg backtest RULE`: a rule replayed over history, whatever its stage; nothing is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from mtqg.quality.backtest import Backtest, Hit
    from mtqg.registry import Registry

SHOWN = 20


@click.command("backtest")
@click.argument("rule_id", metavar="RULE")
@click.option("--from", "first", metavar="P", help="Từ kỳ | from this period on: 2024, 2024-12")
@click.option("--to", "last", metavar="P", help="Đến kỳ | up to this period")
@click.option("--labels", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="defects.csv của mtqg sample: tính tỷ lệ đúng, tỷ lệ bắt được | measure precision and recall")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="Cách in kết quả | how to print")
def backtest(rule_id: str, first: str | None, last: str | None, labels: Path | None, style: str) -> None:
    """Thử một quy tắc trên số liệu đã nhận, không ghi gì | Replay a rule over what was reported; writes nothing."""
    from mtqg import settings
    from mtqg.quality.backtest import backtest as replay
    from mtqg.registry import load_registry
    from mtqg.registry.periods import parse_period
    from mtqg.sample.labels import read_labels
    from mtqg.store import connect

    registry = load_registry()
    if rule_id not in registry.rules:
        raise click.BadParameter(f"không có quy tắc | no such rule: {rule_id}", param_hint="RULE")
    try:
        _ = [parse_period(one) for one in (first, last) if one]
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    known = read_labels(labels.parent) if labels else None
    with connect() as db:
        outcome = replay(db, registry, rule_id, first=first, last=last, labels=known,
                         connection_url=settings.dsn("mtqg_loader"))
    _print_json(outcome) if style == "json" else _print_text(outcome, registry)


def _print_json(outcome: Backtest) -> None:
    score = outcome.score
    click.echo(json.dumps({
        "rule_id": outcome.rule_id, "submissions": outcome.submissions, "hits": len(outcome.hits), "mended": outcome.mended,
        "precision": score.precision if score else None, "recall": score.recall if score else None,
        "places": [{"admin_unit_code": unit, "period_code": period, "hits": count}
                   for (unit, period), count in sorted(outcome.places.items())],
        "findings": [_as_json(one) for one in outcome.hits],
    }, ensure_ascii=False, indent=1))


def _as_json(hit: Hit) -> dict:
    names = ("submission_id", "source_code", "admin_unit_code", "period_code", "revision_no", "status")
    cells = ("sheet", "cell_ref", "row_key", "column_key", "actual", "expected")
    return {**{name: getattr(hit.submission, name) for name in names}, **{name: getattr(hit.finding, name) for name in cells},
            "is_mended": hit.is_mended}


def _print_text(outcome: Backtest, registry: Registry) -> None:
    from mtqg.quality.messages import sentence

    rule = registry.rules[outcome.rule_id]
    click.secho(f"{rule.rule_id} · {rule.name_vi} | {rule.name_en}", bold=True)
    click.echo("giai đoạn | life: " + ", ".join(f"{stage} {first} – {end or '…'}" for first, end, stage in rule.intervals()))
    click.echo(f"{outcome.submissions} bản gửi xét lại, {len(outcome.hits)} lỗi, {outcome.mended} đã sửa ở lần gửi sau"
               f" | {outcome.submissions} submissions, {len(outcome.hits)} hits, {outcome.mended} mended by a later revision")
    for (unit, period), count in sorted(outcome.places.items()):
        click.echo(f"  {unit}  {period}  {count}")
    for one in outcome.hits[:SHOWN]:
        where = "!".join(filter(None, (one.finding.sheet, one.finding.cell_ref))) or "tệp | file"
        click.echo(f"{one.submission.submission_id}  {where}{'  ✓' if one.is_mended else ''}")
        click.echo(f"  {sentence(rule, one.finding, 'vi')}")
    if len(outcome.hits) > SHOWN:
        click.echo(f"… và {len(outcome.hits) - SHOWN} lỗi nữa (--format json: tất cả) | and more")
    if outcome.score:
        click.echo(_measured(outcome))


def _measured(outcome: Backtest) -> str:
    score = outcome.score
    parts = [("tỷ lệ đúng | precision", score.precision, score.explained, score.findings),
             ("tỷ lệ bắt được | recall", score.recall, score.found, score.labelled)]
    return "; ".join(f"{words}: {'–' if rate is None else f'{rate:.3f}'} ({of} / {among})" for words, rate, of, among in parts)
