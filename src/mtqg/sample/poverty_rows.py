"""Households in movement, poverty and minority policies as the rows of GN-01, GN-02 and DT-01."""

from __future__ import annotations

import numpy as np

from mtqg.sample.households import Poverty, persons_of
from mtqg.sample.minority import MinorityResults
from mtqg.templates import FillRow

_MOVEMENT = ("dau_ky", "tro_can_ngheo", "vuot_can_ngheo", "giam_khac", "can_ngheo_thanh_ngheo", "tai_ngheo", "phat_sinh",
             "tang_khac", "cuoi_ky")
#: Where there is nobody to take a share of.
_NOT_APPLICABLE = "x"


def movement_rows(found: Poverty, province_code: str) -> list[FillRow]:
    """One row a commune in households, one in persons."""
    where = found.population.where
    mine = where.of(province_code)
    units = [where.units[i].admin_unit_code for i in mine.tolist()]
    households = np.stack(found.movement, axis=1)[mine].tolist()
    persons = np.stack(persons_of(found.movement, found.persons_each), axis=1)[mine].tolist()
    in_persons = tuple(f"nk_{key}" for key in _MOVEMENT)
    return [FillRow(unit, dict(zip(keys, values, strict=True)), None, block)
            for block, keys, rows in ((None, _MOVEMENT, households), ("nhan_khau", in_persons, persons))
            for unit, values in zip(units, rows, strict=True)]


def deprivation_rows(found: Poverty, province_code: str) -> list[FillRow]:
    """One row a commune: households, poor, near-poor, of the minority, and what they lack."""
    people, rows = found.population, []
    lacking = [f"thieu_hut_{no:02d}" for no in range(1, found.lacking.shape[1] + 1)]
    for i in people.where.of(province_code).tolist():
        count, minority = int(people.households[i]), int(people.minority[i])
        poor, near, minority_poor = int(found.closing[i]), int(found.near_poor[i]), int(found.minority_poor[i])
        values = {"so_ho": count, "ho_dtts": minority, "ho_ngheo": poor, "tl_ho_ngheo": _share(poor, count),
                  "ho_can_ngheo": near, "tl_can_ngheo": _share(near, count), "ngheo_dtts": minority_poor,
                  "tl_ngheo_dtts": _share(minority_poor, minority)}
        values |= dict(zip(lacking, found.lacking[i].tolist(), strict=True))
        rows.append(FillRow(people.where.units[i].admin_unit_code, values))
    return rows


def minority_rows(found: MinorityResults, province_code: str) -> list[FillRow]:
    """One row a commune with minority households; a commune that left the list of extreme difficulty is ticked."""
    rows = []
    for i in found.of(province_code).tolist():
        values = {key: int(column[i]) for key, column in found.columns.items()}
        for rate, part in (("tl_dat_o", "co_dat_o"), ("tl_dat_sx", "co_dat_sx"), ("tl_nuoc", "co_nuoc")):
            values[rate] = _share(values[part], values["ho_dtts"])
        rows.append(FillRow(found.where.units[i].admin_unit_code, values | {"xa_ra": "x" if values["xa_ra"] else None}))
    return rows


def _share(part: int, whole: int) -> float | str:
    return round(100 * part / whole, 2) if whole else _NOT_APPLICABLE
