"""The printed rows of each kind of row axis: labels from the registry, figures from the fill, totals computed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from mtqg.registry import Registry
from mtqg.registry.forms import Block, Form
from mtqg.registry.periods import Period, parse_period, period_label
from mtqg.registry.programme_tree import programme_tree, roman
from mtqg.registry.row_axes import IndicatorRows, ListRows, ProgrammeTreeRows, ProvinceRows
from mtqg.templates.fill import FillRow, FormFill, Line
from mtqg.templates.totals import total_values


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the lines of one block are made from."""

    registry: Registry
    form: Form
    block: Block
    fill: FormFill
    day: date


def lines_of(sheet: Sheet) -> list[Line]:
    """All printed rows of the block, totals in their place."""
    axis = sheet.block.row_axis
    if isinstance(axis, ProgrammeTreeRows):
        return _tree_lines(sheet, axis)
    if isinstance(axis, IndicatorRows):
        return _indicator_lines(sheet, axis)
    if isinstance(axis, ListRows):
        return [_line(sheet, row, _labels(sheet.block, order=number)) for number, row in enumerate(sheet.fill.rows, 1)]
    if isinstance(axis, ProvinceRows):
        return _province_lines(sheet)
    return _unit_lines(sheet)


def _line(sheet: Sheet, row: FillRow, printed: dict[str, str | int], depth: int = 0) -> Line:
    return Line(row.row_key, "item", {**printed, **row.values, **(row.labels or {})}, depth)


def _labels(block: Block, **by_role) -> dict:
    """{column_key: text} for the block's columns of these roles."""
    return {column.column_key: by_role[column.role] for column in block.columns if column.role in by_role}


def _unit_lines(sheet: Sheet) -> list[Line]:
    fill, units = sheet.fill, sheet.registry.units
    given = {row.row_key: row for row in fill.rows}
    reported = given.pop(fill.admin_unit_code, None)
    lines = []
    for number, row in enumerate(given.values(), 1):
        unit = units.get(row.row_key, sheet.day)
        parent = units.get(unit.parent_admin_unit_code or "", sheet.day) if unit else None
        lines.append(_line(sheet, row, _labels(
            sheet.block, order=number, row_code=unit.gso_code if unit else "",
            row_label=unit.full_name_vi if unit else "", parent_label=parent.full_name_vi if parent else "")))
    total = _total(sheet, fill.admin_unit_code, reported, lines)
    if total is None:
        return lines
    return [total, *lines] if sheet.block.totals.position == "top" else [*lines, total]


def _province_lines(sheet: Sheet) -> list[Line]:
    """TỔNG SỐ, then each region with its sum and its provinces."""
    units, day = sheet.registry.units, rows_day(sheet.form, parse_period(sheet.fill.period_code))
    given = {row.row_key: row for row in sheet.fill.rows}
    reported = given.pop(sheet.fill.admin_unit_code, None)
    lines, items, number = [], [], 0
    for place, region in enumerate(sheet.registry.regions(day), 1):
        mine = [row for row in given.values() if row.row_key in region.members]
        inside = []
        for row in mine:
            number += 1
            unit = units.get(row.row_key, day)
            inside.append(_line(sheet, row, _labels(sheet.block, order=number, row_label=unit.name_vi if unit else "")))
        stated = given.get(region.region_code)
        if stated:
            values = stated.values
        else:
            values = total_values(sheet.form, sheet.block, [one.cells for one in inside]) if sheet.fill.totals else {}
        labels = _labels(sheet.block, order=roman(place), row_label=region.name_vi.upper())
        lines += [Line(region.region_code, "subtotal", {**labels, **values}), *inside] if inside else []
        items += inside
    total = _total(sheet, sheet.fill.admin_unit_code, reported, items)
    return [total, *lines] if total else lines


def rows_day(form: Form, period: Period) -> date:
    """The day whose administrative units are the rows."""
    return period.start if form.geography_at == "start" else period.end


def _total(sheet: Sheet, key: str, reported: FillRow | None, lines: list[Line]) -> Line | None:
    totals = sheet.block.totals
    if totals is None or not sheet.fill.totals:
        return None
    values = reported.values if reported else total_values(sheet.form, sheet.block, [line.cells for line in lines])
    labels = _labels(sheet.block, row_label=totals.label_vi)
    return Line(key, "total", {**labels, **values, **((reported.labels if reported else None) or {})})


