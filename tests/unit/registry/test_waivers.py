"""Waivers and thresholds as rows: what does not resolve is named by file and line, what is written can be read."""

from __future__ import annotations

from datetime import date

import pytest

from mtqg.errors import RegistryError
from mtqg.registry.approvals import read_approvals
from mtqg.registry.signed_lists import WAIVERS
from mtqg.registry.waivers import waiver_faults

pytestmark = pytest.mark.slow          # each loads the whole registry anew

ROW = {"rule_id": "VON-01-R001", "source_code": "48-TC", "form_code": "VON-01", "period_code": "2026-09",
       "approver_role": "chanh_van_phong", "document_no": "12/CV-STC", "reason": "Ứng trước, theo văn bản",
       "granted_on": "2026-10-01", "expires_on": "2026-12-31"}
TODAY = date(2026, 10, 8)


def test_a_waiver_that_was_added_stands_in_the_list_and_is_counted_on(registry, read_again):
    assert WAIVERS.add(registry, ROW, TODAY).waiver_id == "MT-2026-001"
    assert WAIVERS.add(read_again(registry), ROW | {"period_code": "2026-08"}, TODAY).waiver_id == "MT-2026-002"
    again = read_again(registry)
    assert [one.reason for one in again.waivers.values()] == [ROW["reason"]] * 2
    assert not list(waiver_faults(again))
    WAIVERS.take_out(again, "MT-2026-001")
    assert list(read_again(registry).waivers) == ["MT-2026-002"]


def test_waivers_change_how_it_is_judged_and_not_what_the_warehouse_is_made_of(registry, read_again):
    before = registry.version, registry.seeds_version
    WAIVERS.add(registry, ROW, TODAY)
    after = read_again(registry)
    assert after.version != before[0]
    assert after.seeds_version == before[1]


@pytest.mark.parametrize(("name", "value", "told"), [
    ("rule_id", "TH-01-R020", "rule_id"), ("rule_id", "VON-01-R999", "rule_id"), ("source_code", "48-VP", "source_code"),
    ("period_code", "2026-13", "period"), ("approver_role", "ai_do", "approver_role"), ("expires_on", "2026-09-30", "expires_on"),
    ("document_no", None, "document_no"),
])
def test_what_does_not_resolve_is_refused_and_nothing_is_written(registry, name, value, told):
    before = (registry.seeds / "waivers.csv").read_bytes()
    with pytest.raises(ValueError, match=told):
        WAIVERS.add(registry, {key: one for key, one in (ROW | {name: value}).items() if one is not None}, TODAY)
    assert (registry.seeds / "waivers.csv").read_bytes() == before


def test_a_waiver_taken_out_must_be_there(registry):
    with pytest.raises(ValueError, match="MT-2026-009"):
        WAIVERS.take_out(registry, "MT-2026-009")


def test_two_thresholds_on_one_day_are_refused_with_file_and_line(tmp_path):
    path = tmp_path / "approvals.yml"
    path.write_text("roles: [{role: a, name_vi: a, name_en: a}]\nthresholds:\n"
                    "  - {valid_from: 2021-01-01, basis: a}\n  - {valid_from: 2022-01-01, basis: b}\n", encoding="utf-8")
    with pytest.raises(RegistryError, match=r"approvals\.yml:\d+.*2022-01-01"):
        read_approvals(path)
