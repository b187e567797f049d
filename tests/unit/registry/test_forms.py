import itertools
from datetime import date
from pathlib import Path

import pytest

from mtqg.errors import RegistryError
from mtqg.registry import load_registry
from mtqg.registry.form_files import read_form

REGISTRY = load_registry()
FORMS = REGISTRY.forms


@pytest.mark.parametrize(
    ("form", "day", "edition"),
    [
        ("NTM-01", date(2025, 12, 31), "2021-2025"),
        ("NTM-01", date(2026, 2, 14), "2021-2025"),
        ("NTM-01", date(2026, 2, 15), "2026-2030"),
        ("NTM-01", date(2026, 3, 31), "2026-2030"),
        ("VON-01", date(2025, 12, 31), "2021-2025"),
        ("VON-01", date(2026, 1, 31), "2026-2030"),
        ("TH-01", date(2023, 10, 23), "2021-2025"),
        ("TH-01", date(2026, 9, 30), "2026-2030"),
    ],
)
def test_the_last_day_of_the_period_decides_the_edition(form, day, edition):
    assert FORMS[form].edition_on(day).edition == edition


def test_there_is_no_edition_before_the_programmes():
    assert FORMS["NTM-01"].edition_on(date(2020, 12, 31)) is None


@pytest.mark.parametrize("form", FORMS)
def test_editions_of_a_form_never_overlap(form):
    editions = sorted(FORMS[form].editions, key=lambda edition: edition.valid_from)
    assert all(a.valid_to and a.valid_to < b.valid_from for a, b in itertools.pairwise(editions))


@pytest.mark.parametrize("form", FORMS)
def test_every_code_of_a_form_is_in_force_in_its_editions(form):
    for edition in FORMS[form].editions:
        for column in (column for block in edition.blocks for column in block.columns if column.indicator):
            indicator = REGISTRY.indicators[column.indicator]
            assert indicator.valid_from <= edition.valid_from, column.column_key
            assert indicator.valid_to is None or (edition.valid_to and edition.valid_to <= indicator.valid_to), (
                column.column_key
            )


@pytest.mark.parametrize("form", FORMS)
def test_no_two_columns_share_a_label(form):
    from mtqg.readers.texts import label_key

    for edition in FORMS[form].editions:
        for block in edition.blocks:
            keys = [key for column in block.columns for key in {label_key(text) for text in (column.label_vi, *column.also)}]
            assert len(keys) == len(set(keys))


@pytest.mark.parametrize(("edition", "prefix", "count"), [("2021-2025", "TC2125_", 19), ("2026-2030", "TC2630_", 10)])
def test_the_commune_form_has_one_column_a_criterion(edition, prefix, count):
    columns = FORMS["NTM-01"].edition(edition).block("xa").columns
    found = [column for column in columns if column.indicator == "NTM.XA_DAT_TC"]
    assert [column.breakdown for column in found] == [f"{prefix}{number:02d}" for number in range(1, count + 1)]
    for column in found:
        assert REGISTRY.breakdowns[column.breakdown].name_vi in column.label_vi


def test_an_edition_that_extends_another_keeps_what_it_does_not_restate():
    old, new = FORMS["NTM-01"].editions
    assert new.identity == old.identity and new.title == old.title
    assert new.block("xa").totals == old.block("xa").totals
    assert [c.column_key for c in new.block("xa").columns][:5] == ["stt", "ma_xa", "ten_xa", "nhom_xa", "tieu_chi_01"]
    assert {"ten_huyen", "nang_cao", "kieu_mau"}.isdisjoint(new.block("xa").by_key)


def test_the_district_column_exists_on_the_old_map_only():
    block = FORMS["NTM-01"].edition("2021-2025").block("xa")
    assert "ten_huyen" in {column.column_key for column in block.columns_on("63")}
    assert "ten_huyen" not in {column.column_key for column in block.columns_on("34")}


@pytest.mark.parametrize(
    ("right", "wrong", "names_line"),
    [
        ("role: order", "role: ordr", True),
        ("legal_basis:", "legal_bassis:", True),
        ("place: left", "plaice: left", True),
        ("equals: kh_giao - phan_bo", "equals: kh_giao - phanbo", False),
        ('extends: "2021-2025"', 'extends: "2020-2021"', False),
    ],
)
def test_a_typo_fails_with_file_and_line(tmp_path: Path, right, wrong, names_line):
    text = (REGISTRY.expectations / "von_01" / "form.yml").read_text(encoding="utf-8")
    path = tmp_path / "form.yml"
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(RegistryError) as fault:
        read_form(path)
    line = next(number for number, each in enumerate(text.splitlines(), 1) if right in each)
    assert str(fault.value).startswith(f"{path}:{line}:" if names_line else f"{path}:")
