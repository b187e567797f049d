"""The result of the demo as tables: who reported, the scorecard, findings by rule, and where everything answers."""

from __future__ import annotations

from decimal import Decimal

from rich.console import Console
from rich.table import Table

from mtqg.commands.check import SEVERITIES
from mtqg.commands.status import print_addresses
from mtqg.commands.who_reported import MARKS
from mtqg.registry.periods import periods_ending_in
from mtqg.store import connect, published


def print_result(months: list[str], console: Console) -> None:
    """Three tables and the addresses are on the console."""
    with connect("bi_reader") as db:
        periods = [code for month in months for code in periods_ending_in(month)]
        console.print(_who_reported(published.outcomes_by_form(db, periods)))
        console.print(_scorecard(published.national_scorecard(db, months), months))
        console.print(_findings(published.findings_by_rule(db)))
    print_addresses()


def _who_reported(rows: list[dict]) -> Table:
    table = Table(title="Ai đã báo cáo | Who reported", title_justify="left")
    present = {name: words for name, (_, words) in MARKS.items() if any(row["outcome"] == name for row in rows)}
    table.add_column("kỳ | period")
    table.add_column("biểu | form")
    for words in present.values():
        table.add_column(words.replace(" | ", "\n"), justify="right")
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows:
        counts.setdefault((row["period_code"], row["form_code"]), {})[row["outcome"]] = row["n"]
    for (period, form), by_outcome in counts.items():
        table.add_row(period, form, *(str(by_outcome.get(key, "")) for key in present))
    return table


def _scorecard(rows: list[dict], months: list[str]) -> Table:
    table = Table(title="Cả nước | The country (thực hiện | actual; tỉnh có số | provinces behind it)", title_justify="left")
    table.add_column("chỉ tiêu | indicator")
    table.add_column("đơn vị | unit")
    for month in months:
        table.add_column(month, justify="right")
    figures: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        figure, unit = shown(row["figure_value"], row["measure_unit_name_vi"] or "")
        key = (f"{row['indicator_code']}  {row['indicator_name_vi']}", unit)
        figures.setdefault(key, {})[row["as_of_month"]] = f"{figure}  {row['units_reported']}/{row['units_expected']}"
    for (indicator, unit), by_month in figures.items():
        table.add_row(indicator, unit, *(by_month.get(month, "") for month in months))
    return table


def _findings(rows: list[dict]) -> Table:
    table = Table(title="Lỗi theo quy tắc | Findings by rule", title_justify="left")
    for words in ("quy tắc | rule", "mức | severity", "nội dung | what"):
        table.add_column(words)
    for words in ("lỗi | findings", "bản gửi | submissions"):
        table.add_column(words, justify="right")
    for row in rows:
        table.add_row(row["rule_id"], " | ".join(SEVERITIES[row["severity"]]), row["rule_name_vi"], str(row["n_findings"]),
                      str(row["n_submissions"]))
    return table


def shown(value: Decimal, unit: str) -> tuple[str, str]:
    """The figure and its unit as a person reads them: money in tỷ đồng."""
    return (written(value / 10**9), "tỷ đồng") if unit == "đồng" else (written(value), unit)


def written(value: Decimal) -> str:
    """The figure as Vietnamese write it: 1.234,50."""
    text = f"{value:,.2f}" if value % 1 else f"{value:,.0f}"
    return text.translate(str.maketrans(",.", ".,"))
