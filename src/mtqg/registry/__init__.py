"""What is expected, loaded and cross-checked: reference lists, forms, rules and sources, frozen."""

from __future__ import annotations

import hashlib
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from mtqg import settings
from mtqg.registry.approvals import Approvals, read_approvals
from mtqg.registry.notices import Notices, read_notices
from mtqg.registry.retention import Retention, read_retention
from mtqg.registry.seed_lists import SeedLists
from mtqg.registry.sources import Source, read_sources
from mtqg.registry.waivers import Waiver


@dataclass(frozen=True)
class Registry(SeedLists):
    """Everything under expectations/ and dbt_project/seeds/; each part is read when first asked for."""

    expectations: Path
    seeds: Path

    @cached_property
    def version(self) -> str:
        """First 12 hex digits of the hash of every file that decides what a cell means."""
        return _hash_of([*sorted(self.expectations.rglob("*")), *self._seed_paths])

    @cached_property
    def seeds_version(self) -> str:
        """The same of the reference lists that the warehouse is made of; waivers and corrections touch slices of their own."""
        return _hash_of([path for path in self._seed_paths if path.stem not in ("waivers", "corrections")])

    def with_waivers(self, waivers: dict[str, Waiver]) -> Registry:
        """The same registry, with these in the place of its waivers."""
        other = copy(self)
        other.__dict__["waivers"] = dict(waivers)
        return other

    @cached_property
    def approvals(self) -> Approvals:
        """Who may decide, and when a revision waits for it."""
        return read_approvals(self.expectations / "approvals.yml")

    @cached_property
    def retention(self) -> Retention:
        """What is kept how long."""
        return read_retention(self.expectations / "retention.yml")

    @cached_property
    def notices(self) -> Notices:
        """Who is reminded when, in which words."""
        return read_notices(self.expectations / "notices.yml")

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        return read_sources(self.expectations / "sources.yml", self.units)

    @cached_property
    def forms(self) -> dict:
        """Form code -> registry.forms.Form, one a folder of expectations/."""
        from mtqg.registry.form_files import read_form

        found = [read_form(path) for path in sorted(self.expectations.glob("*/form.yml"))]
        return {form.form_code: form for form in found}

    @cached_property
    def layouts(self) -> dict:
        """(source code, form code) -> registry.layouts.LayoutFile: the layouts of a source's own."""
        from mtqg.registry.layouts import read_layouts

        return read_layouts(self.expectations)

    @cached_property
    def rules(self) -> dict:
        """Rule id -> registry.rules.Rule, from every suite.yml."""
        from mtqg.registry.rules import read_rules

        return read_rules(self.expectations)

    def source(self, source_code: str, day: date) -> Source | None:
        """The version of the source in force on the day."""
        return next((s for s in self.sources if s.source_code == source_code and s.in_force(day)), None)


def _hash_of(paths: list[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        if path.is_file() and path.suffix in (".yml", ".sql", ".csv"):
            total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:12]


@cache
def load_registry(root: Path | None = None) -> Registry:
    """The registry of the project (or of another root with expectations/ and dbt_project/seeds/)."""
    root = root or settings.project_root()
    return Registry(root / "expectations", root / "dbt_project" / "seeds")
