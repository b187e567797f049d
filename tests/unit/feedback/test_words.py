"""Every word that a returned file may need is there, in both languages."""

from __future__ import annotations

import pytest

from mtqg.errors import RegistryError
from mtqg.feedback.plain import harmless
from mtqg.feedback.remarks import SEVERITIES
from mtqg.feedback.words import read_words
from mtqg.model import SUBMISSION_STATUSES
from mtqg.settings import expectations_dir

WORDS = read_words(expectations_dir())


def test_every_status_severity_and_doubt_has_words():
    assert set(WORDS.statuses) == set(SUBMISSION_STATUSES)
    assert set(WORDS.severities) == {*SEVERITIES, "waived"}
    assert set(WORDS.doubts) == {"not_there", "hidden_sheet", "merged", "differs", "talked"}
    assert len({one.file for one in WORDS.statuses.values()}) == len(WORDS.statuses)
    assert all(one.file.isascii() and set(one.file) <= set("abcdefghijklmnopqrstuvwxyz-") for one in WORDS.statuses.values())


def test_a_missing_word_is_told_with_its_file(tmp_path):
    (tmp_path / "_common").mkdir()
    text = (expectations_dir() / "_common" / "feedback.yml").read_text().replace("  title: {vi: KẾT QUẢ", "  titel: {vi: KẾT QUẢ")
    (tmp_path / "_common" / "feedback.yml").write_text(text)
    with pytest.raises(RegistryError, match=r"feedback\.yml:\d+"):
        read_words(tmp_path)


@pytest.mark.parametrize("text", [
    "-1.234,5", "-5", "+3", "0 – 100", "12%", "-", "–", "≥ 5", "", "Xã A", "a=b", "1.234,5 – 2.000"])
def test_figures_and_words_stay_as_they_are(text):
    assert harmless(text) == text


@pytest.mark.parametrize("text", [
    "=1", "+a", "-a", "@a", "\ta", "\ra", "\na", "  =1", "\u00a0=1", "\ufeff=1", "＝1", "﹢1", "-1+1", "-1|a"])
def test_what_could_start_a_formula_stands_behind_an_apostrophe(text):
    assert harmless(text).startswith("'")