def _tree_lines(sheet: Sheet, axis: ProgrammeTreeRows) -> list[Line]:
    """TỔNG SỐ, then programme, component, subcomponent with their sums, and the lines by source and year below each."""
    nodes = programme_tree(sheet.registry.programmes, axis, sheet.day)
    sources = sheet.registry.capital_sources
    rows: dict[str, list[FillRow]] = defaultdict(list)
    reported: dict[str, FillRow] = {}
    for row in sheet.fill.rows:
        component, source, _ = row.row_key.split("|")
        if source == "_T":
            reported[row.row_key] = row
        else:
            rows[component].append(row)
    items: dict[str, list[Line]] = {}
    below: dict[str, list[Line]] = defaultdict(list)
    for node in nodes:
        order = {code: source.sort_order for code, source in sources.items()}
        mine = sorted(rows.pop(node.code, []), key=lambda row: (order.get(row.row_key.split("|")[1], 0), row.row_key))
        items[node.code] = [_tree_item(sheet, row, node.depth + 1) for row in mine]
        for code in node.path:
            below[code] += items[node.code]
    if rows:
        raise ValueError(f"no such component on {sheet.day}: {', '.join(rows)}")
    lines: list[Line] = []
    for node in nodes:
        key = f"{node.code}|_T|_T"
        if below[node.code] or key in reported:
            lines += [_subtotal(sheet, node, reported.get(key), below[node.code]), *items[node.code]]
    total = _total(sheet, "_T|_T|_T", reported.get("_T|_T|_T"), [line for part in items.values() for line in part])
    return [total, *lines] if total else lines


def _tree_item(sheet: Sheet, row: FillRow, depth: int) -> Line:
    component, source, year = row.row_key.split("|")
    known = sheet.registry.capital_sources.get(source)
    return _line(sheet, row, _labels(
        sheet.block, order="-", row_label=known.name_vi if known else source, row_code=component,
        capital_source=source, origin_year=int(year)), depth)


def _subtotal(sheet: Sheet, node, reported: FillRow | None, below: list[Line]) -> Line:
    values = {}
    if sheet.fill.totals:
        values = reported.values if reported else total_values(sheet.form, sheet.block, [line.cells for line in below])
    labels = _labels(sheet.block, order=node.number, row_label=node.programme.name_vi, row_code=node.code)
    return Line(f"{node.code}|_T|_T", "subtotal",
                {**labels, **values, **((reported.labels if reported else None) or {})}, node.depth)


def _indicator_lines(sheet: Sheet, axis: IndicatorRows) -> list[Line]:
    groups: dict[int, list[FillRow]] = defaultdict(list)
    for row in sheet.fill.rows:
        groups[_group_of(axis, *row.row_key.split(":")[:2])].append(row)
    lines, number = [], 0
    for position in sorted(groups):
        heading = _labels(sheet.block, order=roman(position + 1), row_label=axis.groups[position].label_vi)
        lines.append(Line(f"heading:{position + 1}", "heading", heading))
        for row in groups[position]:
            number += 1
            lines.append(_line(sheet, row, _labels(sheet.block, order=number, **_indicator_labels(sheet, row.row_key)), 1))
    return lines


def _indicator_labels(sheet: Sheet, row_key: str) -> dict[str, str]:
    code, breakdown_code, period_code = row_key.split(":")
    indicator = sheet.registry.indicators[code]
    breakdowns = [sheet.registry.breakdowns[part] for part in breakdown_code.split(".") if part != "_T"]
    unit = next((b.measure_unit_code for b in breakdowns if b.measure_unit_code), indicator.measure_unit_code)
    own = period_code == sheet.fill.period_code
    return {
        "row_label": " - ".join([indicator.name_vi, *(b.name_vi for b in breakdowns)]),
        "row_code": code if breakdown_code == "_T" else f"{code}:{breakdown_code}",
        "measure_unit": sheet.registry.measure_units[unit].name_vi,
        "period": "" if own else period_label(period_code),
    }


def _group_of(axis: IndicatorRows, indicator: str, breakdown: str) -> int:
    """The group that lists the line, else the first that lists an indicator of the same family (`NTM.`), else the last."""
    for wanted in (lambda line: (line.indicator, line.breakdown) == (indicator, breakdown),
                   lambda line: line.indicator == indicator,
                   lambda line: line.indicator.split(".")[0] == indicator.split(".")[0]):
        for position, group in enumerate(axis.groups):
            if any(wanted(line) for line in group.lines):
                return position
    return len(axis.groups) - 1
