"""What one submission may still unpack and hold; the workbooks of one archive share it."""

from __future__ import annotations

from dataclasses import dataclass

from mtqg.readers.container import MAX_CELL_LETTERS, MAX_FILLED_CELLS, MAX_GRID_CELLS, MAX_SHEETS, MAX_TOTAL_BYTES
from mtqg.readers.containers.refusal import Refused

#: About a microsecond each.
MAX_STEPS = 4_000_000
#: Less XML than this holds neither too many cells nor a text that takes long to look at.
_BYTES_THAT_MATTER = 2_000_000


@dataclass(slots=True)
class Budget:
    """Counts down; what would go below zero is refused before it is read."""

    grid_cells: int = MAX_GRID_CELLS        # of the rectangles from A1 to the last filled cell, all sheets together
    unpacked_bytes: int = MAX_TOTAL_BYTES
    filled_cells: int = MAX_FILLED_CELLS
    sheets: int = MAX_SHEETS
    steps: int = MAX_STEPS                  # records and elements looked at one by one

    def check_grid(self, where: str, rows: int, columns: int) -> None:
        """A sheet that has reached so far is still within the budget; Refused where not."""
        if rows * columns > self.grid_cells:
            raise Refused("too_large", f"{where}: {rows} rows x {columns} columns")

    def take_grid(self, where: str, rows: int, columns: int) -> None:
        """One sheet of so many rows and columns is within the budget; Refused where not."""
        self.check_grid(where, rows, columns)
        self.sheets -= 1
        self.grid_cells -= rows * columns
        if self.sheets < 0:
            raise Refused("too_large", f"more than {MAX_SHEETS} sheets")

    def take_cells(self, where: str, count: int) -> None:
        """So many cells that hold something may be read; Refused where not."""
        self.filled_cells -= count
        if self.filled_cells < 0:
            raise Refused("too_large", f"{where}: more than {MAX_FILLED_CELLS} filled cells")

    @staticmethod
    def check_texts(where: str, rows: list[list]) -> None:
        """No text of the sheet is longer than a cell can sensibly hold; Refused where one is."""
        longest = max((len(value) for row in rows for value in row if type(value) is str), default=0)
        if longest > MAX_CELL_LETTERS:
            raise Refused("too_large", f"{where}: a text of {longest} letters")

    @property
    def is_worth_counting(self) -> bool:
        """So many bytes were unpacked that they may hold too many cells, or one endless text."""
        return MAX_TOTAL_BYTES - self.unpacked_bytes > _BYTES_THAT_MATTER

    def take_steps(self, where: str, count: int) -> None:
        """So many records or elements may be looked at; Refused where not."""
        self.steps -= count
        if self.steps < 0:
            raise Refused("too_large", f"{where}: more than {MAX_STEPS} records")

    def take_bytes(self, where: str, count: int) -> None:
        """So many bytes may be unpacked; Refused where not."""
        self.unpacked_bytes -= count
        if self.unpacked_bytes < 0:
            raise Refused("too_large", f"{where}: more than {MAX_TOTAL_BYTES} bytes unpacked")
