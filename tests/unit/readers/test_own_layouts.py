"""A source's own layout: proposed with evidence, confirmed by a person, read by its map; unconfirmed columns are set aside."""

from __future__ import annotations

import shutil
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
import yaml
from click.testing import CliRunner

from mtqg import settings
from mtqg.commands.propose_layout import propose_layout
from mtqg.errors import RegistryError
from mtqg.readers import count_cells, read_submission
from mtqg.registry import Registry, load_registry
from mtqg.registry.check import check_registry

pytestmark = pytest.mark.slow          # each loads the whole registry anew

SOURCE = load_registry().source("48-TC", date(2026, 9, 30))
#: What the finance department writes over its columns -> the column of VON-01.
HEADERS = {
    "Số TT": "stt", "Chương trình, dự án": "noi_dung", "Mã số": "ma", "Nguồn": "nguon_von", "Vốn năm": "nam_von",
    "KH vốn giao": "kh_giao", "Đã p.bổ chi tiết": "phan_bo", "Chưa p.bổ": "chua_pb", "Kéo dài sang": "keo_dai",
    "Tổng KH": "tong_kh",
    "GN lũy kế": "gn_lk", "GN vốn kéo dài": "gn_kd", "Tỷ lệ GN (%)": "ty_le", "Hủy dự toán": "huy", "Ước GN tháng sau": "uoc_gn",
}
LETTERS = "ABCDEFGHIJKLMNO"


