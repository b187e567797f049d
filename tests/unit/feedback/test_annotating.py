"""The province's workbook comes back with findings in it, and nothing else of it is another."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from lxml import etree

from mtqg.feedback.annotating import annotated
from mtqg.feedback.lines import lines_of
from mtqg.feedback.listing import Heading
from mtqg.feedback.ooxml.addresses import cell_of
from mtqg.feedback.ooxml.markup import CannotAnnotate
from mtqg.feedback.placing import Placed
from mtqg.feedback.remarks import Remark
from mtqg.feedback.words import read_words
from mtqg.settings import expectations_dir
from tests.unit.feedback.office_workbook import MACROS, office_workbook
from tests.unit.feedback.packages import faults, hand_made, package, parts, written_by_openpyxl, written_by_xlsxwriter

WORDS = read_words(expectations_dir())
LIST = WORDS.list.sheet.vi


def remark(sheet: str | None, ref: str | None, severity: str = "critical", **words) -> Remark:
    said = {"message_vi": f"Ô {ref} sai", "message_en": f"{ref} is wrong", "hint_vi": "Sửa ô", "hint_en": "Mend it"} | words
    return Remark(words.pop("rule_id", "VON-01-R001"), severity, sheet=sheet, cell_ref=ref, **{
        name: value for name, value in said.items() if name != "rule_id"})


def placed(sheet: str | None, *refs: str | None, **words) -> list[Placed]:
    return [Placed(remark(sheet, ref, **words), cell_of(ref)) for ref in refs]


def returned(content: bytes, found: list[Placed], file_name: str = "von 9.xlsx", own_list: str | None = None) -> bytes:
    heading = Heading(file_name, "VON-01 · Thành phố Đà Nẵng", "rejected", {"critical": len(found), "warning": 0, "info": 0},
                      WORDS.list.mend)
    sheets = list(dict.fromkeys(one.remark.sheet or "" for one in found))
    return annotated(content, heading, lines_of(found, sheets, lambda _sheet, _cell: ""), WORDS, own_list)


def without_marks(part: bytes, references: set[str]) -> bytes:
    """A worksheet without what may differ: formats of the cited cells, and the line that names the drawing of comments."""
    for ref in references:
        part = re.sub(rb"""(<(?:\w+:)?c\b[^>]*?\br=["']%s["'][^>]*?) s="\d+\"""" % ref.encode(), rb"\1", part)
    return re.sub(rb"<(?:\w+:)?legacyDrawing\b[^>]*/>", b"", part)


MADE = [
    pytest.param(written_by_xlsxwriter, "Số liệu", ("B3", "C7", "A5"), id="xlsxwriter"),
    pytest.param(written_by_openpyxl, "VON-01", ("B5", "B12", "D2"), id="openpyxl"),
    pytest.param(office_workbook, "VON-01", ("B13", "C14", "C16", "A1"), id="office"),
]


@pytest.mark.parametrize(("make", "sheet", "references"), MADE)
def test_only_parts_that_must_change_do_and_keep_their_order(make, sheet, references):
    before, content = parts(make()), returned(make(), placed(sheet, *references))
    after = parts(content)
    assert list(after)[:len(before)] == list(before)
    changed = {name for name in before if before[name] != after[name]}
    relations = {name for name in before if name.endswith(".rels")}
    sheet_part = next(name for name in changed if name.startswith("xl/worksheets/sheet"))
    assert changed - relations <= {"[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", sheet_part, *(
        name for name in before if "omment" in name or name.endswith(".vml"))}
    assert without_marks(after[sheet_part], set(references)) == without_marks(before[sheet_part], set(references))
    assert faults(content) == []


@pytest.mark.parametrize(("make", "sheet", "references"), MADE)
def test_every_cited_cell_has_its_fill_and_its_comment(make, sheet, references):
    was = openpyxl.load_workbook(io.BytesIO(make()))[sheet]
    book = openpyxl.load_workbook(io.BytesIO(returned(make(), placed(sheet, *references))))
    assert book.sheetnames[0].startswith(LIST)
    for ref in references:
        cell = book[sheet][ref]
        assert cell.fill.fgColor.rgb == "FFFFC7C9"
        assert f"Ô {ref} sai" in cell.comment.text
        assert (cell.value, cell.number_format, cell.border.left.style) == (
            was[ref].value, was[ref].number_format, was[ref].border.left.style)
    links = {cell.hyperlink.location for row in book.worksheets[0].iter_rows() for cell in row if cell.hyperlink}
    quoted = sheet.replace("'", "''")
    assert links == {f"'{quoted}'!{ref}" for ref in references}


def test_a_workbook_of_many_years_keeps_all_that_it_is():
    source, content = office_workbook(), returned(office_workbook(), placed("VON-01", "B13", "C14"), "von.xlsm")
    before, after = parts(source), parts(content)
    assert after["xl/vbaProject.bin"] == MACROS
    assert b"macroEnabled.main+xml" in after["[Content_Types].xml"]
    untouched = r"chart|tables|pivot|customXml|vba|theme|sharedStrings|docProps"
    kept = [name for name in before if re.search(untouched, name)]
    assert len(kept) >= 9
    assert all(after[name] == before[name] for name in kept)
    tree = etree.fromstring(after["xl/workbook.xml"])
    sheets = [(one.get("name"), one.get("state")) for one in tree.iter("{*}sheet")]
    assert sheets == [(f"{LIST} (2)", None), (LIST, None), ("Biểu đồ", None), ("VON-01", None), ("Rất ẩn", "veryHidden"),
                      ("Bảng phụ", None)]
    assert tree.find("{*}workbookPr").get("date1904") == "1"
    assert sheets[int(tree.find(".//{*}workbookView").get("activeTab"))][0] == "VON-01"
    page = after["xl/worksheets/sheet2.xml"]
    assert all(page.count(word) == before["xl/worksheets/sheet2.xml"].count(word) for word in (
        b"<f t=", b"<sheetProtection", b"<dataValidation ", b"<cfRule", b"x14:", b"<hyperlink ", b'hidden="1"'))
    assert faults(content) == []


def test_a_comment_of_the_province_stays_and_ours_follows():
    content = returned(written_by_xlsxwriter(), placed("Số liệu", "B3"))
    text = openpyxl.load_workbook(io.BytesIO(content))["Số liệu"]["B3"].comment.text
    assert text.startswith("Ghi chú của tỉnh")
    assert "Ô B3 sai" in text


def test_what_counts_sheets_by_position_counts_one_more():
    before, after = (etree.fromstring(parts(content)["xl/workbook.xml"]) for content in (
        written_by_xlsxwriter(), returned(written_by_xlsxwriter(), placed("Số liệu", "B3"))))

    def local(tree):
        names = [sheet.get("name") for sheet in tree.iter("{*}sheet")]
        return {(one.get("name"), names[int(one.get("localSheetId"))], one.text)
                for one in tree.iter("{*}definedName") if one.get("localSheetId")}

    assert local(before) == local(after)
    assert len(local(before)) >= 5
    views = [(tree.find(".//{*}workbookView"), [sheet.get("name") for sheet in tree.iter("{*}sheet")])
             for tree in (before, after)]
    assert len({names[int(view.get("activeTab"))] for view, names in views}) == 1
    assert [sheet.get("state") for sheet in after.iter("{*}sheet")] == [None, None, None, "hidden"]


def test_the_first_tab_is_in_sight_and_a_chain_of_calculation_keeps_its_sheets():
    source = parts(written_by_xlsxwriter())
    source["xl/workbook.xml"] = source["xl/workbook.xml"].replace(b'activeTab="1"', b'firstSheet="1" activeTab="1"')
    source["xl/calcChain.xml"] = b'<calcChain xmlns="x"><c r="C1" i="1"/></calcChain>'
    source["[Content_Types].xml"] = source["[Content_Types].xml"].replace(
        b"</Types>", b'<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-officedocument.'
                     b'spreadsheetml.calcChain+xml"/></Types>')
    after = parts(returned(package(source), placed("Số liệu", "C1")))
    assert after["xl/calcChain.xml"] == source["xl/calcChain.xml"]
    book = etree.fromstring(after["xl/workbook.xml"])
    assert book.find(".//{*}workbookView").get("firstSheet") == "0"
    ids = {sheet.get("name"): sheet.get("sheetId") for sheet in book.iter("{*}sheet")}
    assert ids["Số liệu"] == "1"            # the chain names sheets by this number, not by their place
    assert ids[LIST] == "4"


def test_a_dialect_of_its_own_is_written_in_its_dialect():
    content = returned(hand_made(), placed("Biểu & <1>", "B1", "A4", "C4", "D4", "B6", "Z99"))
    assert faults(content) == []
    after = parts(content)["xl/worksheets/s.xml"].decode()
    assert re.search(r"<x:c t='str' s=\"\d+\"><x:v>&gt; hai", after)
    assert re.search(r'-->\s*<x:c r="C4" s="\d+"/><x:c r=\'D4\' s="\d+"><x:v>44', after)
    assert "<!-- <x:c r='B4'/> -->" in after
    assert after.index("pageMargins") < after.index("x:legacyDrawing") < after.index("extLst")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert {cell.coordinate for row in book.worksheets[1].iter_rows() for cell in row if cell.comment} == {
        "B1", "A4", "C4", "D4", "B6", "Z99"}


def test_a_conversation_is_left_alone_and_the_list_says_so():
    source = parts(written_by_xlsxwriter())
    source["xl/comments1.xml"] = source["xl/comments1.xml"].replace(b"<author>" + "Sở Tài chính".encode(), b"<author>tc={0000}")
    content = returned(package(source), placed("Số liệu", "B3", "B4"))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book["Số liệu"]["B3"].comment.text == "Ghi chú của tỉnh"
    assert "Ô B4 sai" in book["Số liệu"]["B4"].comment.text
    assert "trao đổi" in " ".join(str(cell.value) for row in book[LIST].iter_rows() for cell in row)
    assert faults(content) == []


def test_more_comments_than_a_block_of_shapes_holds():
    references = [f"B{row}" for row in range(1, 1100)]
    content = returned(written_by_xlsxwriter(), placed("Số liệu", *references))
    assert faults(content) == []
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert sum(1 for row in book["Số liệu"].iter_rows() for cell in row if cell.comment) == 1099
    assert [cell.value for cell in book[LIST]["C"] if "!" in str(cell.value)] == ["Số liệu!B1:B1099 (1099 ô)"]


def test_cells_that_say_different_things_are_all_listed_folded_when_they_are_many():
    found = [Placed(remark("VON-01", f"B{row}", found=str(row), actual=str(row)), (row, 2)) for row in range(1, 16)]
    listed = openpyxl.load_workbook(io.BytesIO(returned(written_by_openpyxl(), found)))[LIST]
    places = {str(cell.value): listed.row_dimensions[cell.row] for cell in listed["C"] if "!" in str(cell.value)}
    assert list(places) == ["VON-01!B1:B15 (15 ô)", *(f"VON-01!B{row}" for row in range(1, 16))]
    assert [(look.hidden, look.outlineLevel) for look in places.values()] == [(False, 0), *[(True, 1)] * 15]


def test_a_file_returned_before_is_written_anew_not_twice():
    once = returned(written_by_openpyxl(), placed("VON-01", "B5", "B12"))
    twice = returned(once, placed("VON-01", "B12", "B13"), own_list=LIST)
    book = openpyxl.load_workbook(io.BytesIO(twice))
    assert book.sheetnames == [LIST, "VON-01", "Trang 2"]
    assert faults(twice) == []
    assert book["VON-01"]["B12"].comment.text.count("Ô B12 sai") == 1
    assert "Ô B13 sai" in book["VON-01"]["B13"].comment.text
    assert book["VON-01"]["B5"].fill.patternType is None
    assert book["VON-01"]["B5"].comment.text.startswith("cũ")       # the province's own, with what we said behind it
    assert book["VON-01"]["B13"].fill.fgColor.rgb == "FFFFC7C9"


def test_a_mended_workbook_of_another_program_bears_no_mark_of_the_earlier_return():
    once = returned(written_by_xlsxwriter(), placed("Số liệu", "C7", "A5", "D9"))
    book = openpyxl.load_workbook(io.BytesIO(once))                 # saved again by another program
    saved = io.BytesIO()
    book.save(saved)
    clean = openpyxl.load_workbook(io.BytesIO(returned(saved.getvalue(), [], own_list=LIST)))
    was = openpyxl.load_workbook(io.BytesIO(written_by_xlsxwriter()))
    assert faults(returned(saved.getvalue(), [], own_list=LIST)) == []
    for row in clean["Số liệu"].iter_rows():
        for cell in row:
            before = was["Số liệu"][cell.coordinate]
            assert (cell.fill.patternType, cell.number_format, cell.border.left.style) == (
                before.fill.patternType, before.number_format, before.border.left.style), cell.coordinate
            assert (cell.comment and cell.comment.text) == (before.comment and before.comment.text)


def test_another_sheet_of_the_same_name_is_not_ours():
    source = parts(written_by_openpyxl())
    source["xl/workbook.xml"] = source["xl/workbook.xml"].replace(b"Trang 2", LIST.upper().encode())
    book = openpyxl.load_workbook(io.BytesIO(returned(package(source), placed("VON-01", "B2"))))
    assert book.sheetnames == [f"{LIST} (2)", "VON-01", LIST.upper()]


@pytest.mark.parametrize("spoil", [
    lambda source: source | {"xl/workbook.xml": source["xl/workbook.xml"].decode().encode("utf-16")},
    lambda source: source | {"xl/worksheets/sheet1.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + source["xl/worksheets/sheet1.xml"]},
    lambda source: source | {"XL/Workbook.xml": b"<x/>"},
], ids=["utf-16", "entities", "two names"])
def test_a_package_that_is_not_understood_is_not_touched(spoil):
    with pytest.raises(CannotAnnotate):
        returned(package(spoil(parts(written_by_openpyxl()))), placed("VON-01", "B5"))


HOSTILE = ["=HYPERLINK(\"http://x\",\"y\")", "+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "\r=1",
           "\n=1", " =1", "\u200b=1", "＝1", "_x003D_1", "]]>&<b>", "a\x00\x0b\ufffe"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_word_of_a_province_becomes_a_formula(text):
    found = placed("VON-01", "B5", message_vi=text, message_en=text, hint_vi=text, hint_en=text, found=text, wanted=text,
                   waiver=text)
    found += [Placed(remark(None, None, message_vi=text))]
    content = returned(written_by_openpyxl(), found, file_name=text)
    assert faults(content) == []
    after = parts(content)
    part = next(name for name in after if name not in parts(written_by_openpyxl()) and "worksheets/sheet" in name)
    tree = etree.fromstring(after[part])
    assert list(tree.iter("{*}f")) == []
    assert {cell.get("t") for cell in tree.iter("{*}c") if len(cell)} == {"inlineStr"}
    book = openpyxl.load_workbook(io.BytesIO(content))
    values = [cell.value for row in book[LIST].iter_rows() for cell in row if cell.value]
    assert all(cell.data_type != "f" for row in book[LIST].iter_rows() for cell in row)
    assert not [value for value in values if re.match(r"[\s\u200b]*[=+\-@＝]", str(value))]


def test_a_sheet_of_a_hostile_name_is_only_ever_a_place():
    name = "'!A1&\"=x"
    source = parts(written_by_openpyxl())
    source["xl/workbook.xml"] = source["xl/workbook.xml"].replace(b'name="VON-01"', b'name="\'!A1&amp;&quot;=x"').replace(
        b"'VON-01'!", b"'''!A1&amp;\"=x'!")
    content = returned(package(source), placed(name, "B5"))
    tree = etree.fromstring(parts(content)[next(n for n in parts(content) if n.endswith("sheet3.xml"))])
    assert [link.get("location") for link in tree.iter("{*}hyperlink")] == ["'''!A1&\"=x'!B5"]
    assert faults(content) == []
