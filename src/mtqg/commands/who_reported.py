"""`mtqg who-reported`."""

from __future__ import annotations

import click

#: Outcome of an obligation in mart.rpt_who_reported -> its mark in the matrix, and the words.
MARKS = {
    "on_time": ("✓", "đúng hạn | on time"), "late": ("~", "muộn | late"),
    "rejected": ("✗", "bị trả lại | rejected or unreadable"),
    "missing": ("–", "chưa gửi | missing"), "not_due_yet": ("·", "chưa đến hạn | not due yet"),
    "waiting": ("…", "chờ kết luận | waits for a verdict"), "not_owed": ("+", "gửi thêm | sent without being owed"),
}


@click.command("who-reported")
@click.argument("period")
def who_reported(period: str) -> None:
    """Ma trận nguồn x biểu của một tháng | The matrix source x form of a month and the quarter or year that ends with it."""
    from mtqg.registry.periods import parse_period, periods_ending_in
    from mtqg.store import connect
    from mtqg.store.published import obligations

    try:
        codes = periods_ending_in(period) if parse_period(period).period_type == "month" else [period]
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    with connect("bi_reader") as db:
        rows = obligations(db, codes)
    if not rows:
        raise click.UsageError(f"kỳ {period} chưa mở | nothing is owed or sent for {period}: mtqg refresh {period}")
    for line in matrix(rows):
        click.echo(line)


def matrix(rows: list[dict]) -> list[str]:
    """Lines of the matrix: a province a row, a form and period a column, then the counts by mark."""
    forms = sorted({(row["form_code"], row["period_code"]) for row in rows})
    provinces: dict[str, dict[tuple[str, str], str]] = {}
    for row in rows:
        place = provinces.setdefault(row["admin_unit_name_vi"] or row["source_code"], {})
        place[row["form_code"], row["period_code"]] = row["outcome"]
    width = max(len(name) for name in provinces)
    head = " " * width + "".join(f"  {form} {period:<8}" for form, period in forms)
    lines = [head] + [
        name.ljust(width) + "".join(f"  {MARKS[place[form]][0] if form in place else ' ':<{len(form[0]) + 9}}" for form in forms)
        for name, place in provinces.items()
    ]
    marks = [mark for place in provinces.values() for mark in place.values()]
    return [*lines, "", *(f"{MARKS[name][0]} {MARKS[name][1]}: {marks.count(name)}" for name in MARKS if name in marks)]
