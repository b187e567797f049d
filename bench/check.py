"""`mtqg check` on a workbook of 5,000 rows, as an officer runs it: a program of its own each time."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from bench.building import LATE
from bench.clock import watch
from bench.country import NOW, Country
from bench.lines import Line, at_most

ROWS = 5_000
TRIES = 2
MTQG = Path(sys.executable).with_name("mtqg")
#: Position of the origin year in a line of VON-01; figures stand behind it.
YEAR = 4
AFTER_IMPORTS = """
import sys, time
import mtqg.commands.check, mtqg.quality.engine, mtqg.quality.judging, mtqg.quality.messages, mtqg.readers
from mtqg.cli import main
began = time.perf_counter()
try:
    main.main(["check", sys.argv[1], "--format", "json"], standalone_mode=False)
finally:
    print(time.perf_counter() - began, file=sys.stderr)
"""


def measure(country: Country) -> list[Line]:
    """Seconds in all, and those that are left when everything is imported."""
    found = next((country.outbox(NOW) / "34" / f"{LATE}-TC" / "von_01").glob("*.xlsx"))
    path = country.folder / found.name
    rows = lengthen(found, path)
    subprocess.run([MTQG, "check", path], check=False)                   # files of the environment are in memory
    whole = min(_seconds([MTQG, "check", path, "--format", "json"]) for _ in range(TRIES))
    after = min(_after_imports(path) for _ in range(TRIES))
    what = f"mtqg check, {rows:,} rows of VON-01"
    return [
        Line("check", what, f"{after:.2f} s after imports", "", after, " s", bar=at_most(2, " s")),
        Line("check", what, f"{whole:.2f} s in all", "", whole, " s", aim=at_most(3, " s")),
    ]


def lengthen(found: Path, path: Path) -> int:
    """Rows of the workbook at `path`: that of `found`, each line of money followed by empty ones of earlier origin years."""
    import openpyxl

    shutil.copy(found, path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    first = next(number for number, row in enumerate(rows) if _is_line(row))
    lines = sum(map(_is_line, rows))
    for merged in [one for one in sheet.merged_cells.ranges if one.min_row > first]:
        sheet.unmerge_cells(str(merged))
    sheet.delete_rows(first + 1, len(rows))
    years = -(-(ROWS - len(rows)) // lines)
    for row in rows[first:]:
        sheet.append(row)
        for back in range(1, years + 1) if _is_line(row) else ():
            figures = [0 if isinstance(value, int | float) else value for value in row[YEAR + 1:]]
            sheet.append([*row[:YEAR], row[YEAR] - 10 - back, *figures])
    book.save(path)
    return sheet.max_row


def _is_line(row: list) -> bool:
    return isinstance(row[YEAR], int | float) and row[YEAR] > 1900


def _seconds(command: list) -> float:
    with watch() as took:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    assert done.returncode in (0, 1), command
    return took.seconds


def _after_imports(path: Path) -> float:
    done = subprocess.run([sys.executable, "-c", AFTER_IMPORTS, path], capture_output=True, text=True, check=False)
    return float(done.stderr.strip().splitlines()[-1])
