"""An outbox on an SMB share (Windows, Samba)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import Any, Literal

import smbclient
import smbclient.path
from smbprotocol.exceptions import AccessDenied, LogonFailure, SMBAuthenticationError, SMBException, SMBOSError
from smbprotocol.file_info import FileAttributes
from smbprotocol.header import NtStatus

from mtqg.connectors import options
from mtqg.connectors.outbox import Listed, bounded, copy_bounded, read_chunks
from mtqg.connectors.specs import ConnectionSpec
from mtqg.errors import MtqgError, SourceUnavailable

_NO_PLAIN_FILE = FileAttributes.FILE_ATTRIBUTE_DIRECTORY | FileAttributes.FILE_ATTRIBUTE_REPARSE_POINT
#: What servers say of a path that is not there (Samba and others say the first where Windows says the second).
_MISSING = {NtStatus.STATUS_NO_SUCH_FILE, NtStatus.STATUS_OBJECT_NAME_NOT_FOUND, NtStatus.STATUS_OBJECT_PATH_NOT_FOUND}
#: Whoever works at the share is never kept waiting by us.
_READING = {"mode": "rb", "share_access": "rwd", "buffering": 0}


class SmbConnector:
    """Plain files below `path` of a share; links and junctions are not followed."""

    class Options(options.Options):
        share: str | None = None
        path: str = ""
        auth_protocol: Literal["negotiate", "ntlm", "kerberos"] = "negotiate"
        require_signing: bool = True
        encrypt: bool | None = None
        share_type: Literal["posix", "windows"] | None = None        # of Airflow's hook; paths are built here

    faults = (SMBException, ValueError)                              # smbprotocol's transport says ValueError for no connection
    denied = (SMBAuthenticationError, LogonFailure, AccessDenied)

    def __init__(self, spec: ConnectionSpec, options: Options):
        self._spec, self._options = spec, options
        share = options.share or spec.schema
        if not share or not spec.host:
            raise MtqgError(f"connection {spec.connection_id}: host and share (the connection's schema) are needed")
        self._root = "\\".join(["", "", spec.host, share, *filter(None, options.path.replace("/", "\\").split("\\"))])

    def list(self, folder: str, subfolders: tuple[str, ...]) -> dict[str, list[Listed]]:
        with self._session() as session:
            if not _is(smbclient.path.isdir, self._inside(folder, session), session):
                raise SourceUnavailable(f"folder {folder} is not there")
            return {name: self._files(f"{folder}/{name}", session) for name in subfolders}

    def _files(self, folder: str, session: dict[str, Any]) -> list[Listed]:
        place = self._inside(folder, session)
        if not _is(smbclient.path.isdir, place, session):
            return []
        found = []
        for entry in bounded(smbclient.scandir(place, **session), self._options.max_listed, folder):
            seen = entry.smb_info
            if not seen.file_attributes & _NO_PLAIN_FILE:
                found.append(Listed(f"{folder}/{seen.file_name}", seen.file_name, seen.end_of_file,
                                    seen.last_write_time.replace(tzinfo=UTC)))
        return found

    def fetch(self, path: str, target: Path, max_bytes: int) -> int:
        with self._session() as session:
            place = self._inside(path, session)
            with smbclient.open_file(place, **_READING, **session) as reading:
                before = smbclient.stat(place, **session)
                size = copy_bounded(read_chunks(reading), target, max_bytes, path)
            after = smbclient.stat(place, **session)
        if (size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise SourceUnavailable(f"{path} changed while it was fetched")
        return size

    def _inside(self, path: str, session: dict[str, Any]) -> str:
        """The share's own path, when no part of it is a link."""
        place = self._root
        for part in path.split("/"):
            place = f"{place}\\{part}"
            if _is(smbclient.path.islink, place, session):
                raise SourceUnavailable(f"{path} leads out of the outbox: {part} is a link")
        return place

    @contextmanager
    def _session(self) -> Iterator[dict[str, Any]]:
        """What every call of smbclient needs to use a session of its own; closed at the end."""
        spec, options, cache = self._spec, self._options, {}
        session = {"port": spec.port or 445, "connection_cache": cache}
        close = partial(smbclient.reset_connection_cache, fail_on_error=False, connection_cache=cache)
        try:
            smbclient.register_session(
                spec.host, username=spec.login, password=spec.password, encrypt=options.encrypt,
                connection_timeout=options.timeout_seconds, auth_protocol=options.auth_protocol,
                require_signing=options.require_signing, **session)
            yield session
        finally:
            close()


def _is(question: Callable[..., bool], place: str, session: dict[str, Any]) -> bool:
    """The answer; False of what is not there."""
    try:
        return question(place, **session)
    except SMBOSError as error:
        if error.ntstatus in _MISSING:
            return False
        raise
