"""Which report gets which defect: every kind once, then more of the common ones (warnings), spread over the provinces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import islice

from mtqg.registry import Registry
from mtqg.registry.periods import month_code, parse_period
from mtqg.registry.seeds import SeedRow, read_rows
from mtqg.sample import (
    defects_capital,
    defects_coherence,
    defects_files,
    defects_history,
    defects_lists,
    defects_poverty,
    defects_results,
    defects_summary,
)
from mtqg.sample.alterations import Alteration, Scene
from mtqg.sample.deliveries import Duty
from mtqg.sample.draws import shuffled
from mtqg.sample.fills import fill_of
from mtqg.sample.levels import REFERENCE

#: Kinds that contradict an earlier report, with the place of the province they fall on: no two of them ever meet in one report.
_HISTORY = {"falling_disbursement": 0, "carried_over_too_much": 1, "plan_a_thousand_times": 16}


class DefectKind(SeedRow):
    """A kind of defect, its form, and the rule that should find it.

    `always`: among the first of every month. `share`: how often it comes again when every kind has come; 0 = once only.
    """

    kind: str
    form_code: str
    rule_id: str | None = None
    severity: str | None = None
    always: bool
    share: int
    name_vi: str
    name_en: str


class Seeded(SeedRow):
    """A defect with its place in the month."""

    defect_id: str
    kind: DefectKind


@cache
def defect_kinds() -> tuple[DefectKind, ...]:
    return tuple(read_rows(REFERENCE / "defect_kinds.csv", DefectKind))


def seed_defects(registry: Registry, seed: int, duties: list[Duty], count: int) -> dict[Duty, tuple[Seeded, Alteration]]:
    """At most `count` duties with one defect each; a kind that finds no place is left out."""
    if not duties or count <= 0:
        return {}
    month = month_code(parse_period(duties[0].period_code).end)
    found: dict[Duty, tuple[Seeded, Alteration]] = {}
    taken: dict[tuple[str, str], Duty | None] = {(duty.province.gso_code, duty.form_code): duty for duty in duties}
    busy: Counter[str] = Counter()
    for number, kind in enumerate(islice(_kinds(seed, month, {duty.form_code for duty in duties}), count), 1):
        seeded = Seeded(defect_id=f"{month}-D{number:03d}", kind=kind)
        for duty in _candidates(registry, seed, month, [duty for duty in taken.values() if duty], seeded, busy):
            province = duty.province.gso_code
            beside = frozenset(form for (sender, form), other in taken.items() if sender == province and other)
            scene = Scene(registry, seed, duty, fill_of(registry, seed, duty), f"{seeded.defect_id}/{kind.kind}", beside)
            alteration = alter(scene, kind.kind)
            if alteration is not None and all(taken.get((province, form)) for form in alteration.partners):
                found[duty] = seeded, alteration
                taken |= {(province, form): None for form in (duty.form_code, *alteration.partners)}
                busy[province] += 1
                break
    return found


def alter(scene: Scene, kind: str) -> Alteration | None:
    """The defect of that kind in that report, if it has a place for it."""
    for module in (defects_capital, defects_history, defects_results, defects_summary, defects_poverty, defects_lists,
                   defects_coherence, defects_files):
        if function := getattr(module, kind, None):
            return function(scene)
    raise ValueError(f"no such kind of defect: {kind}")


def _kinds(seed: int, month: str, forms: set[str]) -> Iterator[DefectKind]:
    """Every kind of these forms once, those of every month first; then rounds of the common ones, each as often as its share."""
    possible = [kind for kind in defect_kinds() if kind.form_code in forms]
    yield from (kind for kind in possible if kind.always)
    yield from shuffled(seed, f"kinds/{month}", [kind for kind in possible if not kind.always])
    common = [kind for kind in possible for _ in range(kind.share)]
    for no in range(len(common) and 100):
        yield from shuffled(seed, f"round/{month}/{no}", common)


def _candidates(registry: Registry, seed: int, month: str, duties: list[Duty], seeded: Seeded, busy: Counter[str]) -> list[Duty]:
    """Duties of the form, those of provinces with the fewest defects first; a kind of history has one possible province."""
    kind, day = seeded.kind, parse_period(month).end
    codes = [unit.gso_code for unit in registry.units.provinces(day)]
    open_duties = [duty for duty in duties if duty.form_code == kind.form_code]
    if kind.kind in _HISTORY:
        return [duty for duty in open_duties if duty.province.gso_code == codes[_place(month, kind.kind) % len(codes)]]
    if kind.form_code == "VON-01":
        clean = {codes[place % len(codes)] for place in _reserved(month)}
        open_duties = [duty for duty in open_duties if duty.province.gso_code not in clean]
    mixed = shuffled(seed, f"place/{seeded.defect_id}", open_duties)
    return sorted(mixed, key=lambda duty: busy[duty.province.gso_code])


def _place(month: str, kind: str, later: int = 0) -> int:
    end = parse_period(month).end
    return 2 * (end.year * 12 + end.month + later) + _HISTORY[kind]


def _reserved(month: str) -> Iterator[int]:
    """Places that must send clean money reports: those of this month's history defects, and those that later months compare."""
    yield from (_place(month, kind) for kind in _HISTORY)
    yield from (_place(month, kind, 1) for kind in ("falling_disbursement", "plan_a_thousand_times"))
    if month.endswith("-12"):
        yield from (_place(month, "carried_over_too_much", later) for later in range(1, 13))
