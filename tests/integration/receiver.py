"""`python receiver.py FILE SMTP_PORT HTTP_PORT`: a mail server and a web server on loopback that write down what they are sent.

A line of JSON in FILE for each: `via` (smtp, http), `to` (mailboxes, path), `headers`, `body` (base64). A mailbox that begins
with `refused` and a path that begins with `/refused` are turned away. Ends when its standard input does.
"""

from __future__ import annotations

import base64
import gzip
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.controller import Controller

written = threading.Lock()


def write_down(via: str, to: list[str], headers: dict[str, str], body: bytes) -> None:
    line = json.dumps({"via": via, "to": to, "headers": headers, "body": base64.b64encode(body).decode()})
    with written, Path(sys.argv[1]).open("a", encoding="utf-8") as book:
        book.write(line + "\n")


class Mail:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        write_down("smtp", envelope.rcpt_tos, {}, envelope.content)
        return "250 OK"


class Web(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        is_refused = self.path.startswith("/refused")
        if not is_refused:
            write_down("http", [self.path], dict(self.headers), body)
        self.send_response(503 if is_refused else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    mail = Controller(Mail(), hostname="127.0.0.1", port=int(sys.argv[2]))
    mail.start()
    web = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[3])), Web)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    print("ready", flush=True)
    sys.stdin.read()
