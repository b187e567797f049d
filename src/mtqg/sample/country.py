"""A whole synthetic country for one month: every province's outboxes, with labelled defects if wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mtqg.registry import Registry, load_registry
from mtqg.registry.admin_units import AdminUnit, geography_on
from mtqg.registry.periods import month_code, parse_period
from mtqg.registry.sources import COUNTRY, Source
from mtqg.sample.defects import seed_defects
from mtqg.sample.deliveries import Duty, duties_in
from mtqg.sample.draws import pick
from mtqg.sample.households import FIRST_YEAR as FIRST_POVERTY_YEAR
from mtqg.sample.labels import Label, merge_labels
from mtqg.sample.outbox import deliver

DEFAULT_SEED = 2026
#: The forms that the model fills, in the order of the year's work.
FORMS = ("VON-01", "NTM-01", "TH-01", "OCOP-01", "GN-01", "GN-02", "DT-01", "VM-01", "KH-01", "BTC-M09")
#: Plans: sent before the year, or in its first month.
_SENT_BEFORE = ("KH-01", "BTC-M09")
_POVERTY_FORMS = ("GN-01", "GN-02")


@dataclass(frozen=True)
class SampleWritten:
    """What stands in the outboxes now; `missing` are duties that a province left undone."""

    files: tuple[Path, ...]
    defects: tuple[Label, ...]
    missing: tuple[Duty, ...]


def write_country(out: Path, period: str, geography: str | None = None, defects: int = 0, seed: int = DEFAULT_SEED,
                  forms: tuple[str, ...] | None = None, provinces: tuple[str, ...] | None = None,
                  registry: Registry | None = None) -> SampleWritten:
    """All outboxes of the month in which `period` ends, and `defects.csv`; repeated, it changes nothing.

    `provinces` are GSO codes (`VN`: the ministry); with them given nobody leaves a duty undone.
    ValueError: no such period, province or form, or a geography that is not the period's.
    """
    registry = registry or load_registry()
    day = parse_period(period).end
    if geography not in (None, geography_on(day)):
        raise ValueError(f"kỳ {period} theo bản đồ {geography_on(day)} tỉnh, không phải {geography} | "
                         f"{period} is on the map of {geography_on(day)} provinces, not {geography}")
    duties = duties_of(registry, seed, day, forms or FORMS, provinces)
    missing = _missing(seed, day, duties) if provinces is None else ()
    owed = [each for each in duties if each not in missing]
    seeded = seed_defects(registry, seed, [each for each in owed if parse_period(each.period_code).end == day], defects)
    files, labels = [], []
    _make_outboxes(registry, out, day, provinces)
    for each in owed:
        paths, seen = deliver(registry, seed, out, each, seeded.get(each))
        files += paths
        labels += seen
    merge_labels(out, month_code(day), labels, files)
    return SampleWritten(tuple(files), tuple(sorted(labels)), tuple(missing))


def duties_of(registry: Registry, seed: int, day: date, forms: tuple[str, ...], only: tuple[str, ...] | None) -> list[Duty]:
    """Every form that every source of the sample owes with the month that ends on the day."""
    return [duty for source, unit in _sources(registry, day, only) for duty in duties_in(registry, seed, source, unit, forms, day)
            if not (duty.form_code in _POVERTY_FORMS and parse_period(duty.period_code).end.year < FIRST_POVERTY_YEAR)]


def _sources(registry: Registry, day: date, only: tuple[str, ...] | None) -> list[tuple[Source, AdminUnit]]:
    """Sources that the sample writes for, with their units; with provinces named only theirs."""
    known = {unit.admin_unit_code: unit for unit in registry.units.provinces(day)}
    if unknown := [code for code in only or () if code not in {COUNTRY, *(unit.gso_code for unit in known.values())}]:
        raise ValueError(f"không có tỉnh | no province {', '.join(unknown)} ({day})")
    country = registry.units.get(COUNTRY, day)
    found = [(source, known.get(source.admin_unit_code, country)) for source in registry.sources
             if source.in_force(day) and source.submission_origin == "synthetic"]
    return [(source, unit) for source, unit in found if only is None or (unit.gso_code or COUNTRY) in only]


def _make_outboxes(registry: Registry, out: Path, day: date, only: tuple[str, ...] | None) -> None:
    """Every source has an outbox, the ministry too: an empty one answers, nothing was sent and nothing is down."""
    ministry = [source for source in registry.sources if source.admin_unit_code == COUNTRY and source.in_force(day)]
    for source in [*ministry, *(source for source, _ in _sources(registry, day, only))]:
        (out / source.folder).mkdir(parents=True, exist_ok=True)


def _missing(seed: int, day: date, duties: list[Duty]) -> list[Duty]:
    """One or two duties with a due day that nobody does this month; a plan was sent before."""
    owed = [each for each in duties if each.form_code not in _SENT_BEFORE and each.form_code != "TH-01"]
    count = 1 + pick(seed, f"missing/{day}", 2) if owed else 0
    return [owed[pick(seed, f"missing/{day}/{no}", len(owed))] for no in range(count)]
