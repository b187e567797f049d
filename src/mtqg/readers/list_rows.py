"""Rows that are lines of a list (products, obstacles): what tells them apart, and the programme they name."""

from __future__ import annotations

from functools import lru_cache

from mtqg.readers.rows import BlockReading, RowMeaning, is_lettered
from mtqg.readers.texts import label_key, plain, shown
from mtqg.registry import Registry
from mtqg.registry.programme_tree import programme_tree
from mtqg.registry.row_axes import ListRows


def list_rows(reading: BlockReading, axis: ListRows) -> list[RowMeaning]:
    """The meaning of every row under the header that has a filled cell."""
    keys = [reading.header.columns[key] for key in axis.key if key in reading.header.columns]
    labels = [position for column, position in reading.columns() if column.role != "order"]
    return [_meaning(reading, axis, number, keys, labels) for number in reading.filled_rows]


def _meaning(reading: BlockReading, axis: ListRows, number: int, keys: list[int], labels: list[int]) -> RowMeaning:
    row = reading.grid.rows[number]
    filled = [position for position in labels if row[position] != "" and (number, position) not in reading.spanned]
    first = reading.text(number, "row_label")
    if not filled or reading.is_signature(number) or (len(filled) == 1 and not reading.text(number, "order")):
        is_line = bool(filled) and not reading.is_signature(number) and filled[0] in keys and len(keys) == 1
        if not is_line:
            return RowMeaning(number, "note")
    if len(filled) == 1 and is_lettered(reading.text(number, "order")):
        return RowMeaning(number, "heading")        # `I | Huyện Đăk Hà` above the products of the district
    if reading.is_total(first):
        return RowMeaning(number, "total", "_T", reading.admin_unit.admin_unit_code, period_code=reading.period_code,
                          as_of_date=reading.as_of_date)
    texts = [plain(shown(reading.value(number, position))).lower() for position in keys]
    if not any(texts):
        reading.find("R009", number, actual=None, expected=", ".join(reading.block.by_key[key].label_vi for key in axis.key))
        return RowMeaning(number, "quarantined")
    component = _component(reading, axis, number) if axis.programmes else None
    if component == "":
        return RowMeaning(number, "quarantined")
    return RowMeaning(
        number, "item", "|".join(filter(None, (component, *texts))), reading.admin_unit.admin_unit_code, component,
        period_code=reading.period_code, as_of_date=reading.as_of_date)


def _component(reading: BlockReading, axis: ListRows, number: int) -> str | None:
    """The programme or component that the line names by code or by name; '' (and a finding) where it is none."""
    said = reading.text(number, "row_code")
    names = _names(reading.registry, axis, reading.day.year)
    code = names.get(said.upper()) or names.get(label_key(said)) or names.get(label_key(said.split(" ")[0]))
    if said and code:
        return code
    reading.find("R009", number, "row_code", actual=said or None, expected=", ".join(axis.programmes[:3]))
    return ""


@lru_cache(maxsize=64)
def _names(registry: Registry, axis: ListRows, year: int) -> dict[str, str]:
    """Code, and key of the name, of every programme and component of the list -> its code; a name of two is none."""
    from datetime import date

    found: dict[str, str | None] = {}
    for node in programme_tree(registry.programmes, axis, date(year, 12, 31)):
        found[node.code] = node.code
        for name in {label_key(node.programme.name_vi), label_key(node.code), label_key(node.programme.short_vi or "")} - {""}:
            found[name] = None if found.get(name, node.code) != node.code else node.code
    return {name: code for name, code in found.items() if code}
