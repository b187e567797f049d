"""Findings of a rule in the digest: what follows from others is counted, and never the first thing that is told."""

from __future__ import annotations

from mtqg.feedback.digest_lines import _found
from mtqg.feedback.remarks import Remark
from mtqg.feedback.words import read_words
from mtqg.registry import load_registry

WORDS = read_words(load_registry().expectations)


def remark(ref: str, message: str) -> Remark:
    return Remark("VON-01-R010", "critical", message, message, "", "", name_vi="Cộng", sheet="VON-01", cell_ref=ref)


def test_what_follows_from_others_is_counted_and_the_rest_is_told():
    found = _found([(remark("F12", "tổng sai"), True), (remark("F16", "dòng sai"), False)], WORDS)
    assert (found.places, found.count, found.implied) == ("VON-01!F16", 2, 1)
    assert found.message == "dòng sai Ngoài ra có 1 chỗ là hệ quả của lỗi khác."


def test_a_rule_that_only_follows_says_so_instead_of_a_value():
    found = _found([(remark("F12", "phải là 987.423"), True), (remark("F13", "phải là 987.423"), True)], WORDS)
    assert (found.places, found.count, found.implied) == ("VON-01!F12, VON-01!F13", 2, 2)
    assert "Hệ quả của các lỗi trên" in found.message and "987" not in found.message


def test_without_anything_that_follows_nothing_is_added():
    assert _found([(remark("F16", "dòng sai"), False)], WORDS).message == "dòng sai"
