"""`mtqg check` on a workbook of 5,000 rows, as an officer runs it: a program of its own each time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.clock import watch
from bench.country import NOW, Country
from bench.lines import Line, at_most

ROWS = 5_000
TRIES = 2
MTQG = Path(sys.executable).with_name("mtqg")
#: Position of the origin year in a line of VON-01, behind component and capital source; figures stand behind it.
YEAR = 4
YEARS = range(2000, 2027)
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
    found = max((country.outbox(NOW) / "34").glob("*-TC/von_01/*.xlsx"), key=lambda path: path.stat().st_size)
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
    """Rows of the workbook at `path`: that of `found`, each component followed by empty lines of other sources and years."""
    import openpyxl

    book = openpyxl.load_workbook(found)
    sheet = book.worksheets[0]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    first = next(number for number, row in enumerate(rows) if _is_line(row))
    for merged in [one for one in sheet.merged_cells.ranges if one.min_row > first]:
        sheet.unmerge_cells(str(merged))
    sheet.delete_rows(first + 1, len(rows))
    wanted = ROWS - len(rows)
    taken = {_key(row) for row in rows if _is_line(row)}
    for row in rows[first:]:
        sheet.append(row)
        further = [line for line in _lines_like(row) if _key(line) not in taken] if _is_line(row) else []
        for line in further[:wanted]:
            sheet.append(line)
        taken.update(map(_key, further))
        wanted -= len(further[:wanted])
    assert not wanted, f"{wanted} rows short"
    book.save(path)
    return sheet.max_row


def _is_line(row: list) -> bool:
    return isinstance(row[YEAR], int | float) and row[YEAR] > 1900


def _key(row: list) -> tuple:
    """Component, capital source, origin year."""
    return row[YEAR - 2], row[YEAR - 1], int(row[YEAR])


def _lines_like(row: list) -> Iterator[list]:
    """Lines of the same component, of every capital source and origin year, without money."""
    from mtqg.registry import load_registry

    for source in load_registry().capital_sources.values():
        for year in () if source.is_group else YEARS:
            figures = (0 if isinstance(value, int | float) else value for value in row[YEAR + 1:])
            yield [row[0], source.name_vi, row[2], source.code, year, *figures]


def _seconds(command: list) -> float:
    with watch() as took:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    assert done.returncode in (0, 1), command
    return took.seconds


def _after_imports(path: Path) -> float:
    done = subprocess.run([sys.executable, "-c", AFTER_IMPORTS, path], capture_output=True, text=True, check=False)
    return float(done.stderr.strip().splitlines()[-1])
