"""Workbooks damaged at random, the same ones every time: always a Reading, every cell once, never an exception."""

import io
import random
import zipfile
from pathlib import Path

import pytest

from mtqg.readers import count_cells, read_submission
from mtqg.registry import load_registry

REGISTRY = load_registry()
WORKBOOKS = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*/*/workbook.xlsx"))]
_SNIPPETS = (
    b'<c r="ZZ99">',
    b't="e"',
    b'r="A0"',
    b"<v>1e400</v>",
    b'hidden="1"',
    b'<row r="5000000">',
    b"9" * 400,
    b"nan",
    b"&#0;",
    b'<mergeCell ref="A1:XFD1048576"/>',
    "quý IV năm 2.024".encode(),
    b"#REF!",
    b'<c r="a1">',
    b"<!DOCTYPE x>",
    b"<c>",
    b"</sheetData>",
)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Bytes of the archive overwritten, or parts of its XML changed, doubled, cut or lost."""
    if chance.random() < 0.15:
        raw = bytearray(content)
        for _ in range(chance.randint(1, 20)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        return bytes(raw)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([name for name in parts if any(word in name for word in ("sheet", "shared", "workbook", "styles"))])
    parts[name] = _changed(bytearray(parts[name]), chance)
    if chance.random() < 0.05:
        del parts[chance.choice(sorted(parts))]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def _changed(part: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 8)):
        kind, start = chance.random(), chance.randrange(len(part) + 1)
        end = min(len(part), start + chance.randint(1, 300))
        if kind < 0.4 and start < len(part):
            part[start] = chance.randrange(256)
        elif kind < 0.6:
            del part[start:end]
        elif kind < 0.8:
            part[start:start] = part[start:end]
        else:
            part[start:start] = chance.choice(_SNIPPETS)
    return bytes(part)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.timeout(120)
def test_a_damaged_workbook_is_read_or_refused(seed):
    chance = random.Random(seed)
    for number in range(50):
        content = damaged(chance.choice(WORKBOOKS), chance)
        reading = read_submission(content, "x.xlsx", REGISTRY, form_code=chance.choice([*REGISTRY.forms, None]))
        columns = reading.cells.columns
        assert len({len(column) for column in columns.values()}) == 1, (seed, number)
        keys = list(zip(columns["sheet"], columns["cell_ref"], columns["part_no"], strict=True))
        assert len(keys) == len(set(keys)), (seed, number)
        counts = count_cells(reading.cells)
        assert counts["read"] == sum(counts[name] for name in ("accepted", "rejected", "quarantined", "ignored"))
        assert reading.is_readable or reading.findings
