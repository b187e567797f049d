"""The words of expectations/_common/feedback.yml."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from mtqg.registry.yaml_files import read_model

FILE = "feedback.yml"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Both(_Strict):
    """The same in both languages; `{n}` and the like are filled in."""

    vi: str
    en: str

    def fill(self, **words: object) -> Both:
        return Both(vi=self.vi.format(**words), en=self.en.format(**words))

    def __str__(self) -> str:
        return f"{self.vi} | {self.en}"


class StatusWords(Both):
    file: str                   # in names of returned files


class ListWords(_Strict):
    sheet: Both
    title: Both
    file: Both
    about: Both
    verdict: Both
    what_to_do: Both
    mend: Both
    mend_own: Both
    send_again: Both
    nothing: Both
    notice: Both
    partly: Both
    heads: dict[str, Both]
    cells: Both
    each: Both
    whole_sheet: Both
    whole_file: Both
    empty: Both
    implied: Both
    implied_at: Both
    waived: Both
    see_list: Both


class DigestWords(_Strict):
    title: str
    quiet: str
    arrived: str
    none_arrived: str
    refused_names: str
    judged: str
    none_judged: str
    no_findings: str
    returned: str
    owed: str
    nothing_owed: str
    owed_unknown: str
    quiet_so_far: str
    overdue: str
    due_today: str
    due_in: str
    due: str
    to_mend: str
    preliminary: str
    times: str
    footer: str
    columns: dict[str, str]
    more_places: str
    some_implied: str
    all_implied: str


class Words(_Strict):
    """Everything that a returned file says beside the sentences of the rules."""

    list: ListWords
    doubts: dict[str, Both]
    severities: dict[str, Both]
    counts: Both
    statuses: dict[str, StatusWords]
    receipt: dict[str, Both]
    digest: DigestWords


def read_words(expectations_dir: Path) -> Words:
    """RegistryError, with file and line, where a word is missing or not known."""
    path = expectations_dir / "_common" / FILE
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Words:
    return read_model(path, Words)
