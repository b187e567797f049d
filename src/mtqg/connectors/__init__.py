"""Ways to an outbox, chosen by the type of the Airflow connection; each can list and fetch, and nothing else."""

from __future__ import annotations

import sys
import sysconfig
import time
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from mtqg.connectors.specs import ConnectionSpec, spec_from_environment
from mtqg.errors import MtqgError

if TYPE_CHECKING:
    from mtqg.connectors.guarding import GuardedConnector

__all__ = ["CONNECTORS", "ConnectionSpec", "open_connector", "spec_from_environment"]

#: Python looks first where the program lies that was started (mtqg, airflow, celery, pytest), among the programs of every
#: package: impacket's smbclient.py hid the library of SMB shares.
sys.path[:] = [folder for folder in sys.path if folder != sysconfig.get_path("scripts")]

#: Connection type -> module and class, loaded when first asked for. Adding a kind of source is a line here and a module
#: beside: a class with `Options`, `faults`, `denied`, `list()` and `fetch()` (`outbox.Outbox`).
CONNECTORS = {
    "fs": "folder:FolderConnector",
    "sftp": "sftp:SftpConnector",
    "aws": "object_store:ObjectStoreConnector",
    "http": "web_folder:WebFolderConnector",
    "https": "web_folder:WebFolderConnector",
    "rest": "rest:RestConnector",
    "samba": "smb:SmbConnector",
    "smb": "smb:SmbConnector",
    "imap": "mailbox:MailboxConnector",
    "postgres": "database:DatabaseConnector",
}


def open_connector(spec: ConnectionSpec, wait: Callable[[float], None] = time.sleep,
                   clock: Callable[[], float] = time.time) -> GuardedConnector:
    """The connector for the connection's type; nothing is reached for yet, but the connection's options hold."""
    from mtqg.connectors.guarding import GuardedConnector
    from mtqg.connectors.options import read_options

    if spec.conn_type not in CONNECTORS:
        raise MtqgError(f"connection {spec.connection_id}: no connector for type {spec.conn_type!r}; "
                        f"there are {', '.join(sorted(CONNECTORS))}")
    module, name = CONNECTORS[spec.conn_type].split(":")
    outbox = getattr(import_module(f"mtqg.connectors.{module}"), name)
    options = read_options(spec, outbox.Options)
    return GuardedConnector(outbox(spec, options), spec, options, wait, clock)
