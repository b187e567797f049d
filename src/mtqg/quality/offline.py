"""One workbook read and judged without a server: the same findings of reading and of scope `workbook` as in the pipeline."""

from __future__ import annotations

from dataclasses import dataclass, field

from mtqg.model import CELL_COLUMNS, CellTable, Finding, Identity, NumberMarks
from mtqg.quality.judging import judge_frames
from mtqg.quality.verdict import severity_of, verdict
from mtqg.readers import read_opened
from mtqg.readers.containers.opening import open_workbooks
from mtqg.readers.personal import find_breaches, findings_of
from mtqg.registry import Registry, Source
from mtqg.registry.layouts import LayoutFile

_THIS = "this"


@dataclass(frozen=True)
class Checked:
    """What a workbook says of itself, what is wrong with it, and the verdict it would get from these rules alone."""

    identity: Identity
    findings: list[Finding]
    status: str
    counts: dict[str, int]
    number_marks: tuple[NumberMarks, ...] = ()
    cells: CellTable = field(default_factory=CellTable)


def check_workbook(content: bytes, name: str, registry: Registry, *, form_code: str | None = None,
                   source: Source | None = None, tried: LayoutFile | None = None) -> Checked:
    """The workbook read and judged; an unreadable one has the findings of reading only, one that lists persons is refused."""
    opened = open_workbooks(content, name, registry)
    if breaches := find_breaches([*opened.grids, *opened.attached], registry, form_code):
        findings = findings_of(breaches)
        return Checked(Identity(), findings, "refused", verdict(severity_of(one, registry) for one in findings)[1])
    reading = read_opened(opened, name, registry, form_code=form_code, source=source, tried=tried)
    findings = list(reading.findings)
    if reading.is_readable and reading.identity.form_code:
        judged = judge_frames(registry, reading.identity.form_code, _frame_of(reading.cells), scopes=("workbook",))
        findings += judged.get(_THIS, [])
    status, counts = verdict(severity_of(one, registry) for one in findings)
    return Checked(reading.identity, findings, status if reading.is_readable else "unreadable", counts,
                   reading.number_marks, reading.cells)


def _frame_of(cells: CellTable):
    """The cells inside blocks as `store.cells.load_cells` gives them."""
    import pandas

    table = pandas.DataFrame(cells.columns, columns=list(CELL_COLUMNS))
    table = table[table["block_code"].notna()].reset_index(drop=True)
    table.insert(0, "submission_id", _THIS)
    floats = {name: pandas.to_numeric(table[name], errors="coerce").astype("float64") for name in ("value", "canonical_value")}
    return table.assign(**floats)
