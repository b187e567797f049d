"""A zip of several workbooks; what stands beside them; what is refused."""

import zipfile

import pytest
import written_files as written

from mtqg.readers import read_submission
from mtqg.readers.containers.opening import open_workbooks
from mtqg.templates import empty_fill, write_workbook

XLSX = written.xlsx(lambda book, page: page.write(0, 0, "Tổng"))
CSV = "Mã;Tên\n1;Bình Phú\n".encode()


def rules(opened):
    return [(found.rule_id, found.actual) for found in opened.findings]


def test_every_workbook_is_read_and_its_sheets_carry_its_name(registry):
    opened = open_workbooks(written.zipped({"quý/a.xlsx": XLSX, "b.csv": CSV, "quý 2/a.xlsx": XLSX}), "x.zip", registry)
    assert [grid.name for grid in opened.grids] == ["[a.xlsx]Biểu", "[b.csv]CSV", "[a.xlsx (2)]Biểu"]
    assert opened.findings == []


def test_a_single_workbook_keeps_the_names_of_its_sheets(registry):
    opened = open_workbooks(
        written.zipped({"a.xlsx": XLSX, "__MACOSX/._a.xlsx": b"x", "~$a.xlsx": b"x", ".DS_Store": b"x"}), "x.zip", registry
    )
    assert [grid.name for grid in opened.grids] == ["Biểu"] and opened.findings == []


def test_scans_beside_a_workbook_are_a_warning_alone_they_are_critical(registry):
    scan = {"ký.pdf": b"%PDF-1.7", "huong_dan.txt": b"x"}
    assert rules(open_workbooks(written.zipped({"a.xlsx": XLSX, **scan}), "x.zip", registry)) == [
        ("COMMON-R021", "ký.pdf"),
        ("COMMON-R021", "huong_dan.txt"),
    ]
    alone = open_workbooks(written.zipped(scan), "x.zip", registry)
    assert alone.is_refused and ("COMMON-R022", "ký.pdf") in rules(alone)


def test_archives_inside_an_archive_are_refused_and_the_rest_is_read(registry):
    opened = open_workbooks(
        written.zipped({"a.xlsx": XLSX, "b.zip": written.zipped({"c.xlsx": XLSX}), "d.rar": b"Rar!\x1a\x07"}), "x.zip", registry
    )
    assert [grid.name for grid in opened.grids] == ["Biểu"]
    assert rules(opened) == [("COMMON-R026", "b.zip"), ("COMMON-R026", "d.rar")]


@pytest.mark.parametrize(
    "name", ["../../etc/a.xlsx", "/etc/a.xlsx", "C:/a.xlsx", "..\\a.xlsx", "a/../../b.xlsx", "a\u202excod.xlsx", "a\nb.xlsx"]
)
def test_disguised_paths_are_refused(name, registry):
    opened = open_workbooks(written.zipped({name: XLSX, "b.xlsx": XLSX}), "x.zip", registry)
    assert [rule for rule, _ in rules(opened)] == ["COMMON-R026"]
    assert "/" not in rules(opened)[0][1] and "\u202e" not in rules(opened)[0][1]
    assert len(opened.grids) == 1


def test_symbolic_links_are_refused(registry):
    link = zipfile.ZipInfo("a.xlsx")
    link.external_attr = 0o120777 << 16
    opened = open_workbooks(written.zipped({link: "/etc/passwd", "b.xlsx": XLSX}), "x.zip", registry)
    assert [rule for rule, _ in rules(opened)] == ["COMMON-R026"]


def test_damaged_members_do_not_stop_the_others(registry):
    opened = open_workbooks(written.zipped({"a.xlsx": XLSX[:-200], "b.xlsx": XLSX}), "x.zip", registry)
    assert len(opened.grids) == 1 and [rule for rule, _ in rules(opened)] == ["COMMON-R001"]
    assert opened.findings[0].details["file"] == "a.xlsx"


class _RawName(zipfile.ZipInfo):
    """Its name is written as UTF-8 without the flag that says so."""

    def _encodeFilenameFlags(self):
        return self.filename.encode(), self.flag_bits


def test_names_in_utf_8_without_saying_so(registry):
    opened = open_workbooks(written.zipped({_RawName("Biểu.xlsx"): XLSX, "b.xlsx": XLSX}), "x.zip", registry)
    assert [grid.name for grid in opened.grids] == ["[Biểu.xlsx]Biểu", "[b.xlsx]Biểu"]


def test_a_form_in_an_archive_is_read(registry):
    workbook = write_workbook(registry, "TH-01", empty_fill(registry, "TH-01", "48-VP", "34-P-48", "2026-09")).content
    reading = read_submission(
        written.zipped({"TH-01.xlsx": workbook, "ký.pdf": b"%PDF-1.7"}), "x.zip", registry, form_code="TH-01"
    )
    assert reading.container == "zip" and reading.identity.period_code == "2026-09"
    assert "COMMON-R021" in {found.rule_id for found in reading.findings}
