"""Rules as data: expectations/<form>/suite.yml and _common/suite.yml as frozen models; judging and messages ask here."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from string import Formatter
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from mtqg.errors import RegistryError
from mtqg.registry.yaml_files import line_of, read_model

Scope = Literal["reading", "workbook", "history", "forms", "national"]
Severity = Literal["critical", "warning", "info"]
#: What a rule is from a day on: `draft` runs in backtests only, `shadow` findings are kept for engineers and decide nothing.
StageName = Literal["draft", "shadow", "info", "warning", "critical"]
#: Scopes whose rules are SQL files, run on the warehouse.
SQL_SCOPES = ("history", "forms", "national")
#: What a frame has as rows; `quality.frames` builds it.
FrameName = Literal["sheet", "indicators", "rates", "totals", "cells", "reports"]
COMMON = "_common"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reports(_Strict):
    """Which cell of the row is cited, and what is said to be expected there; left out, the expectation knows both."""

    column: str | None = None               # column of the frame whose cell is cited
    expected: str | None = None             # text with {columns of the frame}, numbers as in the cited cell: `≥ {phan_bo}`
    cites: Literal["content", "place"] = "content"  # what `actual` is: the cell's content, or said of the place it stands at


class Stage(_Strict):
    """A stage of a rule's life, for submissions whose period ends on this day or later, until the next stage."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    stage: StageName
    from_day: date = Field(alias="from")


class Rule(_Strict):
    """A statement about submissions, with everything that is ever said about it; the id is never used again."""

    rule_id: str
    scope: Scope
    severity: Severity | None = None        # where it never changes; else `life`
    life: tuple[Stage, ...] = ()
    name_vi: str
    name_en: str
    message_vi: str
    message_en: str
    hint_vi: str
    hint_en: str
    basis: str                              # the legal text or the arithmetic it rests on
    valid_from: date = date(2021, 1, 1)     # judged are submissions whose period ends in the validity
    valid_to: date | None = None            # inclusive
    form_code: str | None = None            # of the folder; None: every form
    block: str | None = None
    frame: FrameName = "sheet"
    rows: tuple[Literal["item", "subtotal", "total"], ...] = ("item", "subtotal", "total")
    when: str | None = None                 # rows judged, in columns of the frame: `dat_chuan == 1`
    editions: tuple[str, ...] = ()          # none: every edition
    expectation: str | None = None          # class of Great Expectations, or of quality.expectations
    kwargs: dict[str, Any] = {}             # its arguments; `tieu_chi_*` stands for every column of that pattern
    reports: Reports = Reports()
    implied_by: tuple[str, ...] = ()        # rules whose breach in the same line makes this one follow: told under that one
    denies_report: Literal["blank", "stale", "copied"] | None = None    # so broken, a report never counts as reported
    sql: Path | None = None                 # scopes history, forms, national: `<rule_id>_<what>.sql` beside the suite

    @property
    def placeholders(self) -> frozenset[str]:
        """Words that the messages need beside those of every finding."""
        texts = (self.message_vi, self.message_en)
        return frozenset(name for text in texts for _, name, _, _ in Formatter().parse(text) if name)

    @property
    def compares_with(self) -> frozenset[str]:
        """Other forms that its SQL file reads."""
        named = re.findall(r"reports_of_form\([^)]*'([A-Z0-9-]+)'\)", self.sql.read_text(encoding="utf-8")) if self.sql else ()
        return frozenset(named) - {self.form_code}

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def stage_on(self, day: date) -> StageName | None:
        """What the rule is for submissions whose period ends on the day; None before its validity and after."""
        if not self.in_force(day):
            return None
        return self.severity or next((one.stage for one in reversed(self.life) if one.from_day <= day), None)

    def intervals(self) -> tuple[tuple[date, date | None, StageName], ...]:
        """(first day, last day or None, stage), without a gap from `valid_from` to `valid_to`."""
        if self.severity:
            return ((self.valid_from, self.valid_to, self.severity),)
        ends = [*(one.from_day - timedelta(days=1) for one in self.life[1:]), self.valid_to]
        return tuple((one.from_day, end, one.stage) for one, end in zip(self.life, ends, strict=True))

    @model_validator(mode="after")
    def _lives_in_order(self) -> Rule:
        if bool(self.severity) == bool(self.life):
            raise ValueError("a rule has either one `severity` or a `life`")
        days = [one.from_day for one in self.life]
        if days and (days[0] != self.valid_from or days != sorted(set(days)) or (self.valid_to and days[-1] > self.valid_to)):
            raise ValueError("life begins with valid_from and its stages follow each other inside the validity")
        if self.scope == "reading" and self.life:
            raise ValueError("a rule of reading has one severity")
        return self

    @model_validator(mode="after")
    def _is_whole(self) -> Rule:
        if (self.expectation is not None) != (self.scope == "workbook"):
            raise ValueError("`expectation` belongs to rules of scope workbook, and only to them")
        if self.valid_to and self.valid_to < self.valid_from:
            raise ValueError("valid_to lies before valid_from")
        for text in (self.message_vi, self.message_en):
            if any(name == "" for _, name, _, _ in Formatter().parse(text)):
                raise ValueError(f"a placeholder needs a name: {text}")
        in_vi, in_en = (set(re.findall(r"{(\w+)}", text)) for text in (self.message_vi, self.message_en))
        if in_vi != in_en:
            raise ValueError(f"message_vi and message_en name different words: {sorted(in_vi ^ in_en)}")
        return self


