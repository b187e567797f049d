"""Files made to hurt: each ends in a finding (or is read) within 5 seconds of processor time and 500 MB of memory."""

import io
import json
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
import written_biff as biff
import written_files as written

pytestmark = pytest.mark.slow

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
STRINGS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{}</t></si></sst>'
ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 9 if n else "lol"}">' for n in range(12))
DTD = f'<?xml version="1.0"?><!DOCTYPE x [{ENTITIES}]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
BASE = written.xlsx(lambda book, page: page.write(0, 0, "Biểu số: TH-01"))
LETTERS = [chr(65 + n) for n in range(26)] + [f"A{chr(65 + n)}" for n in range(14)]
CODEPAGE = biff.record(0x42, struct.pack("<H", 1200))
ONE = biff.number(0, 0, 1.0)
LARGE = {"shift": 12}


def xlsx(rows="", **parts):
    replaced = {name.replace("__", "/") + ".xml": content for name, content in parts.items()}
    if rows:
        replaced["xl/worksheets/sheet1.xml"] = SHEET.format(rows)
    return written.with_parts(BASE, replaced)


def styled_blanks():
    """Four million cells with a style and one figure."""
    return xlsx(
        '<row r="1"><c r="A1"><v>1</v></c></row>'
        + "".join(
            f'<row r="{row}">' + "".join(f'<c r="{letter}{row}" s="1"/>' for letter in LETTERS) + "</row>"
            for row in range(2, 100_000)
        )
    )


def many_far_corners():
    def write(book, page):
        for number in range(50):
            book.add_worksheet(f"S{number}").write(60_000, 60, 1)

    return written.xlsx(write)


def lying_size():
    """The directory of the archive declares fewer bytes than unpack, with their right checksum."""
    strings = b"A" * 30_000_000
    content = bytearray(written.with_parts(BASE, {"xl/sharedStrings.xml": strings}))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        part = archive.getinfo("xl/sharedStrings.xml")
    declared = struct.pack("<I", part.file_size)
    while (position := content.find(declared)) >= 0:
        content[position : position + 4] = struct.pack("<I", 1_000)
    checksum = struct.pack("<I", part.CRC)
    while (position := content.find(checksum)) >= 0:
        content[position : position + 4] = struct.pack("<I", zlib.crc32(b"A" * 1_000))
    return bytes(content)


def xls(sheet=ONE, globals_=b"", sheets=1):
    return biff.compound(biff.book(*[sheet] * sheets, globals_=CODEPAGE + globals_ if globals_ else b""), **LARGE)


def multiple_blanks():
    return b"".join(biff.record(0xBE, struct.pack("<HH", row, 0) + bytes(512) + struct.pack("<H", 255)) for row in range(65_536))


def phantom_rows():
    return b"".join(
        biff.record(0x208, struct.pack("<HHHHHHI", row, 0, 256, 255, 0, 0, 0x20)) for row in range(65_536)
    ) + b"".join(biff.number(row, column, 0.0) for row in range(65_535) for column in range(2))


def ods(rows):
    return written.ods(f'<table:table table:name="S">{rows}</table:table>')


