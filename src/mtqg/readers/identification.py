"""Period, day, edition and reporting unit of a table that was found, and what contradicts them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from mtqg.model import Finding, Identity
from mtqg.readers.cells import address
from mtqg.readers.dated_labels import settled
from mtqg.readers.file_names import hints_of, names_period
from mtqg.readers.header import is_of_remarks
from mtqg.readers.headers import find_header
from mtqg.readers.identity import (
    Said,
    day_said,
    letterhead_said,
    other_periods,
    period_said,
    read_heading,
    unit_said,
    vintage_said,
)
from mtqg.readers.own_layouts import add_told
from mtqg.readers.placing import place_tables
from mtqg.readers.recognised import Recognised, Table
from mtqg.readers.workbook import SheetGrid
from mtqg.registry import Registry, Source
from mtqg.registry.admin_units import AdminUnit, geography_on
from mtqg.registry.periods import month_code, parse_period, period_as_of, period_label, periods_ending_in, read_day

_EDITION = re.compile(r"mẫu (?:áp dụng )?giai đoạn\s+(\d{4})\s*[-–]\s*(\d{4})", re.I)
#: A day of the figures may lie this long behind the end of a period before it contradicts it.
_DAYS_AFTER = 20
_SHORTEST_TITLE = 20


class Identification:
    """Period, day, edition and unit of a table that was found."""

    def __init__(self, table: Table, registry: Registry, name: str, source: Source | None, findings: list[Finding],
                 metadata: dict[str, str], pages: list[SheetGrid]):
        self.table, self.registry, self.name, self.source = table, registry, name, source
        self.findings, self.metadata, self.pages = findings, metadata, pages
        self.heading = read_heading(table.grid, table.edition, table.header.first)
        if table.layout is not None:
            add_told(self.heading, table.grid, table.layout)
        #: Lines that name another period than the report's own, and which.
        self._contradictions: list[tuple[Said, str]] = []

    def result(self) -> Recognised:
        form = self.table.form
        period_line, code, as_of = self._period()
        if code is None:
            wanted = None if form.period_type == "any" else self.registry.period_words[form.period_type]
            if period_line is None and (title := self._other_title()) is not None:
                self._find("R062", title, expected=self._own_title())
            else:
                self._find("R006", period_line, expected=wanted)
            return Recognised(Identity(form.form_code))
        if self._nowhere_in_time(code):
            self._contradict(period_line)
            return Recognised(Identity(form.form_code))
        day = parse_period(code).end
        table = self._in_force(day)
        unit_line, unit = self._unit(day)
        self._cross_check(code, unit, period_line, unit_line)
        as_of = as_of or self._geography_day(code)
        identity = Identity(form.form_code, table.edition.edition, unit.admin_unit_code if unit else None, code, as_of,
                            vintage_said(self.heading))
        if unit is None:
            return Recognised(identity)
        tables = [replace(one, header=settled(one.header, one.block, code))
                  for one in place_tables(table, self.pages, self.registry, code, unit)]
        for one in tables:
            self._labels(one)
        return Recognised(identity, form, table.edition, table.block, table.grid, table.header, self.heading, unit,
                          self._geography_day(code), tables)

    def _own_title(self) -> str | None:
        """The title by which the edition tells its period, where it does so."""
        lines = self.table.edition.identity
        return next((line.label_vi for line in lines if (line.key, line.place) == ("period", "title")), None)

    def _other_title(self) -> Said | None:
        """The longest line above the table, where the edition wants its own title and none is there."""
        titles = [one for one in self.heading.titles if len(one.text) > _SHORTEST_TITLE] if self._own_title() else []
        return max(titles, key=lambda one: len(one.text) * one.text.isupper(), default=None)

    def _geography_day(self, code: str) -> date:
        """The day whose units the rows are."""
        period = parse_period(code)
        return period.start if self.table.form.geography_at == "start" else period.end

    def _find(self, rule: str, said: Said | None, actual: str | None = None, expected: str | None = None, **details: str) -> None:
        self.findings.append(Finding(
            f"COMMON-{rule}", self.table.grid.name, address(said.row, said.column) if said else None,
            actual=actual if actual is not None else said.text if said else None, expected=expected, details=details))

    def _period(self) -> tuple[Said | None, str | None, date | None]:
        """(its line, period code, as-of day): of a form without a fixed cadence the period of its day."""
        line, code = period_said(self.heading)
        day_line, day = day_said(self.heading)
        wanted = self.table.form.period_type
        if code is not None:
            self._contradictions = other_periods(self.heading, self.table.edition, code)
            period = parse_period(code)
            if day is not None and day_line and not period.start <= day <= period.end + timedelta(days=_DAYS_AFTER):
                self._contradictions.append((day_line, period_as_of(day)))
        if wanted == "any":
            if day is not None and (code is None or parse_period(code).end != parse_period(period_as_of(day)).end):
                return day_line, period_as_of(day), day
            return line or day_line, code, day
        if code is not None and parse_period(code).period_type != wanted:
            return line, self._of_cadence(line), day
        return line, code, day

    def _of_cadence(self, line: Said | None) -> str | None:
        """The month, quarter or year of the form that ends on the day which the line names (`đến ngày 31/12/2024`), or the
        month in which that day lies."""
        day, wanted = read_day(line.text) if line else None, self.table.form.period_type
        codes = periods_ending_in(month_code(day)) if day else []
        found = next((code for code in codes if parse_period(code).period_type == wanted), None)
        return found if found and day and (wanted == "month" or parse_period(found).end == day) else None

    def _in_force(self, day: date) -> Table:
        """The table by the edition in force on the day, unless the sheet plainly is another edition."""
        table, form = self.table, self.table.form
        if table.layout is not None:
            return table
        edition = form.edition_on(day)
        said = next((found for title in self.heading.titles if (found := _EDITION.search(title.text))), None)
        said_name = f"{said[1]}-{said[2]}" if said else None
        fitting = table
        if edition is not None and edition is not table.edition:
            block = next((block for block in edition.blocks if block.block_code == table.block.block_code), edition.blocks[0])
            header = find_header(table.grid, block)
            if header is not None and (not header.missing or header.fit >= table.header.fit):
                fitting = Table(form, edition, block, table.grid, header)
        if said_name and said_name != fitting.edition.edition and any(e.edition == said_name for e in form.editions):
            other = form.edition(said_name)
            header = find_header(table.grid, other.blocks[0])
            if header is not None and header.fit >= fitting.header.fit:
                fitting = Table(form, other, other.blocks[0], table.grid, header)
        if fitting.edition is not edition:
            rule = "R060" if fitting.block.header_words == "columns" else "R004"
            self._find(rule, None, actual=fitting.edition.edition, expected=edition.edition if edition else None)
        return fitting

    def _unit(self, day: date) -> tuple[Said | None, AdminUnit | None]:
        if self.table.form.reporter == "country":
            return self._country(day)
        line = self.heading.first("admin_unit")
        unit = unit_said(line.text, self.registry, day) if line and line.text else None
        if line is None:
            line, unit = letterhead_said(self.heading, self.registry, day)
        expected = self.source.name_vi if self.source else "một tỉnh, thành phố có trong kỳ"
        if unit is None or (self.source is not None and unit.admin_unit_code != self.source.admin_unit_code):
            self._find("R005", line, expected=expected)
        return line, unit

    def _country(self, day: date) -> tuple[Said | None, AdminUnit | None]:
        """The country: a form of a ministry names no province."""
        unit = self.registry.units.get("VN", day)
        if self.source is not None and self.source.admin_unit_code != "VN":
            self._find("R005", None, actual="Việt Nam", expected=self.source.name_vi)
        return None, unit

    def _cross_check(self, code: str, unit: AdminUnit | None, period_line: Said | None, unit_line: Said | None) -> None:
        """Hidden metadata and the file's name against the visible lines: one finding a line, with all that it contradicts."""
        form, hidden = self.table.form, self.metadata
        said = [(period_line, period_label(hidden["period_code"]))] if _differs(hidden.get("period_code"), code) else []
        if unit and self.source is None and _differs(hidden.get("admin_unit_code"), unit.admin_unit_code):
            said.append((unit_line, hidden["admin_unit_code"]))
        if _differs(hidden.get("form_code"), form.form_code):
            said.append((None, hidden["form_code"]))
        self._contradict(period_line)
        for what, in_name in hints_of(self.name, self.registry.forms, form, code):
            if what == "period":
                self._find("R058", period_line, expected=period_label(in_name), file=self.name.rpartition("/")[2])
            else:
                said.append((None, in_name))
        beside: dict[Said | None, dict[str, None]] = {}
        for line, text in said:
            beside.setdefault(line, {})[text] = None
        for line, texts in beside.items():
            self._find("R017", line, actual=None if line else form.form_code, expected=", ".join(texts))

    def _contradict(self, period_line: Said | None) -> None:
        """One finding for each line that names another period."""
        for other, _ in self._contradictions:
            self._find("R057", period_line, expected=f"{other.text} ({address(other.row, other.column)})")

    def _nowhere_in_time(self, code: str) -> bool:
        """Another period is named, in another year, on another map or of another edition, and the file's name or its hidden
        metadata is on that side: what a row means hangs on which it is."""
        named = {other for _, other in self._contradictions if self._ground(other) != self._ground(code)}
        return any(other == self.metadata.get("period_code") or names_period(self.name, other) for other in named)

    def _ground(self, code: str) -> tuple[int, str, str | None]:
        """(year, map, edition) of a period."""
        day = parse_period(code).end
        edition = self.table.form.edition_on(day)
        return day.year, geography_on(day), edition.edition if edition else None

    def _labels(self, table: Table) -> None:
        """Columns that are missing, and labels that the form does not know."""
        header, block = table.header, table.block
        for key in header.missing:
            self.findings.append(Finding("COMMON-R007", table.grid.name, address(header.last, 0), block.block_code,
                                         column_key=key, expected=block.by_key[key].label_vi))
        for key, ((row, first), (other, second)) in header.twice.items():
            self.findings.append(Finding("COMMON-R065", table.grid.name, address(other, second), block.block_code, column_key=key,
                                         actual=header.unknown[second][1], expected=address(row, first)))
        doubled = {position for cells in header.twice.values() for _, position in cells}
        for position, (row, text) in header.unknown.items():
            if position in doubled or is_of_remarks(table.grid, header, position, text):
                continue
            if position in header.unconfirmed:
                self.findings.append(Finding("COMMON-R043", table.grid.name, address(row, position), block.block_code,
                                             actual=text, expected=header.unconfirmed[position] or None))
                continue
            shown = f"{text} (cột ẩn)" if position in table.grid.hidden_columns else text
            self.findings.append(Finding("COMMON-R008", table.grid.name, address(row, position), block.block_code,
                                         actual=shown, details={"what": "column"}))


def _differs(hidden: str | None, visible: str) -> bool:
    return bool(hidden) and hidden != visible
