import pytest

from mtqg.readers.encodings.alphabets import alphabets
from mtqg.registry import load_registry


@pytest.fixture(scope="session")
def registry():
    return load_registry()


@pytest.fixture(scope="session")
def old_alphabets(registry):
    return alphabets(registry.seeds)


@pytest.fixture(scope="session")
def unit_names(registry):
    """Full names of all administrative units that ever were."""
    return sorted({unit.full_name_vi for versions in registry.units.versions.values() for unit in versions})