def workbook(headers=tuple(HEADERS), heading: str = "Tháng 9 năm 2026") -> bytes:
    """The source's own sheet: no line of the official form but its province and its month."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet("TienDo")
        page.write(0, 0, "Thành phố Đà Nẵng")
        page.write(1, 0, heading)
        page.write(2, 0, "Triệu đồng")
        page.write_row(4, 0, headers)
        page.write_row(5, 0, [1, "", "HN2635-HP1", "NSTW-DTPT-TN", 2026, 1000, 900, 100, 0, 1000, 400, 0, 40, 0, 450])
    return buffer.getvalue()


def layout(**changes) -> dict:
    columns = [{"column": letter, "label": label, "column_key": key, "confirmed": True}
               for letter, (label, key) in zip(LETTERS, HEADERS.items(), strict=True)]
    return {"edition": "2026-2030", "valid_from": "2026-02-15", "sheet": "TienDo", "header_rows": [5, 5], "first_row": 6,
            "identity": {"admin_unit": "A1", "period": "A2", "measure_unit": "A3"}, "columns": columns, **changes}


@pytest.fixture
def registry(tmp_path: Path):
    """A registry with layouts of this test alone: call it with what the file says."""
    root = settings.project_root()
    shutil.copytree(root / "expectations", tmp_path / "expectations")
    shutil.rmtree(tmp_path / "expectations" / "layouts", ignore_errors=True)

    def made(*layouts: dict, source: str = "48-TC", form: str = "VON-01", name: str = "von_01.yml") -> Registry:
        path = tmp_path / "expectations" / "layouts" / "48-TC" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump({"source_code": source, "form_code": form, "layouts": list(layouts)}, allow_unicode=True,
                                       sort_keys=False), encoding="utf-8")
        return Registry(tmp_path / "expectations", root / "dbt_project" / "seeds")

    return made


def read(registry: Registry, content: bytes | None = None, source=SOURCE):
    return read_submission(content or workbook(), "tien do.xlsx", registry, form_code="VON-01", source=source)


def figures(reading) -> dict[str, tuple]:
    columns = reading.cells.columns
    return {columns["column_key"][n]: (columns["cell_status"][n], columns["canonical_value"][n])
            for n in range(len(reading.cells))
            if columns["row_no"][n] == 6 and columns["cell_role"][n] == "value" and columns["column_key"][n]}


def rules(reading) -> set[str]:
    return {finding.rule_id for finding in reading.findings}


def test_without_a_map_the_layout_is_not_guessed(registry):
    reading = read(registry())
    assert not reading.is_readable
    assert "COMMON-R003" in rules(reading)
    assert count_cells(reading.cells)["accepted"] == 0


def test_a_confirmed_map_is_read(registry):
    reading = read(registry(layout()))
    assert reading.is_readable
    assert (reading.identity.admin_unit_code, reading.identity.period_code, reading.identity.edition) == (
        "34-P-48", "2026-09", "2026-2030")
    assert figures(reading)["kh_giao"] == ("accepted", 1_000_000_000)
    assert figures(reading)["gn_lk"] == ("accepted", 400_000_000)
    assert not rules(reading) & {"COMMON-R007", "COMMON-R008", "COMMON-R043"}


def test_an_unconfirmed_column_is_set_aside_and_said(registry):
    said = layout()
    said["columns"][10]["confirmed"] = False
    reading = read(registry(said))
    assert "gn_lk" not in figures(reading)
    [found] = [one for one in reading.findings if one.rule_id == "COMMON-R043"]
    assert (found.cell_ref, found.actual, found.expected) == ("K5", "GN lũy kế", "gn_lk")
    status = dict(zip(reading.cells.columns["cell_ref"], reading.cells.columns["cell_status"], strict=True))
    assert status["K6"] == "quarantined"
    counts = count_cells(reading.cells)
    assert counts["read"] == sum(counts[name] for name in ("accepted", "rejected", "quarantined", "ignored"))


def test_a_map_whose_labels_no_longer_stand_there_does_not_fit(registry):
    moved = list(HEADERS)
    moved[5], moved[6] = moved[6], moved[5]
    assert not read(registry(layout()), workbook(moved)).is_readable


def test_a_column_without_a_letter_is_found_by_its_label(registry):
    said = layout()
    for column in said["columns"]:
        del column["column"]
    moved = list(HEADERS)
    moved[5], moved[6] = moved[6], moved[5]
    reading = read(registry(said), workbook(moved))
    assert (figures(reading)["phan_bo"][1], figures(reading)["kh_giao"][1]) == (1_000_000_000, 900_000_000)


def test_a_map_is_used_in_its_validity_only(registry):
    assert not read(registry(layout(valid_to="2026-08-31"))).is_readable
    assert read(registry(layout(valid_to="2026-08-31"), layout(valid_from="2026-09-01"))).is_readable


def test_a_map_is_that_of_one_source(registry):
    other = load_registry().source("38-TC", date(2026, 9, 30))
    assert not read(registry(layout()), source=other).is_readable


@pytest.mark.parametrize(("changes", "says", "line_has"), [
    ({"edition": "1999"}, "no edition '1999'", "1999"),
    ({"not_sent": ["khong_co"]}, "no column 'khong_co'", "khong_co"),
    ({"valid_from": "2022-01-01"}, "in force while edition 2026-2030 is not", "2022-01-01"),
    ({"block": "khong"}, "no block 'khong'", "khong"),
])
def test_check_registry_names_file_and_line(registry, changes, says, line_has):
    faulty = registry(layout(**changes))
    path = faulty.expectations / "layouts" / "48-TC" / "von_01.yml"
    line = next(number for number, text in enumerate(path.read_text().splitlines(), 1) if line_has in text)
    assert any(fault.startswith(f"layouts/48-TC/von_01.yml:{line}: ") and says in fault for fault in check_registry(faulty))


def test_a_file_in_the_wrong_place_and_a_typo_are_named(registry):
    assert any("wrong folder" in fault for fault in check_registry(registry(layout(), name="th_01.yml")))
    with pytest.raises(RegistryError, match=r"th_01\.yml:\d+"):
        _ = registry(layout(hedaer=1), name="th_01.yml").layouts


def test_a_proposal_is_whole_unconfirmed_and_reads_once_a_person_confirms_it(registry, tmp_path):
    file, out = tmp_path / "tien do.xlsx", tmp_path / "von_01.yml"
    file.write_bytes(workbook())
    ran = CliRunner().invoke(propose_layout, [str(file), "--form", "VON-01", "--source", "48-TC", "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    proposed = yaml.safe_load(out.read_text(encoding="utf-8"))["layouts"][0]
    assert [column["column"] for column in proposed["columns"]] == list(LETTERS)
    assert not any(column["confirmed"] for column in proposed["columns"])
    assert all(column["evidence"] for column in proposed["columns"] if column["column_key"])
    right = {column["label"]: column["column_key"] for column in proposed["columns"]}
    assert sum(right[label] == key for label, key in HEADERS.items()) >= 9, right
    assert not figures(read(registry(proposed)))
    assert "COMMON-R043" in rules(read(registry(proposed | {"edition": "2026-2030", "valid_from": "2026-02-15", "identity": {
        "admin_unit": "A1", "period": "A2", "measure_unit": "A3"}})))
    for column in proposed["columns"]:
        column |= {"confirmed": True, "column_key": HEADERS[column["label"]]}
    proposed |= {"edition": "2026-2030", "valid_from": "2026-02-15", "not_sent": [], "identity": {
        "admin_unit": "A1", "period": "A2", "measure_unit": "A3"}}
    assert figures(read(registry(proposed)))["tong_kh"] == ("accepted", 1_000_000_000)


#: How a province heads its two tables of GN-01, one below the other or on two sheets -> the columns of the form.
MOVES = {"TT": "stt", "Mã": "ma_xa", "Đơn vị (xã)": "ten_xa", "Nghèo đầu năm": "dau_ky", "Ra cận nghèo": "tro_can_ngheo",
         "Vượt hẳn": "vuot_can_ngheo", "Giảm do khác": "giam_khac", "Rơi xuống nghèo": "can_ngheo_thanh_ngheo",
         "Nghèo lại": "tai_ngheo", "Nghèo mới": "phat_sinh", "Tăng do khác": "tang_khac", "Nghèo cuối năm": "cuoi_ky"}


def two_tables(is_one_sheet: bool) -> bytes:
    """Households and persons of one commune of Đà Nẵng."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        pages = [book.add_worksheet("Ho"), *([] if is_one_sheet else [book.add_worksheet("Khau")])]
        for page in pages:
            page.write_column(0, 0, ["Thành phố Đà Nẵng", "Năm 2026"])
        for place, factor in enumerate((1, 3)):
            page, row = pages[-1] if place else pages[0], 8 * place if is_one_sheet else 0
            page.write(row + 3, 0, "Phần hộ" if not place else "Phần khẩu")
            page.write_row(row + 4, 0, list(MOVES))
            figures = [factor * number for number in (50, 5, 6, 0, 1, 2, 3, 0, 45)]
            page.write_row(row + 5, 0, [1, "20242", "Phường Hải Châu", *figures])
            page.write_row(row + 6, 0, ["", "", "TỔNG SỐ", *figures])
    return buffer.getvalue()


