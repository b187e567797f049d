"""defects.csv: what was seeded, where, and which rule should find it."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import NamedTuple

from mtqg.registry.seeds import read_csv
from mtqg.templates.fill import Value

LABELS_FILE = "defects.csv"
#: What a province adds to the name of a copy, and of a corrected file.
EXTRA_SUFFIXES = (COPY, CORRECTED) = (" (1)", " (lan 2)")


class Label(NamedTuple):
    """One seeded defect. `cell_ref` is empty where it is no cell (a whole file, a row that is not there)."""

    defect_id: str
    period_code: str        # the reporting month in which it was sent
    source_code: str
    form_code: str
    file: str               # below the outboxes
    sheet: str
    cell_ref: str
    kind: str
    rule_id: str            # the rule that should find it; empty: none does yet
    severity: str
    original: str
    seeded: str
    note: str


def as_text(value: Value) -> str:
    """A cell as it is compared: whole numbers without a decimal point, days as they are printed."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, int | float) else value


def read_labels(out: Path) -> list[Label]:
    path = out / LABELS_FILE
    return [Label(**{name: row[name] or "" for name in Label._fields}) for _, row in read_csv(path)] if path.exists() else []


def merge_labels(out: Path, month: str, labels: list[Label], written: Collection[Path]) -> None:
    """The labels of the month take the place of those that stood there for it; copies that came with those are removed."""
    before = read_labels(out)
    for label in (label for label in before if label.period_code == month):
        for suffix in EXTRA_SUFFIXES:
            extra = (out / label.file).with_name(f"{Path(label.file).stem}{suffix}.xlsx")
            if extra not in written:
                extra.unlink(missing_ok=True)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Label._fields)
    writer.writerows(sorted([*(label for label in before if label.period_code != month), *labels]))
    put(out / LABELS_FILE, text.getvalue().encode())


def put(path: Path, content: bytes) -> bool:
    """The file holds the content; False when it did already and nothing was touched."""
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True
