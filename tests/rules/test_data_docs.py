"""The Data Docs: every judging has readable pages; no password is ever written."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

import pytest

from mtqg import settings
from mtqg.quality import judge_frames

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MTQG_DATA_DOCS", str(tmp_path / "docs"))
    monkeypatch.setenv("MTQG_HOME", str(tmp_path))
    return tmp_path


def judged_and_shown(*arguments, **named):
    """What judging found; the Data Docs show it."""
    from mtqg.quality.docs import Docs

    docs = Docs()
    found = judge_frames(*arguments, docs=docs, **named)
    docs.publish()
    return found


def test_a_judging_is_shown_with_rules_and_broken_rows(registry, home, a_month):
    found = judged_and_shown(registry, "VON-01", a_month, scopes=("workbook",))
    assert sum(map(len, found.values())) > 0
    pages = [path.read_text(encoding="utf-8") for path in (home / "docs" / "validations").rglob("*.html")]
    assert (home / "docs" / "index.html").exists()
    assert len(pages) == len({page for page in pages}) > 1
    assert any("VON-01-R001 · Chưa phân bổ = giao − đã phân bổ" in page for page in pages)


def test_pages_need_nothing_from_elsewhere(registry, home, a_month):
    judged_and_shown(registry, "VON-01", a_month, scopes=("workbook",))
    pages = {path: path.read_text(encoding="utf-8") for path in (home / "docs").rglob("*.html")}
    assert len(pages) > 2
    for path, page in pages.items():
        fetched = re.findall(r"(?:src|<link[^>]*href)=[\"'](?!data:)([^\"']+)", page)
        assert not fetched, (path, fetched)
    index = pages[home / "docs" / "index.html"]
    linked = re.findall(r'data-href="([^"]+)"', index)
    assert len(linked) >= 1 and all((home / "docs" / html.unescape(unquote(path))).exists() for path in linked)


def test_docs_say_what_judging_without_them_says(registry, home, a_month):
    with_docs = judged_and_shown(registry, "VON-01", a_month, scopes=("workbook",))
    assert with_docs == judge_frames(registry, "VON-01", a_month, scopes=("workbook",))


def test_no_password_is_written(registry, warehouse, a_month, tmp_path, monkeypatch):
    monkeypatch.setenv("MTQG_DATA_DOCS", str(tmp_path / "docs"))
    judged_and_shown(registry, "VON-01", a_month, scopes=("workbook", "history"), connection_url=warehouse)
    written = [path for folder in (settings.home() / "gx", tmp_path / "docs") for path in folder.rglob("*") if path.is_file()]
    assert any("warehouse" in path.name for path in written)
    assert not [path for path in written if settings.password("mtqg_loader").encode() in path.read_bytes()]