@pytest.mark.parametrize("is_one_sheet", [True, False])
def test_a_file_of_layouts_maps_every_block_of_the_form(registry, is_one_sheet):
    layouts = []
    for place, prefix in enumerate(("", "nk_")):
        row = 8 * place if is_one_sheet else 0
        layouts.append({
            "edition": "2026-2030", "block": "nhan_khau" if place else "ho", "valid_from": "2026-01-01",
            "sheet": "Khau" if place and not is_one_sheet else "Ho", "header_rows": [row + 5, row + 5], "first_row": row + 6,
            "identity": {"admin_unit": "A1", "period": "A2"},
            "columns": [{"column": letter, "label": label, "column_key": prefix + key, "confirmed": True}
                        for letter, (label, key) in zip(LETTERS, MOVES.items(), strict=False)]})
    mapped = registry(*layouts, form="GN-01", name="gn_01.yml")
    reading = read_submission(two_tables(is_one_sheet), "gn.xlsx", mapped, form_code="GN-01", source=SOURCE)
    assert reading.is_readable
    assert not rules(reading) & {"COMMON-R007", "COMMON-R008", "COMMON-R010"}
    columns = reading.cells.columns
    found = {(columns["block_code"][n], columns["column_key"][n]): columns["canonical_value"][n]
             for n in range(len(reading.cells)) if columns["cell_role"][n] == "value" and columns["cell_status"][n] == "accepted"}
    assert (found["ho", "cuoi_ky"], found["nhan_khau", "nk_cuoi_ky"]) == (45, 135)
    assert len(found) == 18
    counts = count_cells(reading.cells)
    assert counts["read"] == sum(counts[name] for name in ("accepted", "rejected", "quarantined", "ignored"))
    keys = list(zip(columns["sheet"], columns["cell_ref"], columns["part_no"], strict=True))
    assert len(keys) == len(set(keys))
