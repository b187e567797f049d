"""The only place that interprets a cell: bytes and a form in, cells and findings out. No database, clock or environment."""

from mtqg.readers.cells import count_cells
from mtqg.readers.reading import read_opened, read_submission

__all__ = ["count_cells", "read_opened", "read_submission"]
