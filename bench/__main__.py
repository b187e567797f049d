"""`python -m bench`: every part, or those named; a table on the terminal, with `--json` a document too."""

from __future__ import annotations

import importlib
import os
import platform
import shutil
import signal
import sys
import time
from pathlib import Path

import click
from rich.console import Console

from bench.clock import watch
from bench.country import Country
from bench.lines import Line, say_missed, show, write_json
from bench.quiet import quiet
from bench.warehouse import new_folder

#: Part -> what it measures, in the order in which they run.
PARTS = {
    "reader": "đọc tệp | reading",
    "load": "thu, đọc, nạp một tháng | land, read and load a month",
    "judging": "xét quy tắc | judging",
    "rules": "quy tắc bắt được gì | recall and precision of the rules",
    "building": "dựng kho | dbt build",
    "check": "kiểm tra một tệp | mtqg check",
    "stack": "cả tháng qua Airflow | the month through Airflow",
    "history": "tháng thứ 60 | month 60; only when named: it takes many minutes",
    "dashboards": "câu hỏi của BI | dashboard queries on 20 million facts; only when named: 6-10 minutes, 12 GB",
}
ONLY_WHEN_NAMED = ("history", "dashboards")


@click.command(epilog="Phần | parts: " + "; ".join(f"{name}: {words}" for name, words in PARTS.items()))
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
@click.option("--json", "document", type=click.Path(dir_okay=False, path_type=Path), help="Ghi cả ra tệp | also write FILE.")
@click.option("--facts", default=20_000_000, show_default=True, help="dashboards: số lượng số liệu | how many facts.")
@click.option("--provinces", type=int, help="history: chỉ bấy nhiêu tỉnh | only so many provinces.")
def main(parts: tuple[str, ...], document: Path | None, facts: int, provinces: int | None) -> None:
    """Đo tốc độ: mỗi số là tỷ lệ so với mức đo trong cùng lần chạy | Ratios to floors and peers of the same run.

    Mã thoát 1 khi quy tắc bắt kém mức đòi hỏi | Exit code 1 when the rules find less, or more, than they must.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))      # servers stop on the way out
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 170)
    about = {"cores": os.cpu_count(), "machine": platform.machine(), "python": platform.python_version(),
             "load_before": round(os.getloadavg()[0], 2), "started": time.strftime("%Y-%m-%d %H:%M:%S%z")}
    if about["load_before"] > 0.5 * about["cores"]:
        console.print(f"[yellow]máy đang bận | the machine is busy (load {about['load_before']}): every time is too long[/]")
    folder = new_folder()
    lines: list[Line] = []
    try:
        country = Country(folder / "outboxes", facts, provinces)
        for name in parts or (one for one in PARTS if one not in ONLY_WHEN_NAMED):
            with watch() as took, quiet(folder / "log" / f"{name}.log"):
                lines += importlib.import_module(f"bench.{name}").measure(country)
            console.print(f"[dim]{name}: {took.seconds:.0f} s[/]")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    show(lines, console)
    if document:
        write_json(lines, document, about)
    if say_missed(lines, console):
        sys.exit(1)


if __name__ == "__main__":
    main()
