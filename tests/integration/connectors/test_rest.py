"""A JSON API: pages, conditions, times and bytes; and what it may not lead us to."""

from __future__ import annotations

import httpx
import pytest

from mtqg.connectors import ConnectionSpec, open_connector
from mtqg.errors import MtqgError, SourceUnavailable
from tests.integration.connectors.conftest import FOLDER, FORM, Served
from tests.integration.connectors.folder_servers import SECRET, Api, web_server

PRIVATE = {"allow_private_addresses": True}


@pytest.fixture
def api(root):
    with web_server(root, Api) as (port, handler):
        extra = {"path": "api", **PRIVATE}
        yield Served(ConnectionSpec("outbox_test", "rest", "127.0.0.1", port, None, SECRET, extra, "http"), root), handler


def listed(spec):
    return open_connector(spec, wait=lambda _seconds: None).list(FOLDER, (FORM,))[FORM]


def test_an_unchanged_page_of_the_api_is_not_sent_again(api):
    served, handler = api
    for number in range(5):
        served.put(f"{number}.xlsx", b"x")
    first = listed(served.spec)
    asked = len(handler.asked)
    assert [item.name for item in first] == [f"{number}.xlsx" for number in range(5)] and asked == 6    # two looks, three pages
    assert all("If-None-Match" not in headers for _, _, headers in handler.asked[:3])
    assert all(headers.get("If-None-Match") for _, _, headers in handler.asked[3:])
    served.put("5.xlsx", b"x")
    assert len(listed(served.spec)) == 6


def answering(handler, *pages: tuple[dict[str, str], bytes]) -> None:
    left = list(pages)
    handler.override = lambda request: not request.say(200, *left.pop(0)) if left else False
    handler.do_GET = lambda self: self._is_let_in() and self.say(200, {}, b'{"items": []}')


ITEM = '{"name": "a.xlsx", "size": 1, "modified_at": "2026-10-01T00:00:00+07:00", "url": "%s"}'


@pytest.mark.parametrize(("page", "words"), [
    ('{"items": [], "next": "https://example.org/2"}', "another place"),
    ('{"items": [], "next": "/api/deliveries?source=48-TC&form=von_01"}', "lead back"),
    ('{"items": {}}', "no list of objects"), ("<html>", "no JSON"), ("[" * 100_000, "no JSON|RecursionError"),
    ('{"items": [{"name": "a.xlsx", "size": 1, "modified_at": "2026-10-01T00:00:00"}]}', "no time with its zone"),
    ('{"items": [{"name": "a.xlsx", "size": -1, "modified_at": "2026-10-01T00:00:00Z"}]}', "without 'name' or 'size'"),
    (f'{{"items": [{ITEM % "x"}, {ITEM % "x"}]}}', "listed twice"),
])
def test_pages_that_are_wrong_or_lead_astray_are_refused(api, page, words):
    served, handler = api
    answering(handler, *[({}, page.encode())] * 3)
    with pytest.raises(MtqgError, match=words):
        listed(served.spec)


def test_bytes_lie_at_the_same_site_and_have_the_hash_that_was_listed(api, tmp_path):
    served, handler = api
    items = [ITEM % "https://example.org/a", (ITEM % "/api/files/a").replace('"a.xlsx"', '"b.xlsx", "sha256": "00"')]
    answering(handler, *[({}, f'{{"items": [{", ".join(items)}]}}'.encode())] * 2, ({}, b"x"))
    connector = open_connector(served.spec, wait=lambda _seconds: None)
    one, other = connector.list(FOLDER, (FORM,))[FORM]
    with pytest.raises(SourceUnavailable, match="another place"):
        connector.fetch(one.path, tmp_path / "spooled", 100)
    with pytest.raises(SourceUnavailable, match="hash"):
        connector.fetch(other.path, tmp_path / "spooled", 100)


def test_pages_may_be_counted_or_linked_and_fields_have_other_names(api):
    served, handler = api
    page = b'{"d": {"tep": [{"ten": "%d.xlsx", "so_byte": 1, "luc": "2026-10-01T00:00:00"}]}}'
    names = {"items": "d.tep", "name": "ten", "size": "so_byte", "modified": "luc", "time_zone": "Asia/Ho_Chi_Minh",
             "stable_seconds": 0}
    answering(handler, ({"Link": '</api/2>; rel="next"'}, page % 1), ({}, page % 2))
    found = listed(served.told(**names))
    assert [item.name for item in found] == ["1.xlsx", "2.xlsx"]
    assert found[0].modified_at.isoformat() == "2026-10-01T00:00:00+07:00"
    answering(handler, ({}, page % 1), ({}, page % 2), ({}, b'{"d": {"tep": []}}'))
    assert len(listed(served.told(page_parameter="trang", **names))) == 2
    assert [httpx.URL(path).params["trang"] for _, path, _ in handler.asked[-3:]] == ["1", "2", "3"]
