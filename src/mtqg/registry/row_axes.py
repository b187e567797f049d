"""What the rows of a block are: units, a programme tree, indicators, the lines of a list, provinces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from mtqg.registry.yaml_files import Layout


class AdminUnitRows(Layout):
    """Rows are administrative units of one level inside the reporting province."""

    kind: Literal["admin_units"]
    level: Literal["province", "commune"]
    types: tuple[str, ...] = ()
    all_expected: bool = True               # a unit in force without a row is a finding


class ProgrammeTreeRows(Layout):
    """Rows are programme, component, subcomponent; figures stand on lines by capital source and origin year below the leaves."""

    kind: Literal["programme_tree"]
    programmes: tuple[str, ...]
    carried_over: tuple[str, ...] = ()      # ended programmes whose money is still spent
    levels: tuple[str, ...] = ("programme", "component", "subcomponent")
    capital_sources: tuple[str, ...]        # lines of the empty template; every source in force may be reported


class ListedIndicator(Layout):
    """A line of the empty template."""

    indicator: str
    breakdown: str = "_T"


class IndicatorGroup(Layout):
    label_vi: str
    lines: tuple[ListedIndicator, ...]


class IndicatorRows(Layout):
    """Rows are indicators; those listed stand in the template, every indicator in force may be reported."""

    kind: Literal["indicators"]
    groups: tuple[IndicatorGroup, ...]


class ListRows(Layout):
    """Rows are the lines of a list (products, obstacles); what tells two lines apart is what stands in the columns of `key`."""

    kind: Literal["list"]
    key: tuple[str, ...]
    programmes: tuple[str, ...] = ()        # where lines name a programme or component (role row_code): of these
    carried_over: tuple[str, ...] = ()
    levels: tuple[str, ...] = ("programme", "component", "subcomponent")
    blank_lines: int = 15                   # of the empty template


class ProvinceRows(Layout):
    """Rows are the provinces of the country, under their regions: Roman numerals and names of regions are subtotals."""

    kind: Literal["provinces"]
    all_expected: bool = True


RowAxis = Annotated[
    AdminUnitRows | ProgrammeTreeRows | IndicatorRows | ListRows | ProvinceRows, Field(discriminator="kind")]


def axis_references(axis: RowAxis, where: str) -> Iterator[tuple[str, str, str]]:
    """(reference list, code, where) of every code that the axis names."""
    if isinstance(axis, ProgrammeTreeRows | ListRows):
        yield from (("programmes", code, where) for code in (*axis.programmes, *axis.carried_over))
    if isinstance(axis, ProgrammeTreeRows):
        yield from (("capital_sources", code, where) for code in axis.capital_sources)
    if isinstance(axis, IndicatorRows):
        for line in (line for group in axis.groups for line in group.lines):
            yield "indicators", line.indicator, where
            yield "breakdowns", line.breakdown, where
