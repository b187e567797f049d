"""The rows of the empty template of each kind of row axis."""

from __future__ import annotations

from mtqg.registry import Registry
from mtqg.registry.form_validity import in_force
from mtqg.registry.forms import Block
from mtqg.registry.periods import parse_period
from mtqg.registry.programme_tree import programme_tree
from mtqg.registry.row_axes import IndicatorRows, ListRows, ProgrammeTreeRows, ProvinceRows
from mtqg.templates.fill import FillRow, FormFill
from mtqg.templates.lines import rows_day


def empty_fill(registry: Registry, form_code: str, source_code: str, admin_unit_code: str, period_code: str) -> FormFill:
    """The rows of the empty template: every unit, component line or listed indicator, without figures."""
    day = parse_period(period_code).end
    edition = registry.forms[form_code].edition_on(day)
    if edition is None:
        raise ValueError(f"{form_code} has no edition on {day}")
    rows = [FillRow(key, {}, None, block.block_code if number else None) for number, block in enumerate(edition.blocks)
            for key in _empty_keys(registry, form_code, block, admin_unit_code, period_code)]
    return FormFill(source_code, admin_unit_code, period_code, None, rows)


def _empty_keys(registry: Registry, form_code: str, block: Block, admin_unit_code: str, period_code: str) -> list[str]:
    period, axis = parse_period(period_code), block.row_axis
    if isinstance(axis, ProgrammeTreeRows):
        leaves = [n for n in programme_tree(registry.programmes, axis, period.end) if n.is_leaf and not n.is_carried_over]
        sources = [code for code in axis.capital_sources if in_force(registry.capital_sources[code], period.end)]
        return [f"{node.code}|{source}|{period.end.year}" for node in leaves for source in sources]
    if isinstance(axis, IndicatorRows):
        return [f"{line.indicator}:{line.breakdown}:{period_code}" for group in axis.groups for line in group.lines
                if in_force(registry.indicators[line.indicator], period.end)]
    if isinstance(axis, ListRows):
        return [f"line:{number}" for number in range(1, axis.blank_lines + 1)]
    if isinstance(axis, ProvinceRows):
        return [unit.admin_unit_code for unit in registry.units.provinces(rows_day(registry.forms[form_code], period))]
    return [unit.admin_unit_code for unit in registry.units.under(admin_unit_code, period.end, axis.level, axis.types)]
