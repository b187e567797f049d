"""Sentences: numbers as each language writes them, years and names as they are."""

import pytest

from mtqg.model import Finding
from mtqg.quality.messages import readable, sentence
from mtqg.registry import load_registry


@pytest.mark.parametrize(("text", "vi", "en"), [
    ("1234.5", "1.234,5", "1,234.5"), ("999", "999", "999"), ("-1234567", "-1.234.567", "-1,234,567"), ("0.05", "0,05", "0.05"),
    ("-0.5", "-0,5", "-0.5"), ("≥ 1200", "≥ 1.200", "≥ 1,200"), ("0 – 100", "0 – 100", "0 – 100"),
    ("2 – 1000", "2 – 1.000", "2 – 1,000"),
    ("6.781 hộ", "6.781 hộ", "6.781 hộ"), ("42/85", "42/85", "42/85"), ("x", "x", "x"), ("2026-08", "2026-08", "2026-08"),
])
def test_a_plain_number_is_written_for_people_and_other_text_stays(text, vi, en):
    assert (readable(text, "vi"), readable(text, "en")) == (vi, en)


def test_a_year_has_no_thousands():
    rule = load_registry().rules["VON-01-R011"]
    finding = Finding(rule.rule_id, actual="2027", expected="≤ 2026", details={"row": "Dòng"})
    assert sentence(rule, finding, "vi") == "Dòng: năm vốn 2027 sau năm kế hoạch; phải ≤ 2026."


def test_what_reading_cites_stays_as_typed():
    rule = load_registry().rules["COMMON-R011"]
    assert "“6.781,5.2”" in sentence(rule, Finding(rule.rule_id, actual="6.781,5.2", expected="hộ"), "vi")


def test_an_empty_cell_is_called_empty_and_a_missing_word_never_fails():
    rule = load_registry().rules["VON-01-R001"]
    assert "is empty; with … assigned" in sentence(rule, Finding(rule.rule_id), "en")


def test_every_rule_has_whole_messages_in_both_languages():
    for rule in load_registry().rules.values():
        words = dict.fromkeys(rule.placeholders, "7")
        finding = Finding(rule.rule_id, actual="5", expected="6", details=words)
        for language in ("vi", "en"):
            said = sentence(rule, finding, language)
            assert said[-1] in ".)" and "{" not in said, said
        assert all((rule.name_vi, rule.name_en, rule.hint_vi, rule.hint_en, rule.basis))
        assert not set(rule.message_en) & set("ăâđêôơưĂÂĐÊÔƠƯ") - set("đ"), rule.message_en
