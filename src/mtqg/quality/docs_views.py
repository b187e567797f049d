"""Great Expectations' pages in our own frame, readable without the internet; `docs_pages/` has what differs from theirs."""

from __future__ import annotations

from great_expectations.render.view import DefaultJinjaIndexPageView, DefaultJinjaPageView
from jinja2 import ChoiceLoader, PackageLoader


class _OwnTemplatesFirst:
    """A view whose templates are ours where we have one of that name."""

    def __init__(self, *arguments, **named) -> None:
        super().__init__(*arguments, **named)
        self.env.loader = ChoiceLoader([PackageLoader("mtqg.quality", "docs_pages"), self.env.loader])


class OfflinePageView(_OwnTemplatesFirst, DefaultJinjaPageView):
    """A validation, or a suite, as a page."""


class OfflineIndexView(_OwnTemplatesFirst, DefaultJinjaIndexPageView):
    """The list of all validations."""