class _SuiteFile(_Strict):
    form_code: str | None = None
    rules: tuple[Rule, ...]


def read_rules(expectations_dir: Path) -> dict[str, Rule]:
    """Rule id -> rule, of every suite.

    RegistryError, with file and line: an id that stands twice or in the wrong folder, a missing or a stray SQL file.
    """
    found: dict[str, Rule] = {}
    for path in sorted(expectations_dir.glob("*/suite.yml")):
        content, questions = read_model(path, _SuiteFile), _sql_files(path.parent)
        for number, rule in enumerate(content.rules):
            files = questions[rule.rule_id]
            if fault := _fault(rule, path, content.form_code, found, len(files)):
                raise RegistryError(f"{path}:{line_of(path, ('rules', number))}: {fault}")
            found[rule.rule_id] = rule.model_copy(
                update={"form_code": content.form_code, "sql": files[0] if files else None})
        _refuse_strays(path.parent, found)
    return found


def _fault(rule: Rule, path: Path, form_code: str | None, found: dict[str, Rule], files: int) -> str | None:
    """What is wrong with the place of the rule: its form, its id, its SQL `files`."""
    folder = path.parent.name
    prefix = "COMMON" if folder == COMMON else folder.upper().replace("_", "-")
    if rule.rule_id in found:
        return f"{rule.rule_id} stands twice"
    if form_code != (None if folder == COMMON else prefix):
        return f"form_code {form_code} in folder {folder}"
    if not re.fullmatch(rf"{prefix}-R\d{{3}}", rule.rule_id):
        return f"{rule.rule_id}: an id of this folder reads {prefix}-R000"
    if files != (1 if rule.scope in SQL_SCOPES else 0):
        return f"{rule.rule_id} of scope {rule.scope} has {files} SQL files"
    return None


def _sql_files(folder: Path) -> defaultdict[str, list[Path]]:
    """Rule id -> the files `<rule id>_<what>.sql`."""
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for path in folder.glob("*_*.sql"):
        found[path.name.split("_")[0]].append(path)
    return found


def _refuse_strays(folder: Path, rules: dict[str, Rule]) -> None:
    for path in folder.glob("*.sql"):
        if path.name.split("_")[0] not in rules:
            raise RegistryError(f"{path}:1: no rule of this name in {folder.name}/suite.yml")
