"""A proposed layout is of the edition in force in the period that the file names, though an earlier one has the same columns."""

from __future__ import annotations

import openpyxl
import pytest
from click.testing import CliRunner

from mtqg.cli import main

OWN_WORDS = {"Lũy kế": "Cộng dồn từ đầu năm", "Đã phân bổ": "Phân khai chi tiết"}


@pytest.mark.parametrize(("period", "edition"), [("2024-12", "2021-2025"), ("2026-09", "2026-2030")])
def test_a_layout_is_proposed_for_the_edition_of_the_period(period, edition, tmp_path):
    workbook = tmp_path / "VON-01.xlsx"
    CliRunner().invoke(main, ["template", "VON-01", "--unit", "48", "--period", period, "--out", str(workbook)])
    renamed = openpyxl.load_workbook(workbook)
    for row in renamed["VON-01"].iter_rows(max_row=14):
        for cell in row:
            if cell.value in OWN_WORDS:
                cell.value = OWN_WORDS[cell.value]
    renamed.save(workbook)
    told = CliRunner().invoke(main, ["propose-layout", str(workbook), "--source", "48-TC"])
    assert (told.exit_code, f'- edition: "{edition}"' in told.stdout) == (0, True), told.output
    assert 'label: "Phân khai chi tiết", column_key: phan_bo, confirmed: false' in told.stdout
