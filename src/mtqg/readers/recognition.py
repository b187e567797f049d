"""Which form a workbook is, by its own visible lines and the labels of its table; then what it reports on."""

from __future__ import annotations

from datetime import date

from mtqg.model import METADATA_SHEET, Finding, Identity
from mtqg.readers.cells import address
from mtqg.readers.file_names import names_period
from mtqg.readers.headers import DEPTHS, find_header
from mtqg.readers.identification import Identification
from mtqg.readers.identity import form_code_in
from mtqg.readers.own_layouts import mapped_tables
from mtqg.readers.proposals import ProposedLayout, propose
from mtqg.readers.recognised import Recognised, Table
from mtqg.readers.texts import bare, plain, shown
from mtqg.readers.workbook import SheetGrid
from mtqg.registry import Registry, Source
from mtqg.registry.forms import Block, Edition, Form
from mtqg.registry.layouts import LayoutFile
from mtqg.registry.periods import parse_period

#: A form that shares less than this of its columns with a sheet is not what the sheet was meant to be.
_LEAST_LIKE = 0.25


def recognise(grids: list[SheetGrid], name: str, registry: Registry, form_code: str | None, source: Source | None,
              findings: list[Finding], tried: LayoutFile | None = None) -> Recognised:
    """What the workbook says of itself; contradictions and what is missing are findings. `tried`: layouts to read it by."""
    grids = [grid for grid in grids if grid.rows]
    pages = [grid for grid in grids if grid.name != METADATA_SHEET]
    if not any(grid.rows for grid in pages):
        findings.append(Finding("COMMON-R002", details={"what": "workbook"}))
        return Recognised(Identity())
    said = _form_said(pages, registry, form_code)
    named = [code for code in (said[0] if said else None, form_code) if code]
    if mapped := _by_own_layout(pages, registry, named, name, source, _metadata(grids), findings, tried):
        return mapped
    tables = _tables(pages, registry, named)
    if not tables:
        findings.append(_unknown(propose(pages, registry, named[0] if named else None), pages, said, form_code))
        return Recognised(Identity(said[0] if said else None))
    form = tables[0].form.form_code
    if form_code and form != form_code:
        findings.append(Finding("COMMON-R017", tables[0].grid.name, said[1] if said else None, actual=form,
                                expected=form_code, details={"what": "form", "beside": "folder"}))
    return _first_that_says_its_period(tables, registry, name, source, findings, _metadata(grids), pages)


def _unknown(likest: ProposedLayout | None, pages: list[SheetGrid], said: tuple[str, str] | None,
             form_code: str | None) -> Finding:
    """No table is known: which one is likest, at its header, and the columns that differ."""
    actual = said[0] if said else None
    if likest is None or likest.confidence < _LEAST_LIKE:
        return Finding("COMMON-R003", pages[0].name, actual=actual, expected=form_code,
                       details={"likest": "không có | none", "differing": "–"})
    return Finding("COMMON-R003", likest.sheet, address(likest.first, min((one.position for one in likest.columns), default=0)),
                   actual=actual, expected=form_code, details={"likest": likest.shown, "differing": likest.differing or "–"})


def _first_that_says_its_period(tables: list[Table], registry: Registry, name: str, source: Source | None,
                                findings: list[Finding], metadata: dict[str, str], pages: list[SheetGrid]) -> Recognised:
    """Of sheets of one form that fit as well, the one of the period that the file's name says, else the one of the latest
    period; where none can be read the first, with why it cannot."""
    why: list[Finding] = []
    readable: list[tuple[Recognised, list[Finding]]] = []
    for table in tables:
        told: list[Finding] = []
        found = Identification(table, registry, name, source, told, metadata, pages).result()
        if found.block is not None:
            readable.append((found, told))
            if names_period(name, found.identity.period_code or ""):
                break
        why = why or told
    if not readable:
        findings += why
        return Recognised(Identity(tables[0].form.form_code))
    found, told = max(readable, key=lambda one: (names_period(name, one[0].identity.period_code or ""), _end(one[0])))
    findings += told
    return found


def _end(found: Recognised) -> date:
    return parse_period(found.identity.period_code or "").end


def _by_own_layout(pages: list[SheetGrid], registry: Registry, named: list[str], name: str, source: Source | None,
                   metadata: dict[str, str], findings: list[Finding], tried: LayoutFile | None) -> Recognised | None:
    """What a layout of the source's own finds, if it is in force in the period that the sheet says."""
    for table in mapped_tables(pages, registry, source, named, tried):
        told: list[Finding] = []
        found = Identification(table, registry, name, source, told, metadata, pages).result()
        code = found.identity.period_code
        if code is not None and table.layout.in_force(parse_period(code).end):
            findings += told
            return found
    return None


def _form_said(pages: list[SheetGrid], registry: Registry, wanted: str | None) -> tuple[str, str] | None:
    """(form code, its cell) of a line such as `Biểu số: NTM-01`: that of the folder where a sheet says it, else the first."""
    said = [found for grid in pages if (found := form_line(grid, registry)) is not None]
    return next((one for one in said if one[0] == wanted), said[0] if said else None)


def form_line(grid: SheetGrid, registry: Registry) -> tuple[str, str] | None:
    """(form code, its cell) of the line by which a sheet says what form it is."""
    for number, row in enumerate(grid.rows[:15]):
        for position, value in enumerate(row):
            if type(value) is str and value and bare(plain(value)).startswith(("bieu", "mau")):
                code = form_code_in(value)
                if code in registry.forms:
                    return code, address(number, position)
    return None


def _tables(pages: list[SheetGrid], registry: Registry, named: list[str]) -> list[Table]:
    """The best fitting tables of the form that the workbook names, else of the folder's form, else of any form whole: the
    best first, and those that fit as well on other sheets."""
    others = [code for code in registry.forms if code not in named]
    for codes in (*([code] for code in named), others):
        blocks = [(form, edition, block) for form in (registry.forms[code] for code in codes if code in registry.forms)
                  for edition in form.editions for block in edition.blocks]
        found = _found(pages, blocks, DEPTHS[:1])
        if not any(not table.header.missing for table in found):
            found = _found(pages, blocks, DEPTHS)
        if codes is others:
            found = [table for table in found if not table.header.missing]
        if found:
            found.sort(key=lambda table: (
                table.header.fit, table.grid.name == table.block.sheet, not table.grid.is_hidden, not table.grid.fonts),
                reverse=True)
            return [table for table in found if table is found[0] or (
                table.block is found[0].block and table.header.fit == found[0].header.fit)]
    return []


def _found(pages: list[SheetGrid], blocks: list[tuple[Form, Edition, Block]], depths: tuple[int, ...]) -> list[Table]:
    return [Table(form, edition, block, grid, header) for form, edition, block in blocks for grid in pages
            if (header := find_header(grid, block, depths=depths)) is not None]


def _metadata(grids: list[SheetGrid]) -> dict[str, str]:
    hidden = next((grid for grid in grids if grid.name == METADATA_SHEET), None)
    return {shown(row[0]): shown(row[1]) for row in hidden.rows if len(row) > 1} if hidden else {}
