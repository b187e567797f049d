"""A notice: one content for every channel, Vietnamese first."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mtqg.feedback.plain import one_line
from mtqg.registry.notices import KindWords, NoticeWords, Phrase

Line = tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said: `subject` is what it is about (a province, a run, a month); `facts` go to the webhook as they are."""

    day: date
    kind: str
    subject: str
    recipients: tuple[str, ...]
    title: Phrase
    intro: Phrase
    footer: Phrase
    heads: Line = ()
    lines: tuple[Line, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def title_line(self) -> str:
        """The subject line of an e-mail: no line break can add a header."""
        return one_line(f"{self.title.vi} | {self.title.en}")

    @property
    def key(self) -> str:
        """The same for the same notice, however often it is composed: receivers may use it to tell repeats."""
        return f"{self.day.isoformat()}/{self.kind}/{self.subject}"

    @property
    def sha256(self) -> str:
        return hashlib.sha256(json.dumps(self.payload(), sort_keys=True).encode()).hexdigest()

    def payload(self) -> dict[str, Any]:
        """The body of the webhook."""
        def both(phrase: Phrase) -> dict[str, str]:
            return {"vi": phrase.vi, "en": phrase.en}

        return {"key": self.key, "kind": self.kind, "subject": self.subject, "day": self.day.isoformat(),
                "recipients": list(self.recipients), "title": both(self.title), "intro": both(self.intro),
                "footer": both(self.footer), "lines": [[both(part) for part in line] for line in self.lines], **self.facts}

    def html(self) -> str:
        """The body of the e-mail; every value is escaped."""
        from jinja2 import Environment, PackageLoader, StrictUndefined

        made = Environment(loader=PackageLoader("mtqg.notices"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                           lstrip_blocks=True)
        return made.get_template("notice.html.j2").render(notice=self)


def compose(words: KindWords, day: date, kind: str, subject: str, recipients: tuple[str, ...], filled: dict[str, Any],
            heads: Line = (), lines: tuple[Line, ...] = (), facts: dict[str, Any] | None = None) -> Notice:
    """The notice in the words of its kind."""
    return Notice(day, kind, subject, recipients, words.title.fill(**filled), words.intro.fill(**filled),
                  words.footer.fill(**filled), heads, lines, facts or {})


def columns(words: NoticeWords, *names: str) -> Line:
    return tuple(words.columns[name] for name in names)
