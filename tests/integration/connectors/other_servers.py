"""Real servers on loopback: SMB (impacket), an S3-compatible object store (moto), IMAP (pymap)."""

from __future__ import annotations

import contextlib
import logging
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

from mtqg.stack import ports
from tests.integration.connectors.folder_servers import LOGIN, SECRET, Loop

SHARE, BUCKET = "NOPBAOCAO", "nop-bao-cao"


@contextlib.contextmanager
def smb_server(root: Path) -> Iterator[int]:
    """Port of an SMB 2 server with the share `SHARE`; signs what it says."""
    from impacket.ntlm import compute_lmhash, compute_nthash
    from impacket.smbserver import SimpleSMBServer

    logging.getLogger("impacket").setLevel(logging.CRITICAL)
    port = ports.find_free()
    server = SimpleSMBServer("127.0.0.1", port)
    server.setSMB2Support(True)
    server.addShare(SHARE, str(root), readOnly="yes")
    server.addCredential(LOGIN, 0, compute_lmhash(SECRET), compute_nthash(SECRET))
    running = server.getServer()
    threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield port
    finally:
        running.shutdown()
        server.stop()


@contextlib.contextmanager
def object_store() -> Iterator[str]:
    """Address of an S3-compatible store with the empty bucket `BUCKET`, that checks who asks."""
    import boto3
    import httpx
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        address = f"http://127.0.0.1:{server.get_host_and_port()[1]}"
        client = boto3.client("s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id=LOGIN,
                              aws_secret_access_key=SECRET)
        httpx.post(f"{address}/moto-api/reset").raise_for_status()      # its stores are those of the whole process
        client.create_bucket(Bucket=BUCKET)
        yield address
    finally:
        server.stop()


@contextlib.contextmanager
def imap_server() -> Iterator[int]:
    """Port of an IMAP server whose user `LOGIN` has an empty INBOX."""
    from pymap.backend.dict import DictBackend
    from pymap.imap import IMAPService

    logging.getLogger("pymap").setLevel(logging.ERROR)              # it logs what it is told, passwords too
    port = ports.find_free()
    parser = ArgumentParser()
    DictBackend.add_subparser("dict", parser.add_subparsers(dest="backend"))
    IMAPService.add_arguments(parser)
    args = parser.parse_args(["--host", "127.0.0.1", "--port", str(port), "--no-tls", "dict", "--demo-data",
                              "--demo-user", LOGIN, "--demo-password", SECRET])
    args.debug, args.passlib_cfg = False, None

    async def start(stack: AsyncExitStack) -> None:
        backend, config = await DictBackend.init(args)
        config.apply_context()
        await backend.start(stack)
        await IMAPService(backend, config).start(stack)

    with Loop() as loop:
        stack = AsyncExitStack()
        loop.run(start(stack))
        try:
            yield port
        finally:
            loop.run(stack.aclose())
