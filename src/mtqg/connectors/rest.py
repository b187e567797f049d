"""An outbox behind a JSON API: a list of deliveries, page by page, each with the address of its bytes."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import httpx
from pydantic import Field

from mtqg.connectors.looks import Memory
from mtqg.connectors.outbox import Listed, copy_bounded
from mtqg.connectors.specs import ConnectionSpec
from mtqg.connectors.web import CredentialsRefused, Site, WebOptions, body, small_body
from mtqg.errors import SourceUnavailable

LARGEST_PAGE = 8 * 1024 * 1024


class RestOptions(WebOptions):
    """Where the list is and how its items are spelled; dots lead into objects."""

    #: Below `path`, with the source's folder and the form's.
    list_path: str = "deliveries?source={folder}&form={form}"
    items: str = "items"
    #: The address of the next page, in the answer; else a `Link: …; rel="next"` header.
    next: str = "next"
    #: For an API that counts pages instead: the parameter, asked from `first_page` until a page is empty.
    page_parameter: str | None = None
    first_page: int = 1
    id: str = "id"
    name: str = "name"
    size: str = "size"
    modified: str = "modified_at"
    url: str = "url"
    sha256: str = "sha256"
    #: For times that name no zone; without it they are refused.
    time_zone: ZoneInfo | None = None
    max_pages: int = Field(1000, gt=0)


class RestConnector:
    """Deliveries that the API lists; pages that did not change (ETag, Last-Modified) are not sent again."""

    Options = RestOptions
    faults = (httpx.HTTPError, httpx.StreamError)
    denied = (CredentialsRefused,)

    def __init__(self, spec: ConnectionSpec, options: RestOptions):
        self._site, self._options, self._id = Site(spec, options), options, spec.connection_id
        self._items: dict[str, dict[str, Any]] = {}

    def list(self, folder: str, subfolders: tuple[str, ...]) -> dict[str, list[Listed]]:
        with self._site.client() as client:
            return {name: self._deliveries(client, folder, name) for name in subfolders}

    def _deliveries(self, client: httpx.Client, folder: str, form: str) -> list[Listed]:
        found: dict[str, Listed] = {}
        for item in self._pages(client, folder, form):
            listed = self._listed(item, folder, form)
            if listed.path in found:
                raise SourceUnavailable(f"{listed.path} is listed twice")
            if len(found) >= self._options.max_listed:
                raise SourceUnavailable(f"{folder}/{form} lists more than {self._options.max_listed} entries (option max_listed)")
            found[listed.path], self._items[listed.path] = listed, item
        return list(found.values())

    def _pages(self, client: httpx.Client, folder: str, form: str) -> Any:
        """The items of all pages; SourceUnavailable when pages lead back, or never end."""
        options = self._options
        first = options.list_path.format(folder=quote(folder, safe=""), form=quote(form, safe=""))
        address: httpx.URL | None = self._site.within(first.lstrip("/"))
        number, asked = options.first_page, set()
        while address is not None:
            if options.page_parameter:
                address = address.copy_set_param(options.page_parameter, number)
            if address in asked or len(asked) >= options.max_pages:
                raise SourceUnavailable(f"{folder}/{form}: the pages lead back, or are more than {options.max_pages}")
            asked.add(address)
            answer, following = self._page(client, address)
            items = _at(answer, options.items)
            if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
                raise SourceUnavailable(f"{address.path}: no list of objects at {options.items!r}")
            yield from items
            following = _at(answer, options.next) or following
            if options.page_parameter:
                address, number = (address if items else None), number + 1
            else:
                address = self._site.within(following, address) if isinstance(following, str) else None

    def _page(self, client: httpx.Client, address: httpx.URL) -> tuple[Any, str | None]:
        """The page as JSON and where its Link header leads; from memory when the server says that it did not change."""
        memory = Memory(self._id, str(address))
        kept = memory.read()
        asking = {header: kept[key] for key, header in (("etag", "If-None-Match"), ("modified", "If-Modified-Since"))
                  if kept.get(key)}
        with self._site.ask(client, "GET", address, asking) as answer:
            if answer.status_code != 304:
                text = small_body(answer, LARGEST_PAGE).decode("utf-8", "replace")
                kept = {"etag": answer.headers.get("ETag"), "modified": answer.headers.get("Last-Modified"), "text": text,
                        "next": answer.links.get("next", {}).get("url")}
                if kept["etag"] or kept["modified"]:
                    memory.write(kept)
        try:
            return json.loads(kept["text"]), kept["next"]
        except (KeyError, ValueError):
            raise SourceUnavailable(f"{address.path}: the answer is no JSON") from None

    def _listed(self, item: dict[str, Any], folder: str, form: str) -> Listed:
        options = self._options
        name, size, time, key = (_at(item, field) for field in (options.name, options.size, options.modified, options.id))
        try:
            when = datetime.fromisoformat(time)
            if when.tzinfo is None and options.time_zone is None:
                raise ValueError("no time zone")
        except (TypeError, ValueError):
            raise SourceUnavailable(f"{folder}/{form}: {options.modified!r} of an item is no time with its zone") from None
        if not isinstance(name, str) or type(size) is not int or size < 0:
            raise SourceUnavailable(f"{folder}/{form}: an item without {options.name!r} or {options.size!r}")
        path = "/".join([folder, form, *([str(key)] if key is not None else []), name])
        return Listed(path, name, size, when if when.tzinfo else when.replace(tzinfo=options.time_zone))

    def fetch(self, path: str, target: Path, max_bytes: int) -> int:
        item = self._items.get(path, {})
        url = _at(item, self._options.url)
        if not isinstance(url, str):
            raise SourceUnavailable(f"{path} is not listed, or without {self._options.url!r}")
        with self._site.client() as client, self._site.ask(client, "GET", self._site.within(url)) as answer:
            size = copy_bounded(body(answer), target, max_bytes, path)
        said = _at(item, self._options.sha256)
        if said and hashlib.sha256(target.read_bytes()).hexdigest() != str(said).lower():
            raise SourceUnavailable(f"{path}: the bytes have not the hash that was listed")
        return size


def _at(value: Any, path: str) -> Any:
    """What lies at `a.b.c`; None when there is nothing."""
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value
