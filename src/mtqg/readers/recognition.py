"""Which form, edition, reporting unit and period a workbook is about: by its own visible lines and the labels of its table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from mtqg.model import Finding, Identity
from mtqg.readers.cells import address
from mtqg.readers.file_names import hints_of
from mtqg.readers.headers import Header, find_header
from mtqg.readers.identity import Heading, Said, day_said, form_code_in, period_said, read_heading, unit_said
from mtqg.readers.texts import bare, plain, shown
from mtqg.readers.workbook import SheetGrid
from mtqg.registry import Registry, Source
from mtqg.registry.admin_units import AdminUnit
from mtqg.registry.forms import Block, Edition, Form
from mtqg.registry.periods import parse_period, period_as_of, period_label
from mtqg.templates.workbook import METADATA_SHEET

_EDITION = re.compile(r"mẫu (?:áp dụng )?giai đoạn\s+(\d{4})\s*[-–]\s*(\d{4})", re.I)
#: A day of the figures may lie this long behind the end of a period before it contradicts it.
_DAYS_AFTER = 20


@dataclass(slots=True)
class Recognised:
    """What is known of the workbook; `block` is None where it cannot be read."""

    identity: Identity
    form: Form | None = None
    edition: Edition | None = None
    block: Block | None = None
    grid: SheetGrid | None = None
    header: Header | None = None
    heading: Heading | None = None
    admin_unit: AdminUnit | None = None
    day: date | None = None


@dataclass(slots=True)
class _Table:
    """A place where the labels of an edition's block were found."""

    form: Form
    edition: Edition
    block: Block
    grid: SheetGrid
    header: Header


def recognise(grids: list[SheetGrid], name: str, registry: Registry, form_code: str | None, source: Source | None,
              findings: list[Finding]) -> Recognised:
    """What the workbook says of itself; contradictions and what is missing are findings."""
    grids = [grid for grid in grids if grid.rows]
    pages = [grid for grid in grids if grid.name != METADATA_SHEET]
    if not any(grid.rows for grid in pages):
        findings.append(Finding("COMMON-R002", details={"what": "workbook"}))
        return Recognised(Identity())
    said = _form_said(pages, registry)
    table = _table(pages, registry, [code for code in (said[0] if said else None, form_code) if code])
    if table is None:
        findings.append(Finding("COMMON-R003", pages[0].name, actual=said[0] if said else None, expected=form_code))
        return Recognised(Identity(said[0] if said else None))
    if form_code and table.form.form_code != form_code:
        findings.append(Finding("COMMON-R017", table.grid.name, said[1] if said else None, actual=table.form.form_code,
                                expected=form_code, details={"what": "form", "beside": "folder"}))
    return _Identification(table, registry, name, source, findings, _metadata(grids)).result()


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


def _table(pages: list[SheetGrid], registry: Registry, named: list[str]) -> _Table | None:
    """The best fitting table of the form that the workbook names, else of the folder's form, else of any form."""
    others = [code for code in registry.forms if code not in named]
    for codes in (*([code] for code in named), others):
        found = [_Table(form, edition, block, grid, header)
                 for form in (registry.forms[code] for code in codes if code in registry.forms)
                 for edition in form.editions for block in edition.blocks for grid in pages
                 if (header := find_header(grid, block)) is not None]
        if found:
            return max(found, key=lambda table: (
                table.header.fit, table.grid.name == table.block.sheet, not table.grid.is_hidden))
    return None


def _metadata(grids: list[SheetGrid]) -> dict[str, str]:
    hidden = next((grid for grid in grids if grid.name == METADATA_SHEET), None)
    return {shown(row[0]): shown(row[1]) for row in hidden.rows if len(row) > 1} if hidden else {}


