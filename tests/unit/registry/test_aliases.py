"""Spellings seen in files and names a person confirmed are applied; what is ambiguous, of another province or day is not."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from mtqg import settings
from mtqg.readers import read_submission
from mtqg.readers.candidates import quarantined_rows
from mtqg.registry import Registry, load_registry
from mtqg.registry.check import check_registry

pytestmark = pytest.mark.slow          # each loads the whole registry anew

ROOT = settings.project_root()
DAY_63, DAY_34 = date(2024, 12, 31), date(2026, 9, 30)
CASES = Path(__file__).parents[2] / "forms"


@pytest.fixture
def with_aliases(registry, read_again):
    """The registry with these confirmed aliases: `kind,text,code,province,from,to`."""
    def made(*rows: str) -> Registry:
        with (registry.seeds / "confirmed_aliases.csv").open("w", encoding="utf-8") as stream:
            stream.write("kind,text,code,province_code,valid_from,valid_to,document,provenance\n")
            stream.writelines(f"{row},,S\n" for row in rows)
        return read_again(registry)
    return made


@pytest.mark.parametrize(("text", "day", "level", "province", "code"), [
    ("Huyện Đắk RLấp", DAY_63, "district", "63-P-67", "63-D-666"), ("huyện M’Drắk", DAY_63, "district", "63-P-66", "63-D-652"),
    ("Xã Đắk DRông", DAY_63, "commune", "63-P-67", "63-C-24652"), ("BẮC CẠN", DAY_63, "province", None, "63-P-06")])
def test_a_spelling_seen_in_a_file_is_the_unit(text, day, level, province, code):
    assert [unit.admin_unit_code for unit in load_registry().units.match(text, day, level, province)] == [code]


def test_an_ambiguous_spelling_is_none():
    aliases = load_registry().aliases
    assert aliases.code("unit", "Phường 1", DAY_63) is None
    assert aliases.code("indicator", "FN.TL_GN", DAY_34) is None
    assert aliases.code("indicator", "GN.KHAU_N", DAY_34) == "GN.HN:NHAN_KHAU"


def test_an_alias_of_one_value_kind_is_not_applied():
    assert load_registry().aliases.code("indicator", "GN.KH_GIAM", DAY_34) is None


def test_a_confirmed_name_holds_in_its_province_and_its_days(with_aliases):
    found = with_aliases("unit,Phường Cổng Đỏ,34-C-20194,34-P-48,2026-01-01,2026-12-31").units
    said = ("phường cổng đỏ", DAY_34, "commune")
    assert [unit.admin_unit_code for unit in found.match(*said, "34-P-48")] == ["34-C-20194"]
    assert found.match(*said, "34-P-38") == []
    assert found.match("phường cổng đỏ", date(2027, 1, 31), "commune", "34-P-48") == []


def test_a_name_confirmed_for_one_province_comes_before_that_for_all(with_aliases):
    aliases = with_aliases("indicator,Hộ khó,GN.HN,,,", "indicator,Hộ khó,GN.HCN,34-P-48,,").aliases
    assert aliases.code("indicator", "hộ  KHÓ", DAY_34, "34-P-48") == "GN.HCN"
    assert aliases.code("indicator", "hộ khó", DAY_34, "34-P-38") == "GN.HN"


@pytest.mark.parametrize(("row", "says"), [
    ("unit,A,34-C-99999,,,", "no '34-C-99999' among the units"), ("indicator,B,GN.HN:KHONG,,,", "among the indicators"),
    ("component,C,KHONG,,,", "among the components"), ("indicator,D,GN.HN,34-P-00,,", "province_code: no '34-P-00'")])
def test_an_alias_of_nothing_is_named_with_file_and_line(with_aliases, row, says):
    faults = check_registry(with_aliases("indicator,Đúng,GN.HN,,,", row))
    assert any(fault.startswith("confirmed_aliases.csv:3: ") and says in fault for fault in faults), faults


def test_a_text_that_means_two_things_at_once_is_a_fault(with_aliases):
    faults = check_registry(with_aliases("indicator,Hai,GN.HN,,,", "indicator,Hai,GN.HCN,,,"))
    assert sum("means several codes" in fault for fault in faults) == 2


@pytest.mark.parametrize(("form", "kind"), [("VON-01", "component"), ("TH-01", "indicator")])
def test_a_strange_name_is_set_aside_with_candidates_and_read_once_it_is_confirmed(with_aliases, form, kind):
    before = with_aliases()
    folder = CASES / form.lower().replace("-", "_") / "names_without_codes"
    content = (folder / "workbook.xlsx").read_bytes()
    reading = read_submission(content, "a.xlsx", before, form_code=form)
    columns = reading.cells.columns
    index = next(n for n in range(len(reading.cells)) if columns["cell_role"][n] == "row_label" and columns["row_key"][n]
                 and columns["row_role"][n] in ("item", "subtotal") and len(columns["value_text"][n]) > 12)
    cell, typed, key = columns["cell_ref"][index], columns["value_text"][index], columns["row_key"][index]
    code = key.split("|")[0] if kind == "component" else key.split(":")[0]
    book = load_workbook(BytesIO(content))
    book[columns["sheet"][index]][cell] = f"{typed[:-4]} khac ten"
    buffer = BytesIO()
    book.save(buffer)
    strange = read_submission(buffer.getvalue(), "a.xlsx", before, form_code=form)
    found = [row for row in quarantined_rows(strange, before) if row.text.endswith("khac ten")]
    assert found, [finding.rule_id for finding in strange.findings]
    assert found[0].kind == kind
    assert code in {candidate.code for candidate in found[0].candidates}
    after = with_aliases(f'{kind},"{typed[:-4]} khac ten",{code},,,')
    again = read_submission(buffer.getvalue(), "a.xlsx", after, form_code=form)
    assert not [row for row in quarantined_rows(again, after) if row.text.endswith("khac ten")]
    assert key in again.cells.columns["row_key"]
