"""Which form a workbook is, by its own visible lines and the labels of its table; then what it reports on."""

from __future__ import annotations

from mtqg.model import Finding, Identity
from mtqg.readers.cells import address
from mtqg.readers.headers import find_header
from mtqg.readers.identification import Identification
from mtqg.readers.identity import form_code_in
from mtqg.readers.own_layouts import mapped_tables
from mtqg.readers.recognised import Recognised, Table
from mtqg.readers.texts import bare, plain, shown
from mtqg.readers.workbook import SheetGrid
from mtqg.registry import Registry, Source
from mtqg.registry.periods import parse_period
from mtqg.templates.workbook import METADATA_SHEET


def recognise(grids: list[SheetGrid], name: str, registry: Registry, form_code: str | None, source: Source | None,
              findings: list[Finding]) -> Recognised:
    """What the workbook says of itself; contradictions and what is missing are findings."""
    grids = [grid for grid in grids if grid.rows]
    pages = [grid for grid in grids if grid.name != METADATA_SHEET]
    if not any(grid.rows for grid in pages):
        findings.append(Finding("COMMON-R002", details={"what": "workbook"}))
        return Recognised(Identity())
    said = _form_said(pages, registry)
    named = [code for code in (said[0] if said else None, form_code) if code]
    if mapped := _by_own_layout(pages, registry, named, name, source, _metadata(grids), findings):
        return mapped
    table = _table(pages, registry, named)
    if table is None:
        findings.append(Finding("COMMON-R003", pages[0].name, actual=said[0] if said else None, expected=form_code))
        return Recognised(Identity(said[0] if said else None))
    if form_code and table.form.form_code != form_code:
        findings.append(Finding("COMMON-R017", table.grid.name, said[1] if said else None, actual=table.form.form_code,
                                expected=form_code, details={"what": "form", "beside": "folder"}))
    return Identification(table, registry, name, source, findings, _metadata(grids), pages).result()


def _by_own_layout(pages: list[SheetGrid], registry: Registry, named: list[str], name: str, source: Source | None,
                   metadata: dict[str, str], findings: list[Finding]) -> Recognised | None:
    """What a layout of the source's own finds, if it is in force in the period that the sheet says."""
    for table in mapped_tables(pages, registry, source, named):
        told: list[Finding] = []
        found = Identification(table, registry, name, source, told, metadata, pages).result()
        code = found.identity.period_code
        if code is not None and table.layout.in_force(parse_period(code).end):
            findings += told
            return found
    return None


def _form_said(pages: list[SheetGrid], registry: Registry) -> tuple[str, str] | None:
    """(form code, its cell) of a line such as `Biểu số: NTM-01`."""
    for grid in pages:
        for number, row in enumerate(grid.rows[:15]):
            for position, value in enumerate(row):
                if type(value) is str and value and bare(plain(value)).startswith(("bieu", "mau")):
                    code = form_code_in(value)
                    if code in registry.forms:
                        return code, address(number, position)
    return None


def _table(pages: list[SheetGrid], registry: Registry, named: list[str]) -> Table | None:
    """The best fitting table of the form that the workbook names, else of the folder's form, else of any form whole."""
    others = [code for code in registry.forms if code not in named]
    for codes in (*([code] for code in named), others):
        found = [Table(form, edition, block, grid, header)
                 for form in (registry.forms[code] for code in codes if code in registry.forms)
                 for edition in form.editions for block in edition.blocks for grid in pages
                 if (header := find_header(grid, block)) is not None and (codes is not others or not header.missing)]
        if found:
            return max(found, key=lambda table: (
                table.header.fit, table.grid.name == table.block.sheet, not table.grid.is_hidden, not table.grid.fonts))
    return None


def _metadata(grids: list[SheetGrid]) -> dict[str, str]:
    hidden = next((grid for grid in grids if grid.name == METADATA_SHEET), None)
    return {shown(row[0]): shown(row[1]) for row in hidden.rows if len(row) > 1} if hidden else {}