class _Identification:
    """Period, day, edition and unit of a table that was found."""

    def __init__(self, table: _Table, registry: Registry, name: str, source: Source | None, findings: list[Finding],
                 metadata: dict[str, str]):
        self.table, self.registry, self.name, self.source = table, registry, name, source
        self.findings, self.metadata = findings, metadata
        self.heading = read_heading(table.grid, table.edition, table.header.first)
        self._contradictions: list[tuple[Said | None, str]] = []

    def result(self) -> Recognised:
        form = self.table.form
        period_line, code, as_of = self._period()
        if code is None:
            self._find("R006", period_line, expected=None if form.period_type == "any" else form.period_type)
            return Recognised(Identity(form.form_code))
        day = parse_period(code).end
        table = self._in_force(day)
        unit_line, unit = self._unit(day)
        self._cross_check(code, unit, period_line, unit_line)
        identity = Identity(form.form_code, table.edition.edition, unit.admin_unit_code if unit else None, code, as_of or day)
        if unit is None:
            return Recognised(identity)
        self._labels(table)
        return Recognised(identity, form, table.edition, table.block, table.grid, table.header, self.heading, unit, day)

    def _find(self, rule: str, said: Said | None, actual: str | None = None, expected: str | None = None, **details: str) -> None:
        self.findings.append(Finding(
            f"COMMON-{rule}", self.table.grid.name, address(said.row, said.column) if said else None,
            actual=actual if actual is not None else said.text if said else None, expected=expected, details=details))

    def _period(self) -> tuple[Said | None, str | None, date | None]:
        """(its line, period code, as-of day): of a form without a fixed cadence the period of its day."""
        line, code = period_said(self.heading)
        day_line, day = day_said(self.heading)
        wanted = self.table.form.period_type
        if wanted == "any":
            if day is not None and (code is None or parse_period(code).end != parse_period(period_as_of(day)).end):
                return day_line, period_as_of(day), day
            return line or day_line, code, day
        if code is not None and parse_period(code).period_type != wanted:
            return line, None, day
        if code is not None and day is not None:
            period = parse_period(code)
            if day_line and not period.start <= day <= period.end + timedelta(days=_DAYS_AFTER):
                self._contradictions.append((line, day_line.text))
        return line, code, day

    def _in_force(self, day: date) -> _Table:
        """The table by the edition in force on the day, unless the sheet plainly is another edition."""
        table, form = self.table, self.table.form
        edition = form.edition_on(day)
        said = next((found for title in self.heading.titles if (found := _EDITION.search(title.text))), None)
        said_name = f"{said[1]}-{said[2]}" if said else None
        fitting = table
        if edition is not None and edition is not table.edition:
            block = next((block for block in edition.blocks if block.block_code == table.block.block_code), edition.blocks[0])
            header = find_header(table.grid, block)
            if header is not None and (not header.missing or header.fit >= table.header.fit):
                fitting = _Table(form, edition, block, table.grid, header)
        if said_name and said_name != fitting.edition.edition and any(e.edition == said_name for e in form.editions):
            other = form.edition(said_name)
            header = find_header(table.grid, other.blocks[0])
            if header is not None and header.fit >= fitting.header.fit:
                fitting = _Table(form, other, other.blocks[0], table.grid, header)
        if fitting.edition is not edition:
            self._find("R004", None, actual=fitting.edition.edition, expected=edition.edition if edition else None)
        return fitting

    def _unit(self, day: date) -> tuple[Said | None, AdminUnit | None]:
        line = self.heading.first("admin_unit")
        unit = unit_said(line.text, self.registry, day) if line and line.text else None
        expected = self.source.name_vi if self.source else None
        if unit is None or (self.source is not None and unit.admin_unit_code != self.source.admin_unit_code):
            self._find("R005", line, expected=expected)
        return line, unit

    def _cross_check(self, code: str, unit: AdminUnit | None, period_line: Said | None, unit_line: Said | None) -> None:
        """Hidden metadata and the file's name against the visible lines: one finding a line, with all that it contradicts."""
        form, hidden = self.table.form, self.metadata
        said = [(period_line, period_label(hidden["period_code"]))] if _differs(hidden.get("period_code"), code) else []
        if unit and self.source is None and _differs(hidden.get("admin_unit_code"), unit.admin_unit_code):
            said.append((unit_line, hidden["admin_unit_code"]))
        if _differs(hidden.get("form_code"), form.form_code):
            said.append((None, hidden["form_code"]))
        for what, in_name in hints_of(self.name, self.registry.forms, form, code):
            said.append((period_line, period_label(in_name)) if what == "period" else (None, in_name))
        beside: dict[Said | None, dict[str, None]] = {}
        for line, text in [*self._contradictions, *said]:
            beside.setdefault(line, {})[text] = None
        for line, texts in beside.items():
            self._find("R017", line, actual=None if line else form.form_code, expected=", ".join(texts))

    def _labels(self, table: _Table) -> None:
        """Columns that are missing, and labels that the form does not know."""
        header, block = table.header, table.block
        for key in header.missing:
            self.findings.append(Finding("COMMON-R007", table.grid.name, address(header.last, 0), block.block_code,
                                         column_key=key, expected=block.by_key[key].label_vi))
        for position, (row, text) in header.unknown.items():
            self.findings.append(Finding("COMMON-R008", table.grid.name, address(row, position), block.block_code,
                                         actual=text, details={"what": "column"}))


def _differs(hidden: str | None, visible: str) -> bool:
    return bool(hidden) and hidden != visible
