"""Outboxes of a small country: the same bytes again, times of delivery, names, labels that stay one list."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mtqg import settings
from mtqg.readers import read_submission
from mtqg.registry import load_registry
from mtqg.registry.periods import parse_period
from mtqg.sample import LABELS_FILE, read_labels, write_country
from mtqg.sample.country import FORMS, duties_of
from mtqg.sample.deliveries import due_day

pytestmark = pytest.mark.slow

FEW = ("01", "48", "62")
FEW_NOW = ("01", "48", "66")


@pytest.fixture(scope="module")
def registry():
    return load_registry()


def state(out: Path) -> dict[str, tuple[bytes, float]]:
    return {path.relative_to(out).as_posix(): (path.read_bytes(), path.stat().st_mtime)
            for path in sorted(out.rglob("*")) if path.is_file()}


def test_the_same_country_has_the_same_bytes_and_times(tmp_path, registry):
    for name in ("one", "other"):
        write_country(tmp_path / name, "2026-09", defects=9, provinces=FEW_NOW, registry=registry)
    one, other = state(tmp_path / "one"), state(tmp_path / "other")
    one.pop(LABELS_FILE), other.pop(LABELS_FILE)
    assert one == other
    assert read_labels(tmp_path / "one") == read_labels(tmp_path / "other")


def test_writing_again_touches_nothing(tmp_path, registry):
    first = write_country(tmp_path, "2024-12", defects=6, provinces=FEW, registry=registry)
    before = {path: path.stat().st_ctime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert write_country(tmp_path, "2024-12", defects=6, provinces=FEW, registry=registry) == first
    assert {path: path.stat().st_ctime_ns for path in tmp_path.rglob("*") if path.is_file()} == before


def test_another_month_adds_its_labels_and_keeps_the_others(tmp_path, registry):
    december = write_country(tmp_path, "2025-12", defects=5, provinces=FEW_NOW, registry=registry).defects
    september = write_country(tmp_path, "2026-09", defects=5, provinces=FEW_NOW, registry=registry).defects
    assert set(read_labels(tmp_path)) == {*december, *september}
    write_country(tmp_path, "2026-09", defects=0, provinces=FEW_NOW, registry=registry)
    assert set(read_labels(tmp_path)) == set(december)
    assert not [path for path in tmp_path.rglob("*09*2026*.xlsx") if "(lan 2)" in path.name or "(1)" in path.name]


EVERY_QUARTER = {"von_01", "ntm_01", "th_01", "ocop_01", "vm_01", "kh_01"}


@pytest.mark.parametrize(("period", "folders", "agencies"), [
    ("2024-12", {*EVERY_QUARTER, "gn_01", "gn_02"}, {"TC", "VP", "LD"}),
    ("2024-11", {"von_01", "th_01", "kh_01", "gn_01"}, {"TC", "VP", "LD"}),
    ("2025-03", EVERY_QUARTER - {"kh_01"}, {"TC", "VP"}),
    ("2025-12", {*EVERY_QUARTER, "gn_01", "gn_02", "dt_01"}, {"TC", "VP", "NN", "DT"}),
    ("2026-Q3", {*EVERY_QUARTER, "dt_01"}, {"TC", "VP", "DT"})])
def test_a_month_brings_every_form_that_is_owed_with_it(tmp_path, registry, period, folders, agencies):
    provinces = ("48",)
    written = write_country(tmp_path, period, provinces=provinces, registry=registry)
    geography = "63" if period < "2025-07" else "34"
    parts = {path.relative_to(tmp_path).parts for path in written.files}
    assert {part[2] for part in parts} == folders and {part[0] for part in parts} == {geography}
    assert {part[1] for part in parts} == {f"48-{agency}" for agency in agencies}
    assert not written.missing and not written.defects


def test_a_source_that_owes_nothing_this_month_has_an_empty_outbox(tmp_path, registry):
    write_country(tmp_path, "2026-09", provinces=("48",), registry=registry)
    assert not list((tmp_path / "34" / "48-NN").rglob("*.xlsx")) and (tmp_path / "34" / "48-NN").is_dir()


def test_the_preliminary_count_of_the_poor_comes_before_the_official_one(tmp_path, registry):
    early, = write_country(tmp_path, "2024-11", provinces=("62",), forms=("GN-01",), registry=registry).files
    late, = write_country(tmp_path, "2024-12", provinces=("62",), forms=("GN-01",), registry=registry).files
    assert early != late and early.stat().st_mtime < late.stat().st_mtime
    vintages = [read_submission(path.read_bytes(), path.name, registry).identity.vintage for path in (early, late)]
    assert vintages == ["preliminary", "official"]


def test_the_ministry_plans_the_next_year_in_december(tmp_path, registry):
    files = write_country(tmp_path, "2025-12", registry=registry, forms=("BTC-M09",)).files
    assert {path.relative_to(tmp_path).parts[:3] for path in files} == {("VN", "VN-BTC", "btc_m09")}
    said = [read_submission(path.read_bytes(), path.name, registry, source=registry.source("VN-BTC", parse_period("2025-12").end))
            for path in files]
    units = {one.identity.period_code: {code for code in one.cells.columns["admin_unit_code"] if code and "-P-" in code}
             for one in said}
    assert {code: len(found) for code, found in units.items()} == {"2025": 63, "2026": 34}
    assert not [finding for one in said for finding in one.findings]


def test_a_map_that_is_not_the_periods_is_refused(tmp_path, registry):
    with pytest.raises(ValueError, match="63"):
        write_country(tmp_path, "2024-12", geography="34", registry=registry)
    with pytest.raises(ValueError, match="no province 49"):
        write_country(tmp_path, "2026-09", provinces=("49",), registry=registry)


def test_most_deliveries_come_in_time_and_a_few_after_the_days_of_grace(registry):
    late = total = 0
    for period in ("2024-09", "2024-12", "2025-12", "2026-03", "2026-09"):
        for duty in duties_of(registry, 1, parse_period(period).end, FORMS, None):
            due, grace = due_day(registry, duty.source, duty.form_code, duty.period_code, duty.vintage)
            end = datetime.combine(due + timedelta(days=(grace or 0) + 1), datetime.min.time(), settings.TIME_ZONE)
            is_due_after = due > parse_period(duty.period_code).end
            assert not is_due_after or duty.delivered_at.date() > parse_period(duty.period_code).end
            assert (duty.delivered_at >= end) == (duty.days_late > 0)
            assert duty.delivered_at < end + timedelta(days=5)
            total += duty.form_code != "TH-01"
            late += duty.days_late > 0
    assert 0.02 < late / total < 0.11


def test_one_or_two_duties_are_left_undone(tmp_path, registry):
    written = write_country(tmp_path, "2026-08", registry=registry, forms=("VON-01",))
    assert len(written.missing) in (1, 2)
    assert len(written.files) == 34 - len({duty.source.source_code for duty in written.missing})


def test_files_are_named_as_provinces_name_them(tmp_path, registry):
    names = {path.name for path in write_country(tmp_path, "2024-12", provinces=("38", "62"), registry=registry).files}
    assert {"Bieu VON-01 thang 12-2024 Kon Tum.xlsx", "Biểu NTM-01 quý IV năm 2024 - Thanh Hóa.xlsx"} <= names
