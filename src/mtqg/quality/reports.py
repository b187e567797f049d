"""The frame `reports`: one row a report, what its figures look like together."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mtqg.quality.cells import Cells
from mtqg.quality.frames import Frame

#: Figures of a report below which nothing can be said of them together.
ENOUGH = 20


def reports_frame(cells: Cells) -> Frame:
    """`filled` (figures that are not zero) and `commonest` (percent of the figures above 1 that are one and the same number).

    Empty where a report has fewer than ENOUGH figures; ticks and constants are no figures.
    """
    is_figure = ~np.isnan(cells.number) & (cells.codes("indicator_code")[0] >= 0) & cells.equal("row_role", "item")
    is_figure &= ~cells.equal("cell_role", "row_label")
    at = np.flatnonzero(is_figure)
    at = at[np.argsort(cells.codes("submission_id")[0][at], kind="stable")]
    report = cells.codes("submission_id")[0][at]
    starts = np.flatnonzero(np.diff(report, prepend=-1))
    looks = [_looks(cells.number[one]) for one in np.split(at, starts[1:])] if len(at) else []
    first = at[starts]
    values = pd.DataFrame(looks, columns=["filled", "commonest"], dtype=float,
                          index=[cells.text("submission_id", one) for one in first])
    return Frame(cells, values, {}, first)


def _looks(figures: np.ndarray) -> tuple[float, float]:
    """(figures that are not zero, percent of those above 1 that are the commonest number) of one report."""
    large = figures[figures > 1]
    filled = np.count_nonzero(figures) if len(figures) >= ENOUGH else np.nan
    return filled, 100 * np.unique(large, return_counts=True)[1].max() / len(large) if len(large) >= ENOUGH else np.nan
