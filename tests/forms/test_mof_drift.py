"""The Ministry of Finance's table drifts from year to year: whatever changes, it is read right or comes back as a proposal."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest
from click.testing import CliRunner
from mof_layouts import HEADERS, mof_sheet
from painting import Cell, Sheet, paint

from mtqg.commands.propose_layout import propose_layout
from mtqg.quality.offline import check_workbook
from mtqg.readers import count_cells, read_opened, read_submission
from mtqg.readers.cells import address
from mtqg.readers.containers.opening import open_workbooks
from mtqg.readers.proposals import propose
from mtqg.registry import load_registry
from mtqg.registry.layouts import LayoutFile
from mtqg.registry.yaml_files import read_model

REGISTRY = load_registry()
TITLE = "DỰ TOÁN THU, CHI NGÂN SÁCH CỦA CÁC TỈNH, THÀNH PHỐ TRỰC THUỘC TRUNG ƯƠNG NĂM"
HEADER = 7                  # its first row, 0-based
MONEY = 4                   # a column of money


def of_year(year: int, said: int | None = None, name: str = "M09", title: str = TITLE) -> Sheet:
    sheet = deepcopy(mof_sheet(REGISTRY, year, name))
    sheet.type((2, 0), f"{title} {said or year}")
    return sheet


def unlike(sheet: Sheet) -> Sheet:
    """The same table with other figures, none of which is meant to be read."""
    sheet.cells = {at: Cell(cell.typed * 3 if cell.status and cell.column_key != "ty_le" else cell.typed)
                   for at, cell in sheet.cells.items()}
    return sheet


def in_table(sheet: Sheet) -> set[int]:
    return {row for (row, _), cell in sheet.cells.items() if cell.status}


def last_header_row(year: int) -> int:
    return HEADER + len(HEADERS[year][0])


def read(*sheets: Sheet, file: str = "bang.xlsx"):
    """(reading, accepted figures) after a proof that every accepted figure is one that was meant."""
    content = paint(*sheets)
    reading = read_submission(content, file, REGISTRY)
    meant = {(sheet.name, address(*at)): (cell.row_key, cell.column_key, cell.number)
             for sheet in sheets for at, cell in sheet.cells.items() if cell.status}
    names = ("sheet", "cell_ref", "row_key", "column_key", "value", "cell_role", "cell_status")
    accepted = 0
    for sheet, ref, row, column, value, role, status in zip(*(reading.cells.columns[name] for name in names), strict=True):
        if (role, status) == ("value", "accepted") and value is not None and (value or (sheet, ref) in meant):
            assert meant.get((sheet, ref)) == (row, column, value), (sheet, ref, row, column, value)
            accepted += 1
    counts = count_cells(reading.cells)
    assert counts["read"] == sum(counts[name] for name in ("accepted", "rejected", "quarantined", "ignored"))
    return reading, accepted, content


def critical(reading) -> set[str]:
    return {one.rule_id for one in reading.findings if REGISTRY.rules[one.rule_id].severity == "critical"}


def is_proposed(content: bytes) -> bool:
    found = propose(open_workbooks(content, "bang.xlsx", REGISTRY).grids, REGISTRY)
    return found is not None and found.form.form_code == "BTC-M09"


def column_left_out(sheet: Sheet, year: int) -> None:
    sheet.cells = {(row, column - (column > 2 and row >= HEADER)): cell for (row, column), cell in sheet.cells.items()
                   if not (column == 2 and row >= HEADER)}


def column_added(sheet: Sheet, year: int) -> None:
    sheet.move(lambda row, column: (row, column + (column >= MONEY and row >= HEADER)))
    sheet.cells[last_header_row(year) - 2, MONEY] = Cell("CHI TỪ NGUỒN VƯỢT THU")
    sheet.cells |= {(row, MONEY): Cell(7.0) for row in (*in_table(sheet), last_header_row(year))}


def column_renamed(sheet: Sheet, year: int) -> None:
    at = max(at for at, cell in sheet.cells.items() if HEADER <= at[0] < last_header_row(year) and isinstance(cell.typed, str)
             and at[1] == MONEY)
    sheet.type(at, f"{sheet.cells[at].typed} VÀ TRẢ NỢ")


def no_column_numbers(sheet: Sheet, year: int) -> None:
    sheet.drop_row(last_header_row(year))


@pytest.mark.parametrize("year", HEADERS)
@pytest.mark.parametrize("change", [column_left_out, column_added, column_renamed, no_column_numbers])
def test_an_unknown_layout_comes_back_as_a_proposal(year, change):
    sheet = of_year(year)
    change(sheet, year)
    reading, accepted, content = read(sheet)
    assert (reading.is_readable, accepted) == (False, 0)
    [found] = [one for one in reading.findings if one.rule_id == "COMMON-R003"]
    assert "BTC-M09" in found.details["likest"]
    assert is_proposed(content)


def columns_exchanged(sheet: Sheet, year: int) -> None:
    last = 1 + len(HEADERS[year][2])
    sheet.move(lambda row, column: (row, {MONEY: last, last: MONEY}.get(column, column) if row >= HEADER else column))


def year_with_a_dot(sheet: Sheet, year: int) -> None:
    sheet.type((2, 0), f"{TITLE} 2.{year % 1000:03d}")


def year_on_a_line_of_its_own(sheet: Sheet, year: int) -> None:
    sheet.type((2, 0), TITLE.removesuffix(" NĂM"))
    sheet.insert_row(3, {0: Cell(f"NĂM {year}")})


def rows_hidden(sheet: Sheet, year: int) -> None:
    sheet.hidden_rows |= set(list(in_table(sheet))[:5])


def zeros_and_notes_below(sheet: Sheet, year: int) -> None:
    bottom = max(in_table(sheet))
    sheet.cells[bottom + 1, 1] = Cell("Ghi chú: (1) Chưa gồm 1.234 tỷ đồng vốn ngoài nước; (2) số tạm phân bổ.")
    sheet.cells |= {(bottom + step, column): Cell(0.0) for step in (3, 4) for column in range(2, 6)}


def names_as_people_write_them(sheet: Sheet, year: int) -> None:
    for code, name in (("63-P-79", "TP. Hồ Chí Minh"), ("63-P-46", "Thừa Thiên-Huế"), ("63-P-77", "Bà Rịa-Vũng Tàu"),
                       ("63-P-66", "ĐĂK LĂK")):
        row = next((row for (row, _), cell in sheet.cells.items() if cell.row_key == code), None)
        if row is not None:
            sheet.type((row, 1), name)


@pytest.mark.parametrize("year", HEADERS)
@pytest.mark.parametrize("change", [columns_exchanged, year_with_a_dot, year_on_a_line_of_its_own, rows_hidden,
                                    zeros_and_notes_below, names_as_people_write_them])
def test_what_changes_no_word_of_a_column_is_read(year, change):
    sheet = of_year(year)
    whole = sum(bool(cell.status) for cell in sheet.cells.values())
    change(sheet, year)
    reading, accepted, _ = read(sheet)
    assert (reading.identity.period_code, accepted, critical(reading)) == (str(year), whole, set())


@pytest.mark.parametrize(("year", "said"), [(2003, 2006), (2008, 2011), (2012, 2013), (2012, 2010), (2016, 2017), (2016, 2012)])
def test_the_words_of_another_year_are_read_and_said(year, said):
    reading, accepted, _ = read(of_year(year, said))
    assert accepted > 300
    assert "COMMON-R060" in {one.rule_id for one in reading.findings}
    assert critical(reading) <= {"COMMON-R009"}             # Hà Tây of 2008 is no province of 2011


@pytest.mark.parametrize("year", [2012, 2016])
@pytest.mark.parametrize("is_first", [True, False])
def test_final_accounts_beside_the_plan_are_no_plan(year, is_first):
    plan = of_year(year, name="DT")
    left_out = min(in_table(plan))
    plan.drop_row(left_out)                                 # what the plan lacks the final account has
    final = unlike(of_year(year, year - 2, "QT", "QUYẾT TOÁN THU, CHI NGÂN SÁCH CỦA CÁC TỈNH, THÀNH PHỐ NĂM"))
    reading, accepted, _ = read(*((final, plan) if is_first else (plan, final)))
    assert (reading.identity.period_code, accepted) == (str(year), sum(bool(cell.status) for cell in plan.cells.values()))
    assert any(one.rule_id == "COMMON-R008" and one.sheet == "QT" for one in reading.findings)


@pytest.mark.parametrize("year", [2012, 2016])
@pytest.mark.parametrize("is_first", [True, False])
def test_the_plan_of_the_year_before_is_set_aside_and_said(year, is_first):
    plan, before = of_year(year), unlike(of_year(year, year - 1, "truoc"))
    reading, _, _ = read(*((before, plan) if is_first else (plan, before)))
    assert reading.identity.period_code == str(year)
    assert any(one.rule_id == "COMMON-R064" and one.sheet == "truoc" for one in reading.findings)


def test_the_name_of_the_file_tells_which_of_two_years_is_meant():
    following = unlike(of_year(2016, 2017, "tiep"))
    reading, accepted, _ = read(of_year(2016), following, file="Plan_2016.xlsx")
    assert (reading.identity.period_code, accepted > 300) == ("2016", True)
    assert any(one.rule_id == "COMMON-R064" and one.sheet == "tiep" for one in reading.findings)


@pytest.mark.parametrize("year", HEADERS)
def test_a_second_table_below_never_changes_the_first(year):
    sheet = of_year(year)
    below = unlike(of_year(year, year - 1))
    offset = 4 + max(row for row, _ in sheet.cells)
    below.move(lambda row, column: (row + offset, column))
    sheet.cells |= below.cells
    read(sheet)


@pytest.mark.parametrize("year", HEADERS)
def test_a_proposed_map_reads_once_a_person_confirms_it(year, tmp_path):
    sheet = of_year(year)
    column_renamed(sheet, year)
    file, out = tmp_path / "bang.xlsx", tmp_path / "btc_m09.yml"
    file.write_bytes(paint(sheet))
    assert CliRunner().invoke(propose_layout, [str(file), "--out", str(out)]).exit_code == 0
    assert check_workbook(file.read_bytes(), file.name, REGISTRY, tried=read_model(out, LayoutFile)).status == "rejected"
    out.write_text(out.read_text(encoding="utf-8").replace("confirmed: false", "confirmed: true"), encoding="utf-8")
    reading = read_opened(open_workbooks(file.read_bytes(), file.name, REGISTRY), file.name, REGISTRY,
                          tried=read_model(out, LayoutFile))
    meant = {address(*at): (cell.row_key, cell.column_key, cell.number) for at, cell in sheet.cells.items() if cell.status}
    names = ("cell_ref", "row_key", "column_key", "value", "cell_role", "cell_status")
    read_as = {ref: (row, column, value) for ref, row, column, value, role, status in zip(
        *(reading.cells.columns[name] for name in names), strict=True) if (role, status) == ("value", "accepted")}
    assert read_as == meant
    assert critical(reading) == set()


@pytest.mark.parametrize(("label", "times"), [("Đơn vị: Tỷ đồng", 10**9), ("ĐVT: đồng", 1), ("Đơn vị tính: 1.000 đồng", 1000)])
def test_the_measure_unit_is_that_of_the_sheet(label, times):
    sheet = of_year(2016)
    sheet.type((6, 6), label)
    reading, _, _ = read(sheet)
    names = ("column_key", "value", "canonical_value", "cell_status")
    found = [(value, canonical) for column, value, canonical, status in zip(
        *(reading.cells.columns[name] for name in names), strict=True) if column == "chi" and status == "accepted"]
    assert found
    assert all(canonical == value * times for value, canonical in found if value is not None)


def test_figures_of_a_total_that_go_on_below_are_told_by_its_name():
    path = Path(__file__).parent / "btc_m09" / "layout_2008" / "workbook.xlsx"
    found = check_workbook(path.read_bytes(), path.name, REGISTRY).findings
    told = [one.details["row"] for one in found if (one.rule_id, one.cell_ref) == ("BTC-M09-R001", "G16")]
    assert [" ".join(one.split()) for one in told] == ["Tổng Số - Total"]
