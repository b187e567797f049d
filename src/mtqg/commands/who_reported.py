"""`mtqg who-reported`."""

from __future__ import annotations

import click

#: Outcome of an obligation in mart.rpt_who_reported -> its mark in the matrix, and the words.
MARKS = {
    "on_time": ("✓", "đúng hạn | on time"), "late": ("~", "muộn | late"),
    "rejected": ("✗", "bị trả lại | rejected or unreadable"),
    "missing": ("–", "chưa gửi | missing"), "not_due_yet": ("·", "chưa đến hạn | not due yet"),
    "not_counted": ("=", "chép lại kỳ trước hoặc tỉnh khác, không tính | stale or copied: does not count"),
    "withdrawn": ("↩", "tỉnh đã rút | withdrawn by the province"),
    "waiting": ("…", "chờ kết luận | waits for a verdict"), "not_owed": ("+", "gửi thêm | sent without being owed"),
}


@click.command("who-reported")
@click.argument("period")
def who_reported(period: str) -> None:
    """Ma trận nguồn x biểu của một tháng | The matrix source x form of a month and the quarter or year that ends with it."""
    from mtqg.registry import load_registry
    from mtqg.registry.periods import parse_period, periods_ending_in
    from mtqg.store import connect
    from mtqg.store.published import obligations

    try:
        asked = parse_period(period)
        is_month = asked.period_type == "month"
        codes = periods_ending_in(period) if is_month else [period]
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
    with connect("bi_reader") as db:
        rows = obligations(db, codes, *((asked.start, asked.end) if is_month else ()))
    rows = [row for row in rows if row["period_code"] in codes or parse_period(row["period_code"]).end > asked.end]
    if not rows:
        raise click.UsageError(f"kỳ {period} chưa mở | nothing is owed or sent for {period}: mtqg refresh {period}")
    preliminary = {code for code, row in load_registry().obligations.items() if row.vintage == "preliminary"}
    for line in matrix(rows, preliminary | {"unsolicited-preliminary"}):
        click.echo(line)


def matrix(rows: list[dict], preliminary: frozenset[str] | set[str] = frozenset()) -> list[str]:
    """Lines of the matrix: a province a row, a form and period a column (preliminary figures in one of their own), then the
    counts by mark; `preliminary` are the codes of such obligations."""
    def column(row: dict) -> str:
        return f"{row['form_code']} {row['period_code']}{' sơ bộ' if row['obligation_code'] in preliminary else ''}"

    columns = sorted({column(row) for row in rows})
    provinces: dict[str, dict[str, str]] = {}
    for row in rows:
        provinces.setdefault(row["admin_unit_name_vi"] or row["source_code"], {})[column(row)] = row["outcome"]
    width = max(len(name) for name in provinces)
    lines = [" " * width + "".join(f"  {name}" for name in columns)] + [
        name.ljust(width) + "".join(f"  {MARKS[place[one]][0] if one in place else ' ':<{len(one)}}" for one in columns)
        for name, place in provinces.items()
    ]
    marks = [mark for place in provinces.values() for mark in place.values()]
    return [*lines, "", *(f"{MARKS[name][0]} {MARKS[name][1]}: {marks.count(name)}" for name in MARKS if name in marks)]
