"""Reading: workbook to interpreted cells with findings, beside calamine (which only unpacks) and pandas with openpyxl."""

from __future__ import annotations

import gc
import io
from collections.abc import Iterator
from contextlib import contextmanager

from bench.clock import best
from bench.country import NOW, Country
from bench.lines import Line, at_least
from mtqg.intake.serving import rest_garbage

TRIES = 3


def measure(country: Country) -> list[Line]:
    """Cells a second of the three, on every NTM-01 workbook of the 34 provinces."""
    from mtqg.readers import read_submission
    from mtqg.registry import load_registry

    files = country.deliveries(NOW, "NTM-01")
    registry = load_registry()
    cells = sum(filled_cells(content) for _, _, content in files)

    def ours() -> None:
        for delivery, source, content in files:
            reading = read_submission(content, delivery.name, registry, form_code=delivery.form_code, source=source)
            assert reading.is_readable, delivery.path

    def calamine() -> None:
        for _, _, content in files:
            unpack(content)

    def pandas() -> None:
        import pandas as pd

        for _, _, content in files:
            pd.read_excel(io.BytesIO(content), sheet_name=None, header=None, engine="openpyxl")

    ours(), calamine(), pandas()                 # imports and caches before the clock runs
    with _as_in_the_reading_process():
        seconds, floor, peer = best(TRIES, ours, calamine, pandas)
    speed = f"{cells / seconds:,.0f} cells/s"
    what = f"read {len(files)} NTM-01 workbooks, {cells:,} cells"
    return [
        Line("reader", what, speed, f"pandas+openpyxl {cells / peer:,.0f} cells/s", peer / seconds, bar=at_least(1.5)),
        Line("reader", what, speed, f"bare calamine {cells / floor:,.0f} cells/s", floor / seconds, aim=at_least(0.25)),
    ]


@contextmanager
def _as_in_the_reading_process() -> Iterator[None]:
    """Garbage is collected as rarely as where files are read for the warehouse; the same for all three."""
    usual = gc.get_threshold()
    rest_garbage()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*usual)


def unpack(content: bytes) -> list[list[list]]:
    """Every sheet of the workbook as rows of bare values."""
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [book.get_sheet_by_index(number).to_python() for number in range(len(book.sheet_names))]


def filled_cells(content: bytes) -> int:
    return sum(value != "" for sheet in unpack(content) for row in sheet for value in row)
