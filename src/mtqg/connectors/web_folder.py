"""An outbox in a folder that a web server lists (nginx autoindex, Apache, any page of plain links)."""

from __future__ import annotations

import logging
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, unquote

import httpx

from mtqg.connectors.outbox import Listed, bounded, copy_bounded
from mtqg.connectors.paths import name_fault
from mtqg.connectors.specs import ConnectionSpec
from mtqg.connectors.web import CredentialsRefused, Site, WebOptions, body, small_body
from mtqg.errors import SourceUnavailable

log = logging.getLogger(__name__)
#: A page of links may have so many bytes.
LARGEST_PAGE = 8 * 1024 * 1024


class WebFolderConnector:
    """Files that a folder's page links to, directly below it; size and time are those of the server's own headers."""

    Options = WebOptions
    faults = (httpx.HTTPError, httpx.StreamError)
    denied = (CredentialsRefused,)

    def __init__(self, spec: ConnectionSpec, options: WebOptions):
        self._site, self._options = Site(spec, options), options
        self._times: dict[str, datetime] = {}
        self.refused: dict[str, str] = {}

    def list(self, folder: str, subfolders: tuple[str, ...]) -> dict[str, list[Listed]]:
        self.refused = {}
        with self._site.client() as client:
            found = {name: self._files(client, f"{folder}/{name}") for name in subfolders}
            if all(files is None for files in found.values()) and self._links(client, folder) is None:
                raise SourceUnavailable(f"folder {folder} is not there")
        return {name: files or [] for name, files in found.items()}

    def _files(self, client: httpx.Client, folder: str) -> list[Listed] | None:
        names = self._links(client, folder)
        return names if names is None else [self._seen(client, f"{folder}/{name}", name) for name in names]

    def _links(self, client: httpx.Client, folder: str) -> list[str] | None:
        """Names that the folder's page links to; None when there is no such page."""
        with self._site.ask(client, "GET", self._address(folder + "/")) as answer:
            if answer.status_code == 404:
                return None
            page = small_body(answer, LARGEST_PAGE).decode(answer.charset_encoding or "utf-8", "replace")
        reader = _Links()
        reader.feed(page)
        names = (name for target in reader.targets if (name := self._name(target, folder)))
        return list(dict.fromkeys(bounded(names, self._options.max_listed, folder)))

    def _name(self, target: str, folder: str) -> str | None:
        """The name of a file directly below the folder; None for the rest of a page's links (up, sorting, other sites)."""
        here = self._address(folder + "/")
        try:
            there = self._site.within(target, here)
        except SourceUnavailable:
            return None
        start, path = here.raw_path.decode(), there.raw_path.decode()
        name = unquote(path.removeprefix(start))
        if not path.startswith(start) or not path.removeprefix(start) or set(path.removeprefix(start)) & set("/?"):
            return None
        if fault := name_fault(name):
            log.warning("%s: %r in %s is refused: %s", self._site.root.host, name, folder, fault)
            self.refused[f"{folder}/{name}"] = fault
            return None
        return name

    def _seen(self, client: httpx.Client, path: str, name: str) -> Listed:
        """The file as its own headers tell; SourceUnavailable without a size or a time, which decides on time or late."""
        with self._site.ask(client, "HEAD", self._address(path)) as answer:
            size, time = answer.headers.get("Content-Length", ""), _time(answer)
            if answer.status_code != 200 or not size.isdecimal() or time is None:
                raise SourceUnavailable(f"{path}: the server says {answer.status_code}, without Content-Length or Last-Modified")
        self._times[path] = time
        return Listed(path, name, int(size), time)

    def fetch(self, path: str, target: Path, max_bytes: int) -> int:
        with self._site.client() as client, self._site.ask(client, "GET", self._address(path)) as answer:
            size = copy_bounded(body(answer), target, max_bytes, path)
            if path in self._times and _time(answer) != self._times[path]:
                raise SourceUnavailable(f"{path} changed while it was fetched")
        return size

    def _address(self, path: str) -> httpx.URL:
        return self._site.root.join(quote(path))


class _Links(HTMLParser):
    """Where the anchors of a page lead."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.targets += [value for key, value in attrs if tag == "a" and key == "href" and value]


def _time(answer: httpx.Response) -> datetime | None:
    """Last-Modified, always in GMT."""
    try:
        found = parsedate_to_datetime(answer.headers.get("Last-Modified", ""))
    except ValueError:
        return None
    return found if found.tzinfo else None
