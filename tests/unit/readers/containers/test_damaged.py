"""Three hundred damaged files of every container, the same ones every time: cells or findings, never an exception."""

import io
import random
import zipfile

import pytest
import written_biff as biff
import written_files as written

from mtqg.readers import count_cells, read_submission
from mtqg.readers.containers.compound import Compound
from mtqg.templates import empty_fill, write_workbook

FILES = 300
_SNIPPETS = (
    b"\0",
    b"\xff\xff\xff\xff",
    b"9" * 40,
    b"-1",
    b"NaN",
    b"1e999",
    b"<",
    b"</table:table-row>",
    b"&#0;",
    b"\xc3",
    b'"',
    b"[{",
    b"]]",
    b";;;;",
    b'table:number-columns-repeated="999999999"',
    b'table:number-rows-repeated="-1"',
    b'office:value-type="date"',
    b"PK\x03\x04",
    b"<!DOCTYPE x>",
    b"\xfe\xff\xff\xff",
    b"\x3c\x00\x10\x00",
    b"\xfc\x00\xff\x00",
)


def von(registry):
    return write_workbook(registry, "VON-01", empty_fill(registry, "VON-01", "48-TC", "34-P-48", "2026-09")).content


def xls(registry):
    def write(book, page):
        for row in range(12):
            page.write(row, 0, f"Xã số {row}", written.xls_look(".VnTime" if row % 2 else "Arial"))
            page.write(row, 1, row * 1.5, written.xls_look(number_format="0%"))
        page.write_rich_text(12, 0, [("a", written.xls_look("VNI-Times").font), ("b", written.xls_look("Arial").font)])
        page.write_merge(13, 14, 0, 2, "TỔNG SỐ")
        page.row(15).set_cell_error(0, "#REF!")
        book.add_sheet("Hai").write(0, 0, "x" * 9_000)

    return written.xls(write)


def ods(registry):
    rows = [
        written.ods_text(f"Xã số {row}")
        + f'<table:table-cell office:value-type="float" office:value="{row}"><text:p>{row}</text:p>'
        "</table:table-cell>"
        for row in range(12)
    ]
    return written.ods(written.ods_table(*rows))


def lines(registry):
    return "".join(f"{row};Xã Bình Phú {row};{row},5\n" for row in range(40)).encode()


def objects(registry):
    return (
        '{"form": "VON-01", "period": "2026-09", "rows": ['
        + ", ".join(f'{{"noi_dung": "Dự án {row}", "kh_giao": {row}.5, "ghi": null}}' for row in range(15))
        + "]}"
    ).encode()


def archive(registry):
    return written.zipped({"a.xlsx": von(registry), "b.xls": xls(registry), "c.csv": lines(registry), "d.pdf": b"%PDF-1.7"})


def raw_biff(registry):
    return biff.compound(
        biff.book(b"".join(biff.number(row, column, row) for row in range(20) for column in range(5)), biff.number(0, 0, 1))
    )


def stream(registry):
    """Damaged before the compound file is put around it: the records are reached."""
    with_strings = xls(registry)
    return Compound(with_strings).stream("Workbook")


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Bytes changed, lost, doubled or put in between; of an archive also inside its members."""
    if content.startswith(b"PK") and chance.random() < 0.7:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            parts = {name: opened.read(name) for name in opened.namelist()}
        name = chance.choice(sorted(parts))
        parts[name] = _changed(parts[name], chance)
        return written.zipped(parts)
    return _changed(content, chance)


def _changed(content: bytes, chance: random.Random) -> bytes:
    part = bytearray(content)
    for _ in range(chance.randint(1, 12)):
        kind, start = chance.random(), chance.randrange(len(part) + 1)
        end = min(len(part), start + chance.randint(1, 200))
        if kind < 0.5 and start < len(part):
            part[start] = chance.randrange(256)
        elif kind < 0.65:
            del part[start:end]
        elif kind < 0.8:
            part[start:start] = part[start:end]
        else:
            part[start:start] = chance.choice(_SNIPPETS)
    return bytes(part)


@pytest.mark.parametrize("make", [von, xls, raw_biff, stream, ods, lines, objects, archive], ids=lambda make: make.__name__)
@pytest.mark.timeout(300)
def test_a_damaged_file_is_read_or_refused(make, registry):
    chance, content = random.Random(make.__name__), make(registry)
    for number in range(FILES):
        changed = damaged(content, chance)
        reading = read_submission(
            biff.compound(changed) if make is stream else changed, "bieu.xlsx", registry, form_code="VON-01"
        )
        columns = reading.cells.columns
        keys = list(zip(columns["sheet"], columns["cell_ref"], columns["part_no"], strict=True))
        assert len(keys) == len(set(keys)), number
        counts = count_cells(reading.cells)
        assert counts["read"] == sum(counts[name] for name in ("accepted", "rejected", "quarantined", "ignored")), number
        assert reading.is_readable or reading.findings, number
        assert {found.rule_id for found in reading.findings} <= registry.rules.keys(), number
