"""HTTP: one host and no other, checked addresses, redirects within it, lies about size and time."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from mtqg.connectors import ConnectionSpec, open_connector
from mtqg.connectors.web import permitted_address
from mtqg.errors import SourceUnavailable
from tests.integration.connectors.conftest import FOLDER, FORM, Served
from tests.integration.connectors.folder_servers import LOGIN, SECRET, web_server

PRIVATE = {"allow_private_addresses": True}


@pytest.fixture
def web(root):
    with web_server(root) as (port, handler):
        yield Served(ConnectionSpec("outbox_test", "http", "127.0.0.1", port, LOGIN, SECRET, PRIVATE), root), handler


def listed(spec):
    return open_connector(spec, wait=lambda _seconds: None).list(FOLDER, (FORM,))[FORM]


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1",
                                  "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "100.64.0.1", "224.0.0.1", "2130706433",
                                  "0x7f.1", "0177.0.0.1", "::127.0.0.1", "::ffff:0:127.0.0.1", "fec0::1", "fd00::1"])
def test_addresses_that_are_not_public_are_refused(host):
    with pytest.raises(SourceUnavailable, match="no public address"):
        permitted_address(host, 80, allow_private=False)


@pytest.mark.parametrize("host", ["169.254.169.254", "2852039166", "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255",
                                  "fe80::1", "::ffff:169.254.169.254", "::169.254.169.254", "::ffff:0:169.254.169.254"])
def test_some_addresses_are_refused_even_to_a_connection_that_may_ask_privately(host):
    with pytest.raises(SourceUnavailable, match="no public address"):
        permitted_address(host, 80, allow_private=True)
    assert permitted_address("127.0.0.1", 80, allow_private=True) == "127.0.0.1"


def test_a_name_is_connected_to_at_the_address_that_was_checked(web, monkeypatch):
    """A name that means another address at the second question is not asked a second time."""
    served, handler = web
    served.put("a.xlsx", b"x")
    real, asked = socket.getaddrinfo, []

    def changing(host, port, *rest, **more):
        if host == "nop.example.vn":
            asked.append(host)
            host = "127.0.0.1"
        return real(host, port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    assert len(listed(replace(served.spec, host="nop.example.vn"))) == 1
    assert len(asked) == len(handler.asked) and handler.asked[0][2]["Host"].startswith("nop.example.vn:")


def test_a_connection_that_does_not_say_so_asks_no_private_address(web):
    served, handler = web
    with pytest.raises(SourceUnavailable, match="allow_private_addresses"):
        listed(replace(served.spec, extra={}))
    assert handler.asked == []


def redirecting(handler, target: str, only: str = ".xlsx") -> None:
    def override(request) -> bool:
        if only in request.path and not request.path.endswith("there.xlsx"):
            request.say(302, {"Location": target})
            return True
        return False

    handler.override = override


def test_a_redirect_to_another_host_is_refused_and_never_asked_with_our_credentials(web, root):
    served, handler = web
    served.put("a.xlsx", b"x")
    with web_server(root) as (port, other):
        for target in (f"http://127.0.0.1:{port}/a.xlsx", f"//127.0.0.1:{port}/a.xlsx", "https://example.org/", "file:///etc/x",
                       f"http://localhost:{served.spec.port}/there.xlsx"):
            redirecting(handler, target)
            with pytest.raises(SourceUnavailable, match="another place"):
                listed(served.spec)
        assert other.asked == []


def test_a_redirect_within_the_site_is_followed_and_a_circle_is_not(web):
    served, handler = web
    served.put("a.xlsx", b"x")
    served.put("there.xlsx", b"there", folder=".")
    redirecting(handler, "/there.xlsx")
    assert [item.size_bytes for item in listed(served.spec)] == [5]
    redirecting(handler, "/a.xlsx")
    with pytest.raises(SourceUnavailable, match="redirects more than"):
        listed(served.spec)


def test_links_of_a_page_that_lead_elsewhere_are_no_files(web):
    served, handler = web
    served.put("that.xlsx", b"x")
    page = "".join(f'<a href="{target}">x</a>' for target in (
        "../", "?C=M;O=A", "/x.xlsx", "https://example.org/x.xlsx", "sub/x.xlsx", "..%2f..%2fx.xlsx", "that.xlsx", "that.xlsx#a",
        "javascript:alert(1)", "http://[", ""))

    def override(request) -> bool:
        if request.path.endswith("/"):
            request.say(200, {}, page.encode())
        return request.path.endswith("/")

    handler.override = override
    assert [item.name for item in listed(served.spec)] == ["that.xlsx"]


@pytest.mark.parametrize(("headers", "words"), [
    ({"Last-Modified": "Wed, 30 Sep 2026 16:59:59 GMT", "Content-Length": "9"}, "received|connection|closed"),
    ({"Last-Modified": "Wed, 30 Sep 2026 17:00:00 GMT"}, "changed"),
    ({"Last-Modified": "Wed, 30 Sep 2026 16:59:59 GMT", "Content-Encoding": "gzip"}, "compressed"),
])
def test_half_a_file_another_version_and_compressed_bytes_are_not_taken(web, tmp_path, headers, words):
    served, handler = web
    served.put("a.xlsx", b"12345")

    def override(request) -> bool:
        if request.command == "GET" and request.path.endswith(".xlsx"):
            request.close_connection = True
            request.say(200, headers, b"12345")
            return True
        return False

    handler.override = override
    connector = open_connector(served.spec, wait=lambda _seconds: None)
    [item] = connector.list(FOLDER, (FORM,))[FORM]
    with pytest.raises(SourceUnavailable, match=words):
        connector.fetch(item.path, tmp_path / "spooled", 100)


def test_a_server_that_tells_no_time_is_refused_because_the_time_decides_on_late(web):
    served, handler = web
    served.put("a.xlsx", b"x")
    handler.override = lambda request: request.command == "HEAD" and not request.say(200, {"Content-Length": "1"})
    with pytest.raises(SourceUnavailable, match="Last-Modified"):
        listed(served.spec)
