"""A whole synthetic country for one month: every province's outboxes, with labelled defects if wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mtqg.registry import Registry, load_registry
from mtqg.registry.admin_units import geography_on
from mtqg.registry.forms import Form
from mtqg.registry.periods import month_code, parse_period, period_as_of
from mtqg.sample.defects import seed_defects
from mtqg.sample.deliveries import Duty, duty
from mtqg.sample.draws import pick
from mtqg.sample.labels import Label, merge_labels
from mtqg.sample.outbox import deliver

DEFAULT_SEED = 2026
#: The forms that the model fills, in the order of the year's work.
FORMS = ("VON-01", "NTM-01", "TH-01")


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

    `provinces` are GSO codes; with them given nobody leaves a duty undone.
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
    seeded = seed_defects(registry, seed, owed, defects)
    files, labels = [], []
    for each in missing:                        # an empty outbox answers: nothing was sent, nothing is down
        (out / each.folder).mkdir(parents=True, exist_ok=True)
    for each in owed:
        paths, seen = deliver(registry, seed, out, each, seeded.get(each))
        files += paths
        labels += seen
    merge_labels(out, month_code(day), labels, files)
    return SampleWritten(tuple(files), tuple(sorted(labels)), tuple(missing))


def duties_of(registry: Registry, seed: int, day: date, forms: tuple[str, ...], only: tuple[str, ...] | None) -> list[Duty]:
    """Every form that every source owes for a period that ends in the month of the day."""
    known = {unit.gso_code: unit for unit in registry.units.provinces(day)}
    if unknown := [code for code in only or () if code not in known]:
        raise ValueError(f"không có tỉnh | no province {', '.join(unknown)} ({day})")
    found = []
    for code, unit in known.items():
        for form in (registry.forms[name] for name in forms):
            source, period = registry.source(f"{code}-{form.agency}", day), _period_of(form, day)
            if source and period and (only is None or code in only):
                found.append(duty(registry, seed, source, unit, form.form_code, period))
    return found


def _period_of(form: Form, day: date) -> str | None:
    """The period of the form that ends with the month of the day, if one does."""
    match form.period_type:
        case "month":
            return month_code(day)
        case "quarter":
            return f"{day.year}-Q{day.month // 3}" if day.month % 3 == 0 else None
    return period_as_of(day)


def _missing(seed: int, day: date, duties: list[Duty]) -> list[Duty]:
    """One or two duties with a due day that nobody does this month."""
    owed = [each for each in duties if each.form_code != "TH-01"]
    return [owed[pick(seed, f"missing/{day}/{no}", len(owed))] for no in range(1 + pick(seed, f"missing/{day}", 2))]
