"""`python -m bench`: every part, or those named; a table on the terminal, with `--json` a document too."""

from __future__ import annotations

import importlib
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

import click
from rich.console import Console

from bench.country import Country
from bench.lines import Line, show, write_json

#: Part -> what it measures, in the order in which they run.
PARTS = {
    "reader": "đọc tệp | reading",
    "load": "thu, đọc, nạp một tháng | land, read and load a month",
    "judging": "xét quy tắc | rules",
}


@click.command(epilog="Phần | parts: " + "; ".join(f"{name}: {words}" for name, words in PARTS.items()))
@click.argument("parts", nargs=-1, type=click.Choice(list(PARTS)))
@click.option("--json", "document", type=click.Path(dir_okay=False, path_type=Path), help="Ghi cả ra tệp | also write FILE.")
def main(parts: tuple[str, ...], document: Path | None) -> None:
    """Đo tốc độ: mỗi số là tỷ lệ so với mức đo trong cùng lần chạy | Ratios to floors and peers of the same run."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    folder = Path(tempfile.mkdtemp(prefix="mtqg-bench-", dir="/var/tmp"))
    folder.chmod(0o711)                      # as root PostgreSQL runs as `nobody`, who must walk in
    lines: list[Line] = []
    try:
        country = Country(folder / "outboxes")
        for name in parts or PARTS:
            with console.status(name) if console.is_terminal else console.capture():
                lines += importlib.import_module(f"bench.{name}").measure(country)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    show(lines, console)
    if document:
        write_json(lines, document, {"cores": os.cpu_count(), "machine": platform.machine(), "python": platform.python_version()})


if __name__ == "__main__":
    main()
