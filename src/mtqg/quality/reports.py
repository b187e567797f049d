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
    report = cells.codes("submission_id")[0][at]
    rows = np.unique(report)
    first = at[np.searchsorted(report, rows)] if (np.diff(report) >= 0).all() else at[np.unique(report, return_index=True)[1]]
    figures = pd.DataFrame({"report": report, "number": cells.number[at]})
    counts = figures.groupby("report").size()
    filled = (figures["number"] != 0).groupby(figures["report"]).sum()
    large = figures[figures["number"] > 1]
    commonest = large.groupby("report")["number"].agg(
        lambda one: 100 * one.value_counts().iloc[0] / len(one) if len(one) >= ENOUGH else np.nan)
    names = [cells.text("submission_id", one) for one in first]
    values = pd.DataFrame({"filled": filled.where(counts >= ENOUGH).reindex(rows).to_numpy(dtype=float),
                           "commonest": commonest.reindex(rows).to_numpy(dtype=float)}, index=names)
    return Frame(cells, values, {}, first)
