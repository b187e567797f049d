"""Workbooks as provinces have them, and what Excel asks of a package before it opens it without repair."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile

import openpyxl
import xlsxwriter
from lxml import etree
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

ORDER = re.findall(r"\w+", """
    sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios autoFilter
    sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks
    printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags
    drawing legacyDrawing legacyDrawingHF drawingHF picture oleObjects controls AlternateContent webPublishItems tableParts
    extLst""")
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
                    "a5f645400000000049454e44ae426082")


def written_by_xlsxwriter() -> bytes:
    """Formulas with values, validations, conditional formats, a chart, an image, names of sheets, comments, a hidden sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        data, other, hidden = (book.add_worksheet(name) for name in ("Số liệu", "It's 'khác' rồi", "Ẩn"))
        money = book.add_format({"num_format": "#,##0", "border": 1})
        for row in range(20):
            data.write_number(row, 1, row * 10, money)
            data.write_formula(row, 2, f"=B{row + 1}*2", money, row * 20)
        data.write_string(4, 0, "Tổng")
        data.write_comment("B3", "Ghi chú của tỉnh", {"author": "Sở Tài chính"})
        data.data_validation("B1:B20", {"validate": "decimal", "criteria": ">=", "value": 0})
        data.data_validation("A1:A20", {"validate": "list", "source": "='It''s ''khác'' rồi'!$A$1:$A$5"})
        data.conditional_format("B1:B20", {"type": "data_bar", "data_bar_2010": True})
        data.set_column(1, 1, 22.5)
        data.print_area("A1:C20")
        data.repeat_rows(0)
        data.autofilter("A1:C20")
        data.freeze_panes(1, 1)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='Số liệu'!$B$1:$B$20"})
        data.insert_chart("E2", chart)
        data.insert_image("E20", "dot.png", {"image_data": io.BytesIO(PNG)})
        other.write_column(0, 0, ["a", "b", "c", "d", "e"])
        other.print_area("A1:B5")
        other.activate()
        hidden.hide()
        hidden.write(0, 0, 1)
        book.define_name("'Số liệu'!Vung", "='Số liệu'!$B$1:$B$20")
        book.define_name("ToanTap", "='Số liệu'!$B$1")
    return out.getvalue()


