"""Reminders and alerts: to whom, when, in which words: expectations/notices.yml."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator

from mtqg import settings
from mtqg.registry.yaml_files import read_model

Channel = Literal["email", "webhook"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Dated(_Strict):
    valid_from: date
    valid_to: date | None = None            # inclusive

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Phrase(_Strict):
    """The same in both languages; `{name}` and the like are filled in."""

    vi: str
    en: str

    def fill(self, **words: object) -> Phrase:
        return Phrase(vi=self.vi.format(**words), en=self.en.format(**words))


class ReminderDays(_Dated):
    """On which days around a due date a province is reminded."""

    days_before: tuple[int, ...]
    on_due_day: bool
    days_after: tuple[int, ...]

    def meets(self, days_left: int) -> bool:
        if days_left == 0:
            return self.on_due_day
        return days_left in self.days_before if days_left > 0 else -days_left in self.days_after


class QuietHours(_Dated):
    """From `begins` to `ends` (over midnight when it is earlier), and on days off, provinces are told nothing."""

    begins: time
    ends: time
    days_off: bool

    def holds(self, now: datetime, is_working_day: bool) -> bool:
        clock = now.astimezone(settings.TIME_ZONE).time()
        over_midnight = self.ends <= self.begins
        is_night = (clock >= self.begins or clock < self.ends) if over_midnight else self.begins <= clock < self.ends
        return is_night or (self.days_off and not is_working_day)


class Mailboxes(_Dated):
    """Addresses of offices; `{province}` is the only thing that is filled in."""

    mailboxes: tuple[str, ...]

    @field_validator("mailboxes")
    @classmethod
    def _are_addresses(cls, mailboxes: tuple[str, ...]) -> tuple[str, ...]:
        for box in mailboxes:
            if not re.fullmatch(r"[^@\s{}]+@[^@\s{}]+", box.replace("{province}", "48")):
                raise ValueError(f"{box!r} is no mailbox")
        return mailboxes


class ProvinceMailboxes(Mailboxes):
    provinces: Literal["all"] | tuple[str, ...]


class KindWords(_Strict):
    title: Phrase
    intro: Phrase
    footer: Phrase


class NoticeWords(_Strict):
    reminder: KindWords
    late_run: KindWords
    month_closed: KindWords
    states: dict[str, Phrase]
    outcomes: dict[str, Phrase]
    columns: dict[str, Phrase]


class Notices(_Strict):
    channels: dict[Channel, str]            # the Airflow connection of each
    reminders: tuple[ReminderDays, ...] = Field(min_length=1)
    quiet_hours: tuple[QuietHours, ...]
    recipients: tuple[ProvinceMailboxes, ...]
    on_duty: tuple[Mailboxes, ...]
    office: tuple[Mailboxes, ...]
    words: NoticeWords

    def reminder_days(self, day: date) -> ReminderDays | None:
        return _on(self.reminders, day)

    def is_quiet(self, now: datetime, is_working_day: bool) -> bool:
        """Whether provinces are left alone at that moment."""
        found = _on(self.quiet_hours, now.astimezone(settings.TIME_ZONE).date())
        return found is not None and found.holds(now, is_working_day)

    def mailboxes_of(self, province: str, day: date) -> tuple[str, ...]:
        """The province's own entry before that of all."""
        named = [one for one in self.recipients if one.in_force(day) and one.provinces != "all" and province in one.provinces]
        shared = [one for one in self.recipients if one.in_force(day) and one.provinces == "all"]
        return tuple(box.format(province=province.lower()) for one in (named or shared)[:1] for box in one.mailboxes)

    def staff(self, group: Literal["on_duty", "office"], day: date) -> tuple[str, ...]:
        found = _on(getattr(self, group), day)
        return found.mailboxes if found else ()


Row = TypeVar("Row", bound=_Dated)


def _on(rows: Sequence[Row], day: date) -> Row | None:
    return next((one for one in rows if one.in_force(day)), None)


def read_notices(path: Path) -> Notices:
    """RegistryError, with file and line, where something is missing or not known."""
    return read_model(path, Notices)
