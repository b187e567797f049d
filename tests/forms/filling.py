"""Reports filled with every kind of figure a form can hold, the same ones every time."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

from mtqg.registry import Registry
from mtqg.registry.admin_units import geography_on
from mtqg.registry.forms import Block, Column
from mtqg.registry.periods import parse_period
from mtqg.registry.programme_tree import programme_tree
from mtqg.templates import FillRow, FormFill, empty_fill

#: (form, province, period): every edition, and both maps.
REPORTS = (
    ("NTM-01", "63-P-62", "2024-Q4"),
    ("NTM-01", "34-P-48", "2025-Q4"),
    ("NTM-01", "34-P-48", "2026-Q3"),
    ("VON-01", "63-P-49", "2024-12"),
    ("VON-01", "34-P-51", "2025-12"),
    ("VON-01", "34-P-48", "2026-09"),
    ("TH-01", "63-P-62", "2023-10"),
    ("TH-01", "34-P-48", "2026-09"),
    ("GN-01", "63-P-62", "2024"),
    ("GN-01", "34-P-48", "2026"),
    ("GN-02", "63-P-62", "2024"),
    ("GN-02", "34-P-48", "2026"),
    ("GN-02", "34-P-48", "2027"),
    ("DT-01", "63-P-62", "2024-Q4"),
    ("DT-01", "34-P-51", "2026-Q3"),
    ("KH-01", "63-P-62", "2024"),
    ("KH-01", "34-P-48", "2026"),
    ("OCOP-01", "63-P-62", "2024-Q4"),
    ("OCOP-01", "34-P-48", "2026-Q3"),
    ("VM-01", "63-P-62", "2024-Q4"),
    ("VM-01", "34-P-48", "2026-Q3"),
    ("BTC-M09", "VN", "2003"),
    ("BTC-M09", "VN", "2008"),
    ("BTC-M09", "VN", "2012"),
    ("BTC-M09", "VN", "2016"),
    ("BTC-M09", "VN", "2024"),
    ("BTC-M09", "VN", "2026"),
)
#: How a figure may be typed, and the number it stands for.
_TYPED = (
    (0, "0"),
    (7, "7"),
    (1234, "1234"),
    (12.5, "12.5"),
    (0.1 + 0.2, "0.3"),
    ("1.234,5", "1234.5"),
    ("2,75", "2.75"),
    ("1.234.567", "1234567"),
    ("-", "0"),
    ("..", None),
    (98765432, "98765432"),
    (None, None),
)


def filled_report(registry: Registry, form_code: str, unit: str, period: str, seed: int = 1) -> tuple[FormFill, dict]:
    """(the report, {(row_key, column_key): the number that must be read, None for a cell without a number})."""
    chance = random.Random(f"{form_code}/{unit}/{period}/{seed}")
    empty = empty_fill(registry, form_code, f"{unit[-2:]}-{registry.forms[form_code].agency}", unit, period)
    day = parse_period(period).end
    blocks = registry.forms[form_code].edition_on(day).blocks
    columns = {
        block.block_code if number else None: [c for c in block.columns_on(geography_on(day)) if c.is_value]
        for number, block in enumerate(blocks)
    }
    axis = blocks[0].row_axis
    if axis.kind == "list":
        return _filled_list(registry, blocks[0], empty, day, chance)
    rows, expected = [], {}
    for row in empty.rows:
        values = {}
        for column in columns[row.block_code]:
            typed, number = _figure(column, chance)
            values[column.column_key] = typed
            if typed is not None:
                expected[row.row_key, column.column_key] = None if number is None else Decimal(number)
        rows.append(FillRow(row.row_key, values, None, row.block_code))
    return FormFill(empty.source_code, unit, period, None, rows), expected


_WORDS = {"stars": (3, "4 sao"), "states": (0, "đang giải quyết"), "categories": (6, "Đồ uống")}


def _filled_list(registry: Registry, block: Block, empty: FormFill, day: date, chance: random.Random):
    """Lines of a list: words, days and stars; the key of a line is what stands in its key columns."""
    columns = [c for c in block.columns_on(geography_on(day)) if c.is_value]
    nodes = programme_tree(registry.programmes, block.row_axis, day) if block.row_axis.programmes else []
    rows, expected = [], {}
    for number in range(12):
        values = {}
        for column in columns:
            if column.content == "day":
                values[column.column_key] = chance.choice(("05/9/2024", "ngày 15 tháng 3 năm 2024", "31/12/2.026"))
            elif column.content == "text":
                values[column.column_key] = f"{column.label_vi} thứ {number}"
            else:
                values[column.column_key] = chance.choice(_WORDS[column.vocabulary])
        key = "|".join(values[name].lower() for name in block.row_axis.key)
        labels = None
        if nodes:
            node = nodes[number % len(nodes)]
            key, labels = f"{node.code}|{key}", {block.with_role("row_code").column_key: node.code}
        rows.append(FillRow(key, values, labels))
        for column in columns:
            typed = values[column.column_key]
            number_read = {"4 sao": 4, "đang giải quyết": 1, "Đồ uống": 2}.get(typed, typed if isinstance(typed, int) else None)
            expected[key, column.column_key] = None if number_read is None else Decimal(number_read)
    return FormFill(empty.source_code, empty.admin_unit_code, empty.period_code, None, rows), expected


def _figure(column: Column, chance: random.Random):
    if column.vocabulary in ("met", "left_list"):
        return chance.choice((("x", "1"), ("X", "1"), (None, None)))
    if column.vocabulary == "commune_group":
        return chance.choice(((1, "1"), ("2", "2"), ("III", "3")))
    return chance.choice(_TYPED)