def written_by_openpyxl() -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    sheet, other = book.active, book.create_sheet("Trang 2")
    sheet.title = "VON-01"
    for row in range(1, 31):
        sheet.cell(row, 2, row)
    sheet["B5"].comment = Comment("cũ", "Tỉnh")
    sheet["D2"] = "gộp"
    sheet.merge_cells("D2:E3")
    validation = DataValidation(type="whole", operator="between", formula1=0, formula2=100)
    sheet.add_data_validation(validation)
    validation.add("B1:B30")
    sheet.print_area = "A1:C30"
    sheet.defined_names["cuc_bo"] = DefinedName("cuc_bo", attr_text="'VON-01'!$B$1")
    other["A1"] = "x"
    book.active = 1
    book.save(out)
    return out.getvalue()


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def package(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            target.writestr(name, part)
    return out.getvalue()


def hand_made() -> bytes:
    """A dialect of its own: prefixes, single quotes, cells without addresses, no styles, no views, no relations of the sheet."""
    return package({
        "[Content_Types].xml": _HEAD + "<ct:Types xmlns:ct='http://schemas.openxmlformats.org/package/2006/content-types'>"
        "<ct:Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
        "<ct:Default Extension='xml' ContentType='application/xml'/>"
        "<ct:Override PartName='/xl/workbook.xml' "
        "ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'/>"
        "<ct:Override PartName='/xl/worksheets/s.xml' "
        "ContentType='application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml'/></ct:Types>",
        "_rels/.rels": _HEAD + "<p:Relationships xmlns:p='http://schemas.openxmlformats.org/package/2006/relationships'>"
        f"<p:Relationship Id='a' Type='{_REL}/officeDocument' Target='/xl/workbook.xml'/></p:Relationships>",
        "xl/workbook.xml": _HEAD + f"<x:workbook xmlns:x='{_MAIN}' xmlns:rel='{_REL}'><!-- <x:sheets> -->"
        "<x:sheets><x:sheet name='Biểu &amp; &lt;1&gt;' sheetId='7' rel:id='w1'/></x:sheets></x:workbook>",
        "xl/_rels/workbook.xml.rels": _HEAD + "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
        f"<Relationship Id='w1' Type='{_REL}/worksheet' Target='worksheets/s.xml'/></Relationships>",
        "xl/worksheets/s.xml": _HEAD + f"<x:worksheet xmlns:x='{_MAIN}'><x:sheetData>"
        "<x:row><x:c><x:v>1</x:v></x:c><x:c t='str'><x:v>&gt; hai</x:v></x:c></x:row>"
        "<x:row r='4'><x:c><x:v>4</x:v></x:c><!-- <x:c r='B4'/> --><x:c r='D4'><x:v>44</x:v></x:c></x:row><x:row r='6'/>"
        "</x:sheetData><x:pageMargins left='1' right='1' top='1' bottom='1' header='0' footer='0'/>"
        "<x:extLst><x:ext uri='{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}' "
        "xmlns:x14='http://schemas.microsoft.com/office/spreadsheetml/2009/9/main'><x14:dataValidations count='1' "
        "xmlns:xm='http://schemas.microsoft.com/office/excel/2006/main'><x14:dataValidation type='list'><x14:formula1>"
        "<xm:f>Khac!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>A1</xm:sqref></x14:dataValidation></x14:dataValidations></x:ext>"
        "</x:extLst></x:worksheet>",
    })


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def faults(content: bytes) -> list[str]:
    """What Excel would repair, or not open: nothing for a sound package."""
    found: list[str] = []
    all_parts = parts(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if len(set(map(str.lower, archive.namelist()))) < len(archive.namelist()):
            found.append("two parts of one name")
    trees = {name: etree.fromstring(part) for name, part in all_parts.items() if name.endswith((".xml", ".rels", ".vml"))}
    found += _undeclared(all_parts, trees["[Content_Types].xml"])
    relations = {name: _relations(name, tree, all_parts, found) for name, tree in trees.items() if name.endswith(".rels")}
    book = relations["_rels/.rels"]["officeDocument"][0]
    of_book = trees[book]
    names = [sheet.get("name") for sheet in of_book.iter("{*}sheet")]
    ids = [sheet.get("sheetId") for sheet in of_book.iter("{*}sheet")]
    if len({name.casefold() for name in names}) < len(names) or len(set(ids)) < len(ids) or max(map(len, names)) > 31:
        found.append(f"sheets {names} {ids}")
    found += [f"name of sheet {one.get('localSheetId')}" for one in of_book.iter("{*}definedName")
              if int(one.get("localSheetId") or 0) >= len(names)]
    found += [f"open sheet {one.get('activeTab')}" for one in of_book.iter("{*}workbookView")
              if int(one.get("activeTab") or 0) >= len(names)]
    formats = _style_faults(next(tree for tree in trees.values() if etree.QName(tree).localname == "styleSheet"), found)
    for name, tree in trees.items():
        if etree.QName(tree).localname == "worksheet":
            found += _sheet_faults(name, tree, formats, names, relations, trees)
    shapes = [shape.get("id") for name, tree in trees.items() if name.endswith(".vml") for shape in tree.iter("{*}shape")]
    if len(set(shapes)) < len(shapes):
        found.append("shapes of one id")
    openpyxl.load_workbook(io.BytesIO(content))
    return found


def _undeclared(all_parts: dict[str, bytes], types) -> list[str]:
    defaults = {one.get("Extension").lower() for one in types.iter("{*}Default")}
    overrides = [one.get("PartName") for one in types.iter("{*}Override")]
    found = [f"declared twice or not there: {name}" for name in overrides
             if overrides.count(name) > 1 or name[1:] not in all_parts]
    return found + [f"undeclared {name}" for name in all_parts if name != "[Content_Types].xml" and f"/{name}" not in overrides
                    and name.rpartition(".")[2].lower() not in defaults]


def _relations(name: str, tree, all_parts: dict[str, bytes], found: list[str]) -> dict[str, list[str]]:
    owner = posixpath.dirname(posixpath.dirname(name))
    by_kind: dict[str, list[str]] = {}
    ids = [one.get("Id") for one in tree]
    if len(set(ids)) < len(ids):
        found.append(f"{name}: ids {ids}")
    for one in tree:
        if one.get("TargetMode") != "External":
            target = one.get("Target")
            resolved = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(owner, target))
            if resolved not in all_parts:
                found.append(f"{name}: {target} is not there")
            by_kind.setdefault(one.get("Type").rpartition("/")[2], []).append(resolved)
            by_kind.setdefault("#" + one.get("Id"), []).append(resolved)
    return by_kind


def _style_faults(styles, found: list[str]) -> int:
    sizes = {}
    for name in ("fonts", "fills", "borders", "cellXfs"):
        listed = styles.find(f"{{*}}{name}")
        sizes[name] = len(listed)
        if int(listed.get("count") or len(listed)) != len(listed):
            found.append(f"count of {name}")
    for one in styles.find("{*}cellXfs"):
        for attribute, name in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
            if int(one.get(attribute) or 0) >= sizes[name]:
                found.append(f"format with {attribute} {one.get(attribute)}")
    return sizes["cellXfs"]


def _sheet_faults(name: str, tree, formats: int, names: list[str], relations: dict, trees: dict) -> list[str]:
    found = []
    places = [ORDER.index(etree.QName(one).localname) for one in tree if isinstance(one.tag, str)]
    if places != sorted(places):
        found.append(f"{name}: order of elements")
    cells = [cell.get("r") for cell in tree.iter("{*}c") if cell.get("r")]
    if len(set(cells)) < len(cells):
        found.append(f"{name}: a cell twice")
    found += [f"{name}: format {cell.get('s')}" for cell in tree.iter("{*}c") if int(cell.get("s") or 0) >= formats]
    for row in tree.iter("{*}row"):
        columns = [_column(cell.get("r")) for cell in row if cell.get("r")]
        if columns != sorted(columns):
            found.append(f"{name}: cells of row {row.get('r')} out of order")
    for link in tree.iter("{*}hyperlink"):
        if link.get("location") is None and any(key.endswith("}id") for key in link.attrib):
            continue                        # leads out of the workbook
        target = re.fullmatch(r"'((?:[^']|'')+)'!([A-Z]+\d+)(:[A-Z]+\d+)?", link.get("location") or "")
        if not target or target[1].replace("''", "'") not in names:
            found.append(f"{name}: link to {link.get('location')}")
    mine = relations.get(posixpath.join(posixpath.dirname(name), "_rels", posixpath.basename(name) + ".rels"), {})
    drawing = next((value for one in tree.iter("{*}legacyDrawing") for key, value in one.attrib.items()
                    if key.endswith("}id")), None)
    for part in mine.get("comments", []):
        found += _comment_faults(part, trees[part], trees.get(mine.get(f"#{drawing}", [""])[0]))
    return found


def _comment_faults(name: str, tree, drawing) -> list[str]:
    references = [one.get("ref") for one in tree.iter("{*}comment")]
    authors = len(list(tree.iter("{*}author")))
    found = [f"{name}: author" for one in tree.iter("{*}comment") if int(one.get("authorId")) >= authors]
    if len(set(references)) < len(references):
        found.append(f"{name}: two comments of one cell")
    if drawing is None:
        return [*found, f"{name}: no drawing"]
    boxes = {(int(one.findtext("{*}Row")), int(one.findtext("{*}Column"))) for one in drawing.iter("{*}ClientData")
             if one.get("ObjectType") == "Note"}
    wanted = {(int(re.sub(r"\D", "", ref)) - 1, _column(ref) - 1) for ref in references}
    return found if wanted == boxes else [*found, f"{name}: boxes {boxes ^ wanted}"]


def _column(reference: str) -> int:
    number = 0
    for letter in re.sub(r"\d", "", reference):
        number = number * 26 + ord(letter) - 64
    return number
