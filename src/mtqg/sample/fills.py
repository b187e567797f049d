"""Figures of the model as the rows of a form."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from mtqg.registry import Registry
from mtqg.registry.admin_units import geography_on
from mtqg.registry.periods import parse_period
from mtqg.sample import capital
from mtqg.sample.capital import Money
from mtqg.sample.communes import TEN_CRITERIA_FROM, CommuneFigures, commune_figures
from mtqg.sample.deliveries import Duty
from mtqg.sample.households import poverty
from mtqg.sample.list_rows import obstacle_rows, product_rows
from mtqg.sample.minority import minority_results
from mtqg.sample.plan_rows import target_rows, transfer_rows
from mtqg.sample.poverty_rows import deprivation_rows, minority_rows, movement_rows
from mtqg.sample.provinces import provinces
from mtqg.sample.summary import summary
from mtqg.templates import FillRow, FormFill

_KIND_COLUMNS = {"target": "ke_hoach", "actual": "thuc_hien", "estimate": "uoc", "forecast": "du_kien", "pending": "de_nghi"}


@lru_cache(maxsize=2048)
def fill_of(registry: Registry, seed: int, duty: Duty) -> FormFill:
    """What the province reports if nothing goes wrong; shared, never to be altered."""
    day, code = parse_period(duty.period_code).end, duty.province.gso_code
    match duty.form_code:
        case "NTM-01":
            rows = commune_rows(commune_figures(registry, seed, day), code, day)
        case "VON-01":
            rows = capital_rows(capital.report(registry, seed, day), code, day)
        case "TH-01":
            rows = summary_rows(registry, seed, code, day)
        case "GN-01":
            rows = movement_rows(poverty(registry, seed, day.year, duty.vintage == "preliminary"), code)
        case "GN-02":
            rows = deprivation_rows(poverty(registry, seed, day.year), code)
        case "DT-01":
            rows = minority_rows(minority_results(registry, seed, day), code)
        case "OCOP-01":
            rows = product_rows(registry, seed, code, day)
        case "VM-01":
            rows = obstacle_rows(seed, code, day)
        case "KH-01":
            rows = target_rows(registry, seed, code, day.year)
        case "BTC-M09":
            rows = transfer_rows(registry, seed, day.year)
        case _:
            raise ValueError(f"the sample does not write {duty.form_code}")
    return FormFill(duty.source.source_code, duty.province.admin_unit_code, duty.period_code, None, rows, vintage=duty.vintage)


def commune_rows(figures: CommuneFigures, province_code: str, day: date) -> list[FillRow]:
    """One row a commune; a criterion or a status that is met is ticked, else the cell stays empty."""
    count = figures.criteria.shape[1]
    ticked = {f"tieu_chi_{no:02d}": figures.criteria[:, no - 1] for no in range(1, count + 1)}
    ticked["dat_chuan"] = figures.is_met
    if day >= TEN_CRITERIA_FROM:
        ticked["hien_dai"] = figures.is_modern
    else:
        ticked |= {"nang_cao": figures.is_advanced, "kieu_mau": figures.is_model}
    numbers = {"so_tieu_chi": figures.criteria_met, "so_thon": figures.villages, "thon_dc": figures.villages_met,
               "so_ho": figures.households, "dan_so_nt": figures.persons, "thu_nhap": figures.income}
    if day >= TEN_CRITERIA_FROM:
        numbers = {"nhom_xa": figures.group, **numbers}
    mine = figures.where.of(province_code)
    columns = {key: ["x" if each else None for each in array[mine].tolist()] for key, array in ticked.items()}
    columns |= {key: array[mine].tolist() for key, array in numbers.items()}
    return [FillRow(figures.where.units[position].admin_unit_code, {key: column[i] for key, column in columns.items()})
            for i, position in enumerate(mine.tolist())]


def capital_rows(money: list[Money], province_code: str, day: date) -> list[FillRow]:
    """One row a component, source and origin year that has money; whole million đồng."""
    positions = provinces().merged_into(geography_on(day), province_code)
    rows = []
    for part in money:
        columns = zip(*(getattr(part, name)[positions].sum(axis=0).tolist() for name in (
            "planned", "allocated", "carried_over", "disbursed", "cancelled", "expected_next_month")), strict=True)
        for slot, amounts in zip(part.slots, columns, strict=True):
            if amounts[0] + amounts[2] > 0:
                key = f"{slot.component_code}|{slot.source_code(day)}|{part.origin_year}"
                rows.append(FillRow(key, _capital_values(part.origin_year < day.year, *amounts)))
    return rows


def _capital_values(is_carried: bool, planned: int, allocated: int, carried: int, spent: int, cancelled: int,
                    coming: int) -> dict[str, int | float | None]:
    return {"kh_giao": planned, "phan_bo": allocated, "chua_pb": planned - allocated, "keo_dai": carried,
            "tong_kh": planned + carried, "gn_lk": spent, "gn_kd": spent if is_carried else 0,
            "ty_le": round(100 * spent / (planned + carried), 2), "huy": cancelled or None, "uoc_gn": coming}


def summary_rows(registry: Registry, seed: int, province_code: str, day: date) -> list[FillRow]:
    """One row an indicator and period, a column a value kind."""
    return [FillRow(f"{line.indicator_code}:{line.breakdown_code}:{line.period_code}",
                    {_KIND_COLUMNS[kind]: value for kind, value in line.values.items()})
            for line in summary(registry, seed, province_code, day)]
