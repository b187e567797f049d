"""The rows of a programme tree form: programmes, their components and subcomponents in the order of the forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from mtqg.registry.reference_lists import Programme
from mtqg.registry.row_axes import ProgrammeTreeRows


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A programme (depth 0), component (1) or subcomponent (2); `number` is printed: `I`, `1`, `1.2`."""

    programme: Programme
    depth: int
    number: str
    path: tuple[str, ...]       # codes from the programme down to this node
    is_leaf: bool
    is_carried_over: bool

    @property
    def code(self) -> str:
        return self.programme.code


def programme_tree(programmes: Mapping[str, Programme], axis: ProgrammeTreeRows, day: date) -> list[TreeNode]:
    """Nodes in the order of the form; ended programmes of `carried_over` stand behind those in force."""
    children: dict[str, list[Programme]] = defaultdict(list)
    for row in sorted(programmes.values(), key=lambda row: row.sort_order):
        if row.level in axis.levels and row.parent_code:
            children[row.parent_code].append(row)
    nodes: list[TreeNode] = []
    for number, code in enumerate((*axis.programmes, *axis.carried_over), 1):
        carried = code in axis.carried_over
        _walk(programmes[code], (), roman(number), carried, None if carried else day, children, nodes)
    return nodes


def _walk(row: Programme, path: tuple[str, ...], number: str, carried: bool, day: date | None,
          children: Mapping[str, list[Programme]], nodes: list[TreeNode]) -> None:
    below = [child for child in children.get(row.code, ()) if day is None or _in_force(child, day)]
    path = (*path, row.code)
    nodes.append(TreeNode(row, len(path) - 1, number, path, not below, carried))
    for position, child in enumerate(below, 1):
        under = f"{position}" if len(path) == 1 else f"{number}.{position}"
        _walk(child, path, under, carried, day, children, nodes)


def _in_force(row: Programme, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


def roman(number: int) -> str:
    """`4` as `IV`."""
    text = ""
    for value, letters in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        text += letters * (number // value)
        number %= value
    return text
