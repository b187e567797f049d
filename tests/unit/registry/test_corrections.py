"""Corrections as rows: what does not resolve is named by file and line, what is written can be read."""

from __future__ import annotations

from datetime import date

import pytest

from mtqg.registry.check import check_registry
from mtqg.registry.corrections import correction_faults
from mtqg.registry.signed_lists import CORRECTIONS

pytestmark = pytest.mark.slow          # each loads the whole registry anew

ROW = {"indicator_code": "NTM.XA_DC", "admin_unit_code": "34-P-48", "period_code": "2026-09", "expected_value": "71",
       "corrected_value": "17", "approver_role": "chanh_van_phong", "document_no": "12/VPĐP-NV",
       "reason": "Đảo hai chữ số, theo công văn của tỉnh", "signed_at": "2026-10-20T09:00:00+07:00"}
TODAY = date(2026, 10, 20)


def test_a_correction_that_was_added_stands_in_the_list_until_it_is_taken_out(registry, read_again):
    assert CORRECTIONS.add(registry, ROW, TODAY).correction_id == "DC-2026-001"
    assert CORRECTIONS.add(read_again(registry), ROW | {"value_kind": "target"}, TODAY).correction_id == "DC-2026-002"
    again = read_again(registry)
    assert [one.reason for one in again.corrections.values()] == [ROW["reason"]] * 2
    assert not list(correction_faults(again))
    CORRECTIONS.take_out(again, "DC-2026-001")
    assert list(read_again(registry).corrections) == ["DC-2026-002"]


def test_a_correction_never_makes_the_whole_warehouse_be_built_anew(registry, read_again):
    before = registry.version, registry.seeds_version
    CORRECTIONS.add(registry, ROW, TODAY)
    after = read_again(registry)
    assert after.version != before[0]
    assert after.seeds_version == before[1]


@pytest.mark.parametrize(("name", "value", "told"), [
    ("indicator_code", "NTM.XA", "indicator_code"), ("indicator_code", "FN.GN_LK", "rows of capital"),
    ("breakdown_code", "NU.KHONG_CO", "breakdown_code"), ("admin_unit_code", "34-P-99", "admin_unit_code"),
    ("period_code", "2026-13", "period"), ("value_kind", "real", "value_kind"), ("approver_role", "ai_do", "approver_role"),
    ("corrected_value", "71.0", "corrected_value"), ("expected_value", "bảy mươi", "expected_value"),
    ("signed_at", "2026-10-20T09:00:00", "signed_at"), ("document_no", None, "document_no"),
])
def test_what_does_not_resolve_is_refused_and_nothing_is_written(registry, name, value, told):
    before = (registry.seeds / "corrections.csv").read_bytes()
    with pytest.raises(ValueError, match=told):
        CORRECTIONS.add(registry, {key: one for key, one in (ROW | {name: value}).items() if one is not None}, TODAY)
    assert (registry.seeds / "corrections.csv").read_bytes() == before


def test_one_figure_has_one_correction(registry, read_again):
    CORRECTIONS.add(registry, ROW, TODAY)
    with pytest.raises(ValueError, match="DC-2026-001"):
        CORRECTIONS.add(read_again(registry), ROW | {"expected_value": "70"}, TODAY)


def test_the_check_of_the_registry_names_file_and_line(registry, read_again):
    CORRECTIONS.add(registry, ROW, TODAY)
    path = registry.seeds / "corrections.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("34-P-48", "34-P-99"), encoding="utf-8")
    assert check_registry(read_again(registry)) == ["corrections.csv:2: admin_unit_code: no '34-P-99'"]
