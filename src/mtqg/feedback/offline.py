"""The same as the pipeline returns, of a file that was checked without a server."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from mtqg.feedback.naming import about
from mtqg.feedback.placing import recorded_cells
from mtqg.feedback.remarks import remarks_of
from mtqg.feedback.returning import Judged, Returned, make_return
from mtqg.feedback.words import read_words
from mtqg.quality.offline import Checked
from mtqg.registry import Registry


def annotate_checked(file: Path, checked: Checked, registry: Registry) -> Returned:
    """The workbook with the findings of reading and of scope `workbook`."""
    remarks = remarks_of(checked.findings, registry)
    columns = checked.cells.columns
    headers: dict[str, set[int]] = {}
    for sheet, row_no, role in zip(columns["sheet"], columns["row_no"], columns["cell_role"], strict=True):
        if role == "header":
            headers.setdefault(sheet, set()).add(row_no)
    said = {"form_code": checked.identity.form_code, "period_code": checked.identity.period_code,
            "admin_unit_code": checked.identity.admin_unit_code}
    received = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return make_return(Judged(
        file.name, file.read_bytes(), about(said, registry, read_words(registry.expectations)), checked.status, remarks, received,
        recorded_cells(checked.cells, {(one.sheet or "", one.cell_ref or "") for one in remarks}), headers), registry)
