"""An office program opens what was returned, and finds in it what the province had written."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from tests.unit.feedback.packages import hand_made, written_by_openpyxl, written_by_xlsxwriter
from tests.unit.feedback.test_annotating import LIST, placed, returned

pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")]


def saved_by_office(content: bytes, folder: Path):
    """The workbook as LibreOffice saves it again."""
    (folder / "in").mkdir()
    (folder / "in" / "a.xlsx").write_bytes(content)
    subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx",
                    "--outdir", folder / "out", folder / "in" / "a.xlsx"], check=True, capture_output=True, timeout=180)
    return openpyxl.load_workbook(folder / "out" / "a.xlsx", data_only=True)


def values(page) -> dict:
    return {cell.coordinate: cell.value for row in page.iter_rows() for cell in row if cell.value is not None}


@pytest.mark.parametrize(("make", "sheet", "references"), [
    pytest.param(written_by_xlsxwriter, "Số liệu", ["B3", "C7", "A9"], id="xlsxwriter"),
    pytest.param(written_by_openpyxl, "VON-01", ["B5", "D2"], id="openpyxl"),
    pytest.param(hand_made, "Biểu & <1>", ["D4", "B4"], id="dialect"),
])
def test_values_names_and_comments_are_there(make, sheet, references, tmp_path):
    was = openpyxl.load_workbook(io.BytesIO(make()), data_only=True)
    book = saved_by_office(returned(make(), placed(sheet, *references)), tmp_path)
    assert book.sheetnames == [LIST, *was.sheetnames]
    assert book.active.title == was.active.title
    for page in was:
        assert values(book[page.title]) == values(page)
        assert book[page.title].sheet_state == page.sheet_state
        assert book[page.title].print_area == page.print_area
    for ref in references:
        assert f"Ô {ref} sai" in book[sheet][ref].comment.text
        assert book[sheet][ref].fill.fgColor.rgb == "FFFFC7C9"