HOSTILE = {
    "styled_blank_millions": (styled_blanks, None),
    "far_corners_on_many_sheets": (many_far_corners, "too_large"),
    "one_long_string_in_many_cells": (
        lambda: xlsx(
            "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 60_000)),
            xl__sharedStrings=STRINGS.format("A" * 30_000),
        ),
        "too_large",
    ),
    "one_string_in_cells_of_a_small_sheet": (
        lambda: xlsx(
            "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 20_000)),
            xl__sharedStrings=STRINGS.format("A" * 90_000),
        ),
        "too_large",
    ),
    "one_endless_text": (
        lambda: written.with_parts(BASE, {"xl/sharedStrings.xml": STRINGS.format("".join(f"Xã {n} " for n in range(4_000_000)))}),
        "too_large",
    ),
    "one_endless_text_in_its_cell": (
        lambda: xlsx(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>' + "".join(f"Xã {n} " for n in range(4_000_000)) + "</t></is></c></row>"
        ),
        "too_large",
    ),
    "more_cells_than_any_report": (
        lambda: xlsx(
            "".join(
                f'<row r="{row}">'
                + "".join(f'<c r="{letter}{row}"><v>{row * 7919 % 99991}</v></c>' for letter in LETTERS[:11])
                + "</row>"
                for row in range(1, 65_000)
            )
        ),
        "too_large",
    ),
    "declared_size_that_lies": (lying_size, "damaged"),
    "part_of_zeros": (lambda: written.with_parts(BASE, {"xl/media/a.png": bytes(100_000_000)}), "zip_bomb"),
    "many_parts": (lambda: written.with_parts(BASE, {f"xl/a{number}.xml": b"" for number in range(5_000)}), "too_large"),
    "entities_in_the_strings": (lambda: xlsx(xl__sharedStrings=DTD + STRINGS.format("&l11;")), "damaged"),
    "entities_in_the_sheet": (
        lambda: written.with_parts(
            BASE, {"xl/worksheets/sheet1.xml": DTD + SHEET.format('<row r="1"><c r="A1" t="str"><v>&l11;</v></c></row>')}
        ),
        "damaged",
    ),
    "entities_behind_a_comment": (
        lambda: written.with_parts(BASE, {"xl/workbook.xml": f"<!--{'x' * 9_000}-->{OUTSIDE}<workbook/>"}),
        "damaged",
    ),
    "many_comments": (lambda: written.with_parts(BASE, {"xl/workbook.xml": "<!--a-->" * 100_000 + "<workbook/>"}), None),
    "a_part_in_utf_16": (
        lambda: written.with_parts(BASE, {"xl/workbook.xml": (DTD + "<workbook/>").encode("utf-16")}),
        "damaged",
    ),
    "xls_of_blank_cells": (lambda: xls(ONE + multiple_blanks()), None),
    "xls_of_single_blanks": (lambda: xls(ONE + b"".join(biff.blank(n % 65_536, n // 65_536) for n in range(2_000_000))), None),
    "xls_of_tiny_records": (lambda: xls(ONE + biff.record(0x1234) * 5_000_000), "too_large"),
    "xls_far_corner": (lambda: xls(biff.number(65_535, 255, 1.0)), "too_large"),
    "xls_phantom_rows": (lambda: xls(phantom_rows()), None),
    "xls_too_many_cells": (lambda: xls(b"".join(biff.number(n % 65_536, n // 65_536, 1.0) for n in range(800_000))), "too_large"),
    "xls_string_that_points_back": (
        lambda: xls(globals_=biff.record(0xFC, struct.pack("<IIHBi", 500_000, 500_000, 8_000, 4, -8_007) + b"A" * 8_000)),
        "damaged",
    ),
    "xls_many_looks": (lambda: xls(globals_=biff.look() * 500_000), "too_large"),
    "xls_many_names": (lambda: xls(globals_=biff.record(0x18, bytes(14) + b"\x01\x00A" + bytes(20)) * 500_000), None),
    "xls_merged_ranges": (lambda: xls(ONE + biff.record(0xE5, struct.pack("<H", 1_000) + bytes(8_000)) * 2_000), "too_large"),
    "xls_many_sheets": (lambda: xls(sheets=300), "too_large"),
    "compound_file_in_a_circle": (lambda: biff.SIGNATURE + b"\0" * 22 + struct.pack("<HH", 9, 6) + b"\0" * 2_000_000, "damaged"),
    "ods_repeated_cells": (
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" '
            'office:value-type="float" office:value="1"/></table:table-row>'
        ),
        "too_large",
    ),
    "ods_repeated_blanks": (
        lambda: ods(
            '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"/>'
            "</table:table-row>"
        ),
        None,
    ),
    "ods_of_blank_cells": (
        lambda: ods(f"<table:table-row>{'<table:table-cell/>' * 20}</table:table-row>" * 110_000),
        "too_large",
    ),
    "ods_entities": (
        lambda: written.zipped(
            {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": DTD + "<x>&l11;</x>"}
        ),
        "damaged",
    ),
    "ods_deep": (lambda: ods("<table:table-row>" * 40_000), "damaged"),
    "csv_of_delimiters": (lambda: b";" * 15_000_000, "is_text"),
    "csv_of_lines": (lambda: b"1;2\n" * 3_900_000, "too_large"),
    "csv_open_quote": (lambda: b'a;b\n1;2\n"' + b"x;" * 7_000_000, None),
    "csv_wide": (lambda: (b";" * 400_000 + b"\n") * 30, "too_large"),
    "text_too_long": (lambda: b"1;2\n" * 4_100_000, "too_large"),
    "json_deep": (lambda: b"[" * 1_000_000, "damaged"),
    "json_of_lists": (lambda: b"[" + b"[]," * 5_000_000 + b"[]]", "too_large"),
    "json_of_keys": (lambda: b"[" + b",".join(b'{"k%d":1}' % n for n in range(100_000)) + b"]", "too_large"),
    "json_long_number": (lambda: b"[[" + b"9" * 15_000_000 + b"]]", "too_large"),
    "zip_of_many_tables": (lambda: written.zipped({f"{n}.csv": f"{n};x\n" * 60_000 for n in range(30)}), "too_large"),
    "zip_of_many_workbooks": (lambda: written.zipped({f"{n}.xlsx": BASE for n in range(99)}), "too_large"),
    "zip_of_many_ods": (
        lambda: written.zipped(
            {f"{n}.ods": ods(f"<table:table-row>{'<table:table-cell/>' * 20}</table:table-row>" * 20_000) for n in range(8)}
        ),
        "too_large",
    ),
}


@pytest.fixture(scope="module")
def server():
    """A process that has loaded everything and reads each file in a child of its own."""
    with subprocess.Popen(
        [sys.executable, Path(__file__).with_name("reading_server.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.stdin.close()


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(60)
def test_a_hostile_file_is_a_finding_in_time_and_in_little_memory(name, tmp_path, server):
    make, reason = HOSTILE[name]
    path = tmp_path / "bieu"
    path.write_bytes(make())
    assert path.stat().st_size < 40_000_000
    print(path, file=server.stdin, flush=True)
    found = json.loads(server.stdout.readline())
    assert found.get("seconds", 99) < 5 and found["peak_mb"] < 500, found
    assert found["findings"]
    if reason:
        assert reason in [given for _, given in found["findings"]], found["findings"][:5]
