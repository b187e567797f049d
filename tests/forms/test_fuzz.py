"""Two thousand workbooks damaged at random, the same ones every time, of every container: read or refused, never an exception."""

import random
import time
from pathlib import Path

import pytest
from test_damaged import damaged

from mtqg.readers import count_cells, read_opened
from mtqg.readers.candidates import quarantined_rows
from mtqg.readers.containers.opening import open_workbooks
from mtqg.readers.personal import find_breaches
from mtqg.readers.proposals import propose
from mtqg.registry import load_registry

REGISTRY = load_registry()
FILES = sorted(Path(__file__).parent.glob("*/*/workbook.*"))
WORKBOOKS = 2_000


def mutated(path: Path, chance: random.Random) -> bytes:
    """An .xlsx with changed parts; of any other container bytes that are overwritten, lost or doubled."""
    content = path.read_bytes()
    if path.suffix == ".xlsx":
        return damaged(content, chance)
    raw = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        start = chance.randrange(len(raw) + 1)
        end = min(len(raw), start + chance.randint(1, 40))
        if chance.random() < 0.7 and start < len(raw):
            raw[start] = chance.randrange(256)
        elif chance.random() < 0.5:
            del raw[start:end]
        else:
            raw[start:start] = raw[start:end]
    return bytes(raw)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_thousand_mutated_workbooks_end_with_no_exception():
    chance = random.Random(20_260_930)
    began, spent = time.process_time(), 0.0
    for number in range(WORKBOOKS):
        path = chance.choice(FILES)
        content, form = mutated(path, chance), chance.choice([*REGISTRY.forms, None])
        started = time.process_time()
        opened = open_workbooks(content, path.name, REGISTRY)
        find_breaches(opened.grids, REGISTRY, form)
        if number % 20 == 0:
            propose(opened.grids, REGISTRY, form)
        reading = read_opened(opened, path.name, REGISTRY, form_code=form)
        list(quarantined_rows(reading, REGISTRY))
        spent = max(spent, time.process_time() - started)
        counts = count_cells(reading.cells)
        assert counts["read"] == sum(counts[name] for name in ("accepted", "rejected", "quarantined", "ignored")), (number, path)
        assert reading.is_readable or reading.findings, (number, path)
    assert spent < 5, "one file took so many seconds of the processor"
    print(f"{WORKBOOKS} workbooks, {time.process_time() - began:.1f} s of the processor, {spent:.2f} s at most for one")
