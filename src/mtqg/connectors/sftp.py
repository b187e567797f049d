"""An outbox on an SFTP server whose key the connection knows beforehand."""

from __future__ import annotations

import io
import posixpath
import stat
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import paramiko

from mtqg.connectors import options
from mtqg.connectors.outbox import Listed, bounded, copy_bounded, read_chunks
from mtqg.connectors.specs import ConnectionSpec
from mtqg.errors import MtqgError, SourceUnavailable

_KEY_KINDS = (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey)


class SftpConnector:
    """Plain files below `path`; a server that shows another key than `host_key` is not spoken to."""

    class Options(options.Options):
        #: As in known_hosts: `ssh-ed25519 AAAA…`. No key, no connection: there is no trust on first use.
        host_key: str
        no_host_key_check: Literal[False] = False
        path: str = "."
        private_key: str | None = None
        private_key_passphrase: str | None = None
        key_file: Path | None = None

    faults = (paramiko.SSHException, EOFError)
    denied = (paramiko.AuthenticationException,)

    def __init__(self, spec: ConnectionSpec, options: Options):
        self._spec, self._options = spec, options
        self._port = spec.port or 22

    def list(self, folder: str, subfolders: tuple[str, ...]) -> dict[str, list[Listed]]:
        with self._session() as (sftp, root):
            if not stat.S_ISDIR(sftp.stat(_inside(sftp, root, folder)).st_mode or 0):
                raise SourceUnavailable(f"folder {folder} is not there")
            return {name: self._files(sftp, root, f"{folder}/{name}") for name in subfolders}

    def _files(self, sftp: paramiko.SFTPClient, root: str, folder: str) -> list[Listed]:
        try:
            entries = bounded(sftp.listdir_iter(_inside(sftp, root, folder)), self._options.max_listed, folder)
            return [Listed(f"{folder}/{entry.filename}", entry.filename, entry.st_size or 0,
                           datetime.fromtimestamp(entry.st_mtime, UTC))
                    for entry in entries if stat.S_ISREG(entry.st_mode or 0) and entry.st_mtime]
        except FileNotFoundError:
            return []

    def fetch(self, path: str, target: Path, max_bytes: int) -> int:
        with self._session() as (sftp, root):
            place = _inside(sftp, root, path)
            before = sftp.lstat(place)
            if not stat.S_ISREG(before.st_mode or 0):
                raise SourceUnavailable(f"{path} is no plain file")
            with sftp.open(place, "rb") as reading:
                reading.prefetch(min(before.st_size or 0, max_bytes + 1))
                size = copy_bounded(read_chunks(reading), target, max_bytes, path)
            after = sftp.lstat(place)
        if (size, before.st_mtime) != (after.st_size, after.st_mtime):
            raise SourceUnavailable(f"{path} changed while it was fetched")
        return size

    @contextmanager
    def _session(self) -> Iterator[tuple[paramiko.SFTPClient, str]]:
        """An SFTP session and the real path of the outbox's root; closed at the end."""
        spec, options, wait = self._spec, self._options, self._options.timeout_seconds
        with paramiko.SSHClient() as client:
            name = spec.host if self._port == 22 else f"[{spec.host}]:{self._port}"
            key = _host_key(options.host_key)
            client.get_host_keys().add(name, key.get_name(), key)
            client.set_missing_host_key_policy(paramiko.RejectPolicy())
            client.connect(spec.host, self._port, spec.login, spec.password, _private_key(options),
                           str(options.key_file) if options.key_file else None, timeout=wait, banner_timeout=wait,
                           auth_timeout=wait, channel_timeout=wait, allow_agent=False, look_for_keys=False,
                           passphrase=options.private_key_passphrase)
            with client.open_sftp() as sftp:
                sftp.get_channel().settimeout(wait)
                yield sftp, sftp.normalize(options.path)


def _inside(sftp: paramiko.SFTPClient, root: str, path: str) -> str:
    """The real path, when no link on the way leads out of the outbox."""
    place = sftp.normalize(posixpath.join(root, path))
    if not place.startswith(root.rstrip("/") + "/"):
        raise SourceUnavailable(f"{path} leads out of the outbox")
    return place


def _host_key(text: str) -> paramiko.PKey:
    kind, _, body = text.strip().partition(" ")
    try:
        return paramiko.PKey.from_type_string(kind, b64decode(body.split()[0]))
    except (IndexError, ValueError, paramiko.SSHException, paramiko.UnknownKeyType):
        raise MtqgError("host_key is no key as known_hosts has it: `ssh-ed25519 AAAA…`") from None


def _private_key(options: SftpConnector.Options) -> paramiko.PKey | None:
    if not options.private_key:
        return None
    for kind in _KEY_KINDS:
        try:
            return kind.from_private_key(io.StringIO(options.private_key), options.private_key_passphrase)
        except (paramiko.SSHException, ValueError):
            continue
    raise MtqgError("private_key cannot be read: OpenSSH or PEM, Ed25519, ECDSA or RSA, and its passphrase")
