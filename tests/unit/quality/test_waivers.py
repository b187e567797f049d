"""A waiver reaches the findings of one rule in one slice while it holds, and nothing else."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mtqg.model import WrittenFinding
from mtqg.quality.waivers import waive
from mtqg.registry.waivers import Waiver

DAY = date(2026, 10, 8)
SLICE = {"source_code": "48-TC", "form_code": "VON-01", "period_code": "2026-09"}
RULES, SOURCES = ("VON-01-R001", "VON-01-R002"), ("48-TC", "48-NN", "51-TC")
FORMS, PERIODS = ("VON-01", "TH-01"), ("2026-09", "2026-08", "2026")


def waiver(number: int = 1, rule: str = RULES[0], granted: date = DAY, expires: date = DAY, **of_slice: str) -> Waiver:
    return Waiver(waiver_id=f"MT-2026-{number:03d}", rule_id=rule, approver_role="chanh_van_phong", document_no="12/CV",
                  reason="a", granted_on=granted, expires_on=expires, **SLICE | of_slice)


def finding(rule: str) -> WrittenFinding:
    return WrittenFinding(rule, "critical", "VON-01", "D17", *(None,) * 7, "vi", "en")


def reached(*waivers: Waiver, day: date = DAY) -> list[str | None]:
    return [one.waiver_id for one in waive(map(finding, RULES), waivers, day=day, **SLICE)]


def test_it_reaches_the_findings_of_its_rule_alone():
    assert reached(waiver()) == ["MT-2026-001", None]


def test_from_the_day_it_is_granted_to_the_day_it_expires():
    held = waiver(granted=DAY, expires=DAY + timedelta(days=1))
    found = [reached(held, day=DAY + timedelta(days=days))[0] for days in (-1, 0, 1, 2)]
    assert found == [None, "MT-2026-001", "MT-2026-001", None]


def test_of_two_the_first_granted_is_named():
    assert reached(waiver(2, granted=DAY - timedelta(days=9)), waiver(1))[0] == "MT-2026-002"


@given(st.lists(st.tuples(st.sampled_from(RULES), st.sampled_from(SOURCES), st.sampled_from(FORMS), st.sampled_from(PERIODS),
                          st.integers(-3, 3), st.integers(0, 3)), max_size=8),
       st.sampled_from(SOURCES), st.sampled_from(FORMS), st.sampled_from(PERIODS))
def test_no_waiver_reaches_another_province_form_period_rule_or_day(rows, source, form, period):
    waivers = [waiver(number, rule, DAY + timedelta(days=start), DAY + timedelta(days=start + length), source_code=s, form_code=f,
                      period_code=p) for number, (rule, s, f, p, start, length) in enumerate(rows)]
    by_id = {one.waiver_id: one for one in waivers}
    for one in waive(map(finding, RULES), waivers, source_code=source, form_code=form, period_code=period, day=DAY):
        fitting = {name for name, held in by_id.items() if (held.rule_id, held.source_code, held.form_code, held.period_code)
                   == (one.rule_id, source, form, period) and held.granted_on <= DAY <= held.expires_on}
        assert one.waiver_id in fitting if fitting else one.waiver_id is None
