import sys
from pathlib import Path

import pytest

from mtqg.readers.encodings.alphabets import alphabets
from mtqg.registry import load_registry

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def registry():
    return load_registry()


@pytest.fixture(scope="session")
def old_alphabets(registry):
    return alphabets(registry.seeds)
