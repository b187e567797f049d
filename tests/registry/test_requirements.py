"""Every package is pinned with the hashes of its files, and every way to install takes only those."""

from __future__ import annotations

import re

import pytest

from mtqg import settings

ROOT = settings.project_root()
PINNED = re.compile(r"^[A-Za-z0-9][\w.\[\],-]*==[\w.!+]+( ;[^\\]*)? \\$")


@pytest.mark.parametrize("name", ["requirements.txt", ".ci/uv.txt"])
def test_every_package_is_pinned_with_hashes(name):
    text = (ROOT / name).read_text()
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    named = [(line, after) for line, after in zip(lines, [*lines[1:], ""], strict=True) if not line.startswith(" ")]
    assert named
    assert [line for line, after in named if not PINNED.match(line) or not re.match(r" +--hash=sha256:[0-9a-f]{64}", after)] == []


@pytest.mark.parametrize("name", ["Makefile", "Dockerfile"])
def test_every_installation_asks_for_the_hashes(name):
    text = re.sub(r"\\\n\s*", " ", (ROOT / name).read_text())
    commands = [line for line in text.splitlines() if re.search(r"\bpip install\b", line)]
    assert len(commands) >= 2
    for line in commands:
        is_ours = re.search(r"--no-deps --no-build-isolation (--editable )?\.$", line.strip())       # the package itself
        assert is_ours or "--require-hashes" in line, line
