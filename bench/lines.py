"""What a measurement says, what DESIGN asks of it, and how both are printed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound on a line's `number`: at least or at most `value`."""

    kind: str               # `>=` or `<=`
    value: float
    unit: str = ""          # printed behind: `x`, ` s`

    def is_met(self, number: float) -> bool:
        return number >= self.value if self.kind == ">=" else number <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.kind == '>=' else '≤'} {self.value:g}{self.unit}"


def at_least(value: float, unit: str = "x") -> Limit:
    return Limit(">=", value, unit)


def at_most(value: float, unit: str = "x") -> Limit:
    return Limit("<=", value, unit)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: what was measured, against what, the number that counts, and what is asked of it."""

    part: str
    what: str
    measured: str               # in words: `4.1 s, 80,000 cells/s`
    against: str = ""           # the floor or peer, in words
    number: float | None = None     # the ratio, or seconds, that bar and aim speak of; None: for information
    unit: str = "x"
    bar: Limit | None = None
    aim: Limit | None = None
    note: str = ""
    is_exact: bool = False          # the same on every machine: a bar that it misses fails the run

    @property
    def verdict(self) -> str:
        """`aim`, `bar`, `short` (of an aim alone), `missed`, or empty where nothing is asked."""
        if self.number is None or not (self.bar or self.aim):
            return ""
        if self.aim and self.aim.is_met(self.number):
            return "aim"
        if self.bar is None:
            return "short"
        return "bar" if self.bar.is_met(self.number) else "missed"


WORDS = {"aim": "[green]đạt đích | aim[/]", "bar": "[yellow]đạt mức | bar[/]", "short": "[yellow]chưa tới đích | short[/]",
         "missed": "[red]chưa đạt | missed[/]", "": ""}


def show(lines: Iterable[Line], console: Console) -> None:
    """The table, and the notes under it."""
    lines = list(lines)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading, align in (("đo gì | what", "left"), ("đo được | measured", "left"), ("so với | against", "left"),
                           ("số | number", "right"), ("mức | bar", "right"), ("đích | aim", "right"), ("", "left")):
        table.add_column(heading, justify=align, overflow="fold")
    part = None
    for line in lines:
        if part not in (None, line.part):
            table.add_section()
        part = line.part
        digits = 3 if line.is_exact and isinstance(line.number, float) else 2
        number = "" if line.number is None else f"{line.number:.{digits}f}{line.unit}"
        table.add_row(escape(line.what), escape(line.measured), escape(line.against), number,
                      str(line.bar or ""), str(line.aim or ""), WORDS[line.verdict])
    console.print(table)
    for line in lines:
        if line.note:
            console.print(f"[dim]{escape(line.what)}: {escape(line.note)}[/]")


def say_missed(lines: Iterable[Line], console: Console) -> bool:
    """Names every bar that was missed, in one line; true where one of them does not depend on the machine."""
    missed = [line for line in lines if line.verdict == "missed"]
    if missed:
        names = "; ".join(f"{line.part}: {line.what} {line.number:.3f}{line.unit} ({line.bar})" for line in missed)
        console.print(f"[red]CHƯA ĐẠT | MISSED: {escape(names)}[/]")
    return any(line.is_exact for line in missed)


def write_json(lines: Iterable[Line], path: Path, about: dict) -> None:
    """The same as a document: `about` the machine, then one object a line."""
    rows = [{**asdict(line), "verdict": line.verdict} for line in lines]
    path.write_text(json.dumps({"about": about, "lines": rows}, ensure_ascii=False, indent=1) + "\n")
