"""Real servers on loopback over one folder each: SFTP, HTTP, a JSON API, SMB; all in this process, gone with their `with`."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import functools
import hashlib
import http.server
import json
import logging
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

LOGIN, SECRET = "tinh-48", "Mat-khau/rat+bi:mat"


class Loop:
    """An event loop in a thread of its own."""

    def __enter__(self) -> Loop:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(20)

    def __exit__(self, *_error) -> None:
        self.run(self._end_what_runs())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)

    async def _end_what_runs(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


@contextlib.contextmanager
def sftp_server(key_of_client=None) -> Iterator[tuple[int, str]]:
    """Port and host key of an SFTP server that lets in `LOGIN` with `SECRET`, or with the key; it follows links anywhere."""
    import asyncssh

    class Door(asyncssh.SSHServer):
        def begin_auth(self, _username: str) -> bool:
            return True

        def password_auth_supported(self) -> bool:
            return True

        def validate_password(self, username: str, password: str) -> bool:
            return (username, password) == (LOGIN, SECRET)

        def public_key_auth_supported(self) -> bool:
            return key_of_client is not None

        def validate_public_key(self, _username: str, key) -> bool:
            return key == key_of_client

    logging.getLogger("asyncssh").setLevel(logging.ERROR)
    host_key = asyncssh.generate_private_key("ssh-ed25519")

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen("127.0.0.1", 0, server_factory=Door, server_host_keys=[host_key], sftp_factory=True)

    async def close(server: asyncssh.SSHAcceptor) -> None:
        server.close()                       # in the loop's own thread: it wakes those who wait
        await server.wait_closed()

    with Loop() as loop:
        server = loop.run(listen())
        try:
            yield server.get_port(), host_key.export_public_key().decode().strip()
        finally:
            loop.run(close(server))


class Quiet(http.server.SimpleHTTPRequestHandler):
    """The standard library's listing of a folder, behind Basic credentials; `asked` keeps the requests."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, str, dict[str, str]]]
    wanted = "Basic " + base64.b64encode(f"{LOGIN}:{SECRET}".encode()).decode()
    override: Callable[[http.server.SimpleHTTPRequestHandler], bool] | None = None

    def log_message(self, *_words) -> None:
        pass

    def do_HEAD(self) -> None:
        if self._is_let_in():
            super().do_HEAD()

    def do_GET(self) -> None:
        if self._is_let_in():
            super().do_GET()

    def _is_let_in(self) -> bool:
        self.asked.append((self.command, self.path, dict(self.headers)))
        if self.headers.get("Authorization") != self.wanted:
            self.say(401)
            return False
        return not (self.override and type(self).override(self))

    def say(self, status: int, headers: dict[str, str] | None = None, content: bytes = b"") -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


class Api(Quiet):
    """`/api/deliveries?source=…&form=…[&cursor=N]`: two a page, with ETag; `/api/files/…` the bytes."""

    wanted = f"Bearer {SECRET}"

    def do_GET(self) -> None:
        if not self._is_let_in():
            return None
        url, root = urlsplit(self.path), Path(self.directory)
        if url.path.startswith("/api/files/"):
            file = root / unquote(url.path.removeprefix("/api/files/"))
            return self.say(200, {}, file.read_bytes()) if file.is_file() else self.say(404)
        asked = {key: values[0] for key, values in parse_qs(url.query).items()}
        page = json.dumps(self._page(root, asked)).encode()
        tag = f'"{hashlib.sha256(page).hexdigest()[:16]}"'
        if self.headers.get("If-None-Match") == tag:
            return self.say(304, {"ETag": tag})
        return self.say(200, {"ETag": tag, "Content-Type": "application/json"}, page)

    def _page(self, root: Path, asked: dict[str, str]) -> dict:
        folder, start = root / asked["source"] / asked["form"], int(asked.get("cursor", 0))
        files = sorted(file for file in folder.iterdir() if file.is_file()) if folder.is_dir() else []
        items = [{"id": None, "name": file.name, "size": file.stat().st_size,
                  "modified_at": datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(),
                  "url": "/api/files/" + quote(file.relative_to(root).as_posix())} for file in files[start:start + 2]]
        more = f"/api/deliveries?source={quote(asked['source'])}&form={asked['form']}&cursor={start + 2}"
        return {"items": items, "next": more if start + 2 < len(files) else None}


@contextlib.contextmanager
def web_server(root: Path, kind: type[Quiet] = Quiet, tls: ssl.SSLContext | None = None) -> Iterator[tuple[int, type[Quiet]]]:
    """Port of a web server over the folder, and the class whose `asked` and `override` tests use."""
    handler = type("Here", (kind,), {"asked": []})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(root)))
    server.daemon_threads = True
    server.handle_error = lambda *_who: None                         # callers that break off are what tests are about
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server.server_address[1], handler
    finally:
        server.shutdown()
        server.server_close()
