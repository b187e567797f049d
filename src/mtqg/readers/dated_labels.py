"""Labels of columns that name the period of the report besides: `Số hộ nghèo năm 2024`, `Lũy kế đến 31/12/2024`."""

from __future__ import annotations

import re
from dataclasses import replace

from mtqg.readers.header import Header, lacking
from mtqg.readers.texts import plain
from mtqg.registry.forms import Block
from mtqg.registry.periods import next_month, parse_period, read_period

_YEAR = r"\d\.?\d{3}"
_PERIOD_BEHIND = re.compile(
    rf"(?<=\w)[\s,:(-]+(?:(?:tính|thực hiện|trong|của|đến|hết|cuối kỳ)\s+)*"
    rf"((?:ngày\s+)?\d{{1,2}}[/.-]\d{{1,2}}[/.-]{_YEAR}|ngày\s+\d{{1,2}}\s+tháng\s+\d{{1,2}}\s+năm\s+{_YEAR}"
    rf"|tháng\s+\d{{1,2}}\s*(?:năm\s+|[/.-]\s*){_YEAR}|quý\s+(?:IV|III|II|I|[1-4])\s*(?:năm\s+|[/.-]\s*){_YEAR}"
    rf"|\d{{1,2}}\s+tháng\s+(?:đầu\s+)?năm\s+{_YEAR}|năm\s+{_YEAR})\W*$", re.I)


def undated(text: str) -> tuple[str, str] | None:
    """(the words of the label, the code of the period behind them); None where no period stands there."""
    text = plain(text)
    found = _PERIOD_BEHIND.search(text)
    code = read_period(found[1]) if found else None
    return (text[:found.start()], code) if found and code else None


def settled(header: Header, block: Block, period_code: str) -> Header:
    """The header of a report on this period: of labels that name one only those stay that name it, the others are unknown."""
    if not header.dated:
        return header
    columns, cells, unknown = dict(header.columns), dict(header.cells), dict(header.unknown)
    for key, labels in header.dated.items():
        wanted = next_month(period_code) if block.by_key[key].period == "next_month" else period_code
        fitting = [one for one in labels if _is_of(one.period_code, wanted)]
        for one in labels:
            if fitting != [one]:
                unknown[one.position] = one.row, one.text
        if len(fitting) == 1:
            columns[key], cells[key] = fitting[0].position, (fitting[0].row, fitting[0].position)
        else:
            del columns[key], cells[key]
    return replace(header, columns=columns, cells=cells, unknown=unknown, dated={},
                   missing=lacking(block, [*columns, *header.twice]))


def _is_of(named: str, period_code: str) -> bool:
    """The period named is that of the report, ends with it, or is the year in which it lies."""
    one, other = parse_period(named), parse_period(period_code)
    return one.end == other.end or (one.period_type == "year" and one.end.year == other.end.year)
