"""An outbox that is a mailbox: attachments of mails from known senders, read without a trace."""

from __future__ import annotations

import fnmatch
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError, ProtocolError
from pydantic import Field

from mtqg.connectors import options
from mtqg.connectors.mail_parts import Part, decoded, filename, leaves, subject
from mtqg.connectors.outbox import CHUNK, Listed, copy_bounded
from mtqg.connectors.specs import ConnectionSpec
from mtqg.errors import MtqgError, SourceUnavailable

_AT_ONCE = 100


class MailboxConnector:
    """Attachments as deliveries; their time is when the mail server received the mail (INTERNALDATE), not what the mail says."""

    class Options(options.Options):
        #: With {subfolder} a mailbox a form; without, the subject names the form (`VON-01`).
        mailbox: str = "{folder}/{subfolder}"
        #: Addresses, or patterns as `*@thanhhoa.gov.vn`; mails of others are no deliveries.
        senders: list[str] = Field(min_length=1)
        #: Attachments of other names (a signature's picture) are no deliveries.
        names: tuple[str, ...] = ("*.xlsx", "*.xlsm", "*.xls", "*.ods", "*.csv", "*.json", "*.zip")
        since: date | None = None
        use_ssl: bool = True
        ca_file: str | None = None
        stable_seconds: float = 0

    faults = (IMAPClientError, ProtocolError)
    denied = (LoginError,)

    def __init__(self, spec: ConnectionSpec, options: Options):
        if not spec.host or not spec.login:
            raise MtqgError(f"connection {spec.connection_id}: host and login are needed")
        self._spec, self._options = spec, options
        self._places: dict[str, tuple[str, int, int, Part]] = {}

    def list(self, folder: str, subfolders: tuple[str, ...]) -> dict[str, list[Listed]]:
        with self._session() as imap:
            delimiter = (imap.list_folders("", "") or [((), b"/", "")])[0][1].decode()
            found, is_there = {}, False
            for name in subfolders:
                mailbox = self._options.mailbox.format(folder=folder, subfolder=name).replace("/", delimiter)
                is_there |= (exists := imap.folder_exists(mailbox))
                found[name] = self._attachments(imap, mailbox, folder, name) if exists else []
        if not is_there:
            raise SourceUnavailable(f"no mailbox of {folder} is there")
        return found

    def _attachments(self, imap: IMAPClient, mailbox: str, folder: str, subfolder: str) -> list[Listed]:
        validity = imap.select_folder(mailbox, readonly=True)[b"UIDVALIDITY"]
        uids = imap.search(["SINCE", self._options.since] if self._options.since else ["ALL"])
        if len(uids) > self._options.max_listed:
            raise SourceUnavailable(f"{mailbox} lists more than {self._options.max_listed} mails (options since, max_listed)")
        found = []
        for start in range(0, len(uids), _AT_ONCE):
            mails = imap.fetch(uids[start:start + _AT_ONCE], ["INTERNALDATE", "ENVELOPE", "BODYSTRUCTURE"])
            for uid, mail in sorted(mails.items()):
                if self._is_sent_for(mail[b"ENVELOPE"], subfolder):
                    found += self._of_mail(imap, uid, mail, (mailbox, validity), f"{folder}/{subfolder}")
        return found

    def _is_sent_for(self, envelope: Any, subfolder: str) -> bool:
        """Whether every sender is known, and the subject names the form where no mailbox does."""
        senders = [f"{(one.mailbox or b'').decode('ascii', 'replace')}@{(one.host or b'').decode('ascii', 'replace')}".lower()
                   for one in envelope.from_ or ()]
        patterns = [pattern.lower() for pattern in self._options.senders]
        known = all(any(fnmatch.fnmatchcase(sender, pattern) for pattern in patterns) for sender in senders)
        if not senders or not known or "{subfolder}" in self._options.mailbox:
            return bool(senders) and known
        form = r"[-_ ]?".join(map(re.escape, subfolder.split("_")))
        return bool(re.search(rf"(?<![a-z0-9]){form}(?![0-9])", subject(envelope.subject), re.I))

    def _of_mail(self, imap: IMAPClient, uid: int, mail: dict[bytes, Any], box: tuple[str, int], place: str) -> list[Listed]:
        parts = leaves(mail[b"BODYSTRUCTURE"])
        wanted = [f"BODY.PEEK[{part.number}.MIME]" if part.number else "BODY.PEEK[HEADER]" for part in parts]
        heads = imap.fetch([uid], wanted)[uid]
        found = []
        for part, asked in zip(parts, wanted, strict=True):
            name = filename(heads.get(asked.replace(".PEEK", "").encode()) or b"")
            if name and any(fnmatch.fnmatchcase(name.lower(), pattern) for pattern in self._options.names):
                path = f"{place}/{box[1]}.{uid}.{part.number or '1'}/{name}"
                self._places[path] = (*box, uid, part)
                found.append(Listed(path, name, part.likely_bytes, mail[b"INTERNALDATE"], is_exact_size=False))
        return found

    def fetch(self, path: str, target: Path, max_bytes: int) -> int:
        if path not in self._places:
            raise SourceUnavailable(f"{path} is not listed")
        mailbox, validity, uid, part = self._places[path]
        with self._session() as imap:
            if imap.select_folder(mailbox, readonly=True)[b"UIDVALIDITY"] != validity:
                raise SourceUnavailable(f"{path}: the mailbox was made anew")
            return copy_bounded(decoded(_pieces(imap, uid, part), part, max_bytes, path), target, max_bytes, path)

    @contextmanager
    def _session(self) -> Iterator[IMAPClient]:
        """Logged in; logged out at the end."""
        spec, options = self._spec, self._options
        context = ssl.create_default_context(cafile=options.ca_file) if options.use_ssl else None
        with IMAPClient(spec.host, spec.port, ssl=options.use_ssl, ssl_context=context, timeout=options.timeout_seconds) as imap:
            imap.normalise_times = False
            imap.login(spec.login, spec.password or "")
            yield imap


def _pieces(imap: IMAPClient, uid: int, part: Part) -> Iterator[bytes]:
    """The part as it was encoded for the mail, a piece at a time; nothing is marked as seen."""
    section, start = part.number or "TEXT", 0
    while True:
        answer = imap.fetch([uid], [f"BODY.PEEK[{section}]<{start}.{CHUNK}>"]).get(uid, {})
        piece = next((value for key, value in answer.items() if key.startswith(b"BODY[")), None)
        if not piece:
            return
        yield piece
        start += len(piece)
