"""HTTP as a guest that cannot be led astray: one host, checked addresses, redirects and sizes bounded."""

from __future__ import annotations

import ipaddress
import logging
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from mtqg.connectors import options
from mtqg.connectors.outbox import CHUNK
from mtqg.connectors.specs import ConnectionSpec
from mtqg.errors import MtqgError, SourceUnavailable

logging.getLogger("httpx").setLevel(logging.WARNING)                 # it would log every address, signed ones too
_REDIRECTS, _MOST_REDIRECTS = {301, 302, 303, 307, 308}, 5
#: Ranges that carry another address inside: 6to4, Teredo, NAT64.
_CARRIERS = tuple(map(ipaddress.ip_network, ("2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48")))


class CredentialsRefused(Exception):
    """The server answered 401 or 403."""


class WebOptions(options.Options):
    """What HTTP connections can be told."""

    #: Below which the outbox lies, as `/nop-bao-cao`.
    path: str = ""
    #: Addresses of private networks and of this machine are refused unless the connection says so.
    allow_private_addresses: bool = False
    #: A file of certificates to trust instead of the public ones.
    ca_file: str | None = None
    #: Header and word before the password when it is a token: `Authorization: Bearer …`; without, Basic with the login.
    token_header: str = "Authorization"
    token_prefix: str = "Bearer "


def permitted_address(host: str, port: int, allow_private: bool) -> str:
    """An address of the host that may be spoken to; SourceUnavailable when it has none, or one that may not."""
    found = list(dict.fromkeys(str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    for text in found:
        address = ipaddress.ip_address(text.split("%")[0])
        address = getattr(address, "ipv4_mapped", None) or address
        never = (address.is_link_local or address.is_multicast or address.is_unspecified
                 or (address.is_reserved and not address.is_loopback)            # ::127.0.0.1, 240.0.0.1, 255.255.255.255
                 or any(address in network for network in _CARRIERS if network.version == address.version))
        is_public = address.is_global and not getattr(address, "is_site_local", False)
        if never or not (is_public or allow_private):
            raise SourceUnavailable(f"{host} is {address}, no public address (option allow_private_addresses)")
    if not found:
        raise SourceUnavailable(f"{host} has no address")
    return found[0]


class PinnedTransport(httpx.HTTPTransport):
    """Connects to the address that was checked, so that a name cannot change its meaning in between."""

    def __init__(self, allow_private: bool, verify: ssl.SSLContext | bool):
        super().__init__(verify=verify, trust_env=False)
        self._allow_private = allow_private

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        address = permitted_address(host, request.url.port or {"http": 80}.get(request.url.scheme, 443), self._allow_private)
        return super().handle_request(httpx.Request(
            request.method, request.url.copy_with(host=address), headers=request.headers, stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host}))


class Site:
    """The one host of a connection; whatever it answers, nothing else is asked."""

    def __init__(self, spec: ConnectionSpec, options: WebOptions):
        self._spec, self._options = spec, options
        scheme = next((word for word in (spec.schema, spec.conn_type) if word in ("http", "https")), "https")
        try:
            whole = httpx.URL(spec.host if "://" in (spec.host or "") else f"{scheme}://{spec.host}")
        except httpx.InvalidURL:
            raise MtqgError(f"connection {spec.connection_id}: host is no host") from None
        if not whole.host or whole.scheme not in ("http", "https"):
            raise MtqgError(f"connection {spec.connection_id}: host is needed, http or https")
        path = f"{whole.path.rstrip('/')}/{options.path.strip('/')}".rstrip("/") + "/"
        self.root = whole.copy_with(port=spec.port or whole.port, path=path)

    def client(self) -> httpx.Client:
        """A client for one visit; credentials go to this site alone."""
        options, spec = self._options, self._spec
        verify = ssl.create_default_context(cafile=options.ca_file) if options.ca_file else True
        headers, auth = {"User-Agent": "mtqg", "Accept-Encoding": "identity"}, None
        if spec.login:
            auth = httpx.BasicAuth(spec.login, spec.password or "")
        elif spec.password:
            headers[options.token_header] = options.token_prefix + spec.password
        return httpx.Client(transport=PinnedTransport(options.allow_private_addresses, verify), headers=headers, auth=auth,
                            timeout=options.timeout_seconds, trust_env=False)

    def within(self, url: str | httpx.URL, base: httpx.URL | None = None) -> httpx.URL:
        """The address in full; SourceUnavailable when it is on another host, port or scheme."""
        try:
            there = (base or self.root).join(url)
        except httpx.InvalidURL:
            raise SourceUnavailable(f"{self.root.host} names an address that is none") from None
        if (there.scheme, there.host, there.port) != (self.root.scheme, self.root.host, self.root.port):
            raise SourceUnavailable(f"{self.root.host} leads to another place, {there.scheme}://{there.host}: refused")
        return there.copy_with(fragment=None, userinfo=b"")

    @contextmanager
    def ask(self, client: httpx.Client, method: str, url: httpx.URL, headers: dict[str, str] | None = None) -> Iterator[Any]:
        """The answer, its body unread; redirects are followed within the site only, 401 and 403 are CredentialsRefused."""
        for _ in range(_MOST_REDIRECTS + 1):
            with client.stream(method, url, headers=headers) as answer:
                if answer.status_code not in _REDIRECTS:
                    if answer.status_code in (401, 403):
                        raise CredentialsRefused(str(answer.status_code))
                    yield answer
                    return
                url = self.within(answer.headers.get("Location", ""), url)
        raise SourceUnavailable(f"{self.root.host} redirects more than {_MOST_REDIRECTS} times")


def body(answer: httpx.Response) -> Iterator[bytes]:
    """The bytes of the answer as they come; SourceUnavailable unless it is a whole one, sent plain."""
    if answer.status_code != 200:
        raise SourceUnavailable(f"{answer.url.path}: the server answered {answer.status_code}")
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise SourceUnavailable(f"{answer.url.path}: sent compressed, though asked not to")
    return answer.iter_raw(CHUNK)


def small_body(answer: httpx.Response, most: int) -> bytes:
    """A listing's bytes, at most so many."""
    whole = bytearray()
    for chunk in body(answer):
        whole += chunk
        if len(whole) > most:
            raise SourceUnavailable(f"{answer.url.path}: a listing of more than {most} bytes")
    return bytes(whole)
