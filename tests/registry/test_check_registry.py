"""`mtqg check-registry`: sound as it stands, and every kind of fault is named with file and line."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from mtqg import settings
from mtqg.errors import RegistryError
from mtqg.registry import Registry, load_registry
from mtqg.registry.check import check_registry

pytestmark = pytest.mark.slow          # each loads the whole registry anew

ROOT = settings.project_root()


@pytest.fixture
def copied(tmp_path: Path) -> Registry:
    shutil.copytree(ROOT / "expectations", tmp_path / "expectations")
    shutil.copytree(ROOT / "dbt_project" / "seeds", tmp_path / "dbt_project" / "seeds")
    return Registry(tmp_path / "expectations", tmp_path / "dbt_project" / "seeds")


def spoil(path: Path, old: str, new: str) -> int:
    """The line on which the first `old` became `new`."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[:text.index(old)].count("\n") + 1


def test_the_registry_of_the_project_is_sound():
    assert check_registry(load_registry()) == []


@pytest.mark.parametrize(("file", "old", "new", "says"), [
    ("indicators.csv", "NTM.XA_DC,,,CT.XA", "NTM.XA_KHONG,,,CT.XA", "numerator_code: no 'NTM.XA_KHONG'"),
    ("programmes.csv", "GNBV-DA1-T1,GNBV-DA1,", "GNBV-DA1-T1,GNBV-DA99,", "parent_code: no 'GNBV-DA99'"),
    ("capital_sources.csv", "DTPT,NSTW_TN", "DTPX,NSTW_TN", "nature_code: no 'DTPX'"),
    ("obligations.csv", "NTM-01,commune_results,VP", "NTM-01,commune_results,XX", "agency_code: no 'XX'"),
    ("admin_units_34.csv", "34-P-01,01,,Ba Đình", "34-P-99,01,,Ba Đình", "parent_admin_unit_code: no '34-P-99'"),
    ("national_results.csv", "GN.TL_HN_DTTS,_T", "GN.HN_DTTS,_T", "indicator_code: GN.HN_DTTS has no numerator and denominator"),
])
def test_a_code_that_does_not_resolve_is_named_with_file_and_line(copied, file, old, new, says):
    line = spoil(copied.seeds / file, old, new)
    faults = check_registry(copied)
    assert any(fault.startswith(f"{file}:{line}: ") and says in fault for fault in faults), faults


def test_a_date_that_is_none_is_named_with_file_and_line(copied):
    line = spoil(copied.seeds / "agencies.csv", "2025-03-01", "2025-13-01")
    assert any(fault.startswith(f"agencies.csv:{line}: ") for fault in check_registry(copied))


def test_a_stranger_in_sources_yml_is_named_with_file_and_line(copied):
    line = spoil(copied.expectations / "sources.yml", "agency: TC", "agencie: TC")
    with pytest.raises(RegistryError, match=rf"sources.yml:{line}"):
        _ = copied.sources


def test_a_code_of_a_form_that_does_not_resolve_is_named_with_file_and_line(copied):
    line = spoil(copied.expectations / "von_01" / "form.yml", "FN.PHANBO", "FN.PHANBOX")
    assert any(fault.startswith(f"von_01/form.yml:{line}: ") and "FN.PHANBOX" in fault for fault in check_registry(copied))


@pytest.mark.parametrize(("form", "old", "new", "says"), [
    ("gn_02", "valid_to: 2026-12-31", "valid_to: 2027-12-31", "column thieu_hut_01: GN.TH01 is not in force through the edition"),
    ("von_01", "programmes: [HN2635]", "programmes: [NTM]", "block von: NTM is not in force in the edition"),
    ("von_01", "NSDP-T-SN]\n        totals", "NSDP-H-SN]\n        totals", None),
    ("th_01", "indicator: NTM.XA_HD", "indicator: NTM.HUYEN_DC", "NTM.HUYEN_DC is not in force in the edition"),
    ("gn_01", "measure_unit: NGUOI", "measure_unit: TRIEU_DONG", "TRIEU_DONG is no measure unit of GN.HN_DK (NGUOI)"),
])
def test_what_a_form_names_is_in_force_in_the_periods_of_its_edition(copied, form, old, new, says):
    spoil(copied.expectations / form / "form.yml", old, new)
    faults = check_registry(copied)
    if says is None:
        assert faults == []                 # in force until the middle of the edition: templates leave it out afterwards
        return
    found = [fault for fault in faults if says in fault]
    assert found and found[0].startswith(f"{form}/form.yml:"), faults
    line = int(found[0].split(":")[1])
    code = next(word for word in says.split() if word.isupper() or "." in word)
    assert code in (copied.expectations / form / "form.yml").read_text(encoding="utf-8").splitlines()[line - 1]


def test_a_row_that_stands_twice_is_refused(copied):
    path = copied.seeds / "measure_units.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    with pytest.raises(RegistryError, match="stands twice"):
        _ = copied.measure_units


def test_the_command_prints_the_faults_and_ends_with_1(copied, monkeypatch):
    from mtqg.commands.check_registry import check_registry as command

    spoil(copied.seeds / "obligations.csv", "NTM-01,commune_results,VP", "NTM-01,commune_results,XX")
    monkeypatch.setattr("mtqg.registry.load_registry", lambda: copied)
    answer = CliRunner().invoke(command, standalone_mode=False)
    assert answer.return_value == 1
    assert "obligations.csv" in answer.output
