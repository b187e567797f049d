"""Migrations follow each other one by one: two of the same number, merged from two branches, would lose one of them."""

from __future__ import annotations

import re

from mtqg import settings

VERSIONS = settings.project_root() / "sql" / "migrations" / "versions"
NUMBERS = re.compile(r'^revision, down_revision = "(\d{4})", (?:"(\d{4})"|None)$', re.MULTILINE)


def test_every_number_stands_once_and_names_the_one_before():
    found = sorted((path.name, NUMBERS.search(path.read_text()).groups()) for path in VERSIONS.glob("*.py"))
    numbers = [f"{number:04}" for number in range(1, len(found) + 1)]
    assert [(name[:4], *said) for name, said in found] == list(zip(numbers, numbers, [None, *numbers], strict=False))


def test_every_migration_has_its_statements_beside_it():
    assert sorted(path.stem for path in VERSIONS.glob("*.py")) == sorted(path.stem for path in VERSIONS.glob("*.sql"))
