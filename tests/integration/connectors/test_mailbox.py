"""A mailbox on a real IMAP server: whose mails, which attachments, decoded, and nothing marked as read."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage

import pytest
from imapclient import IMAPClient

from mtqg.connectors import ConnectionSpec, mail_parts, open_connector
from mtqg.errors import MtqgError, SourceUnavailable
from tests.integration.connectors.conftest import FOLDER, FORM
from tests.integration.connectors.folder_servers import LOGIN, SECRET
from tests.integration.connectors.other_servers import imap_server

HANOI = timezone(timedelta(hours=7))
AT = datetime(2026, 10, 5, 23, 59, 30, tzinfo=HANOI)
OFFICER = "bao.cao@thanhhoa.gov.vn"
NAME = "Báo cáo giải ngân tháng 9 năm 2026 của Sở Tài chính (bản chính thức, thay bản gửi hôm trước).xlsx"
BYTES = bytes(range(256)) * 4000


class Post:
    """A person's own look at the mailbox."""

    def __init__(self, port: int):
        self.client = IMAPClient("127.0.0.1", port, ssl=False)
        self.client.normalise_times = False
        self.client.login(LOGIN, SECRET)

    def send(self, mailbox: str, mail: bytes | EmailMessage, at: datetime = AT) -> None:
        if not self.client.folder_exists(mailbox):
            self.client.create_folder(mailbox)
        self.client.append(mailbox, mail if isinstance(mail, bytes) else mail.as_bytes(), (), at)

    def state(self, mailbox: str) -> dict:
        """Flags, times and hashes of all mails, without marking one as seen."""
        self.client.select_folder(mailbox, readonly=True)
        found = self.client.fetch(self.client.search(), ["FLAGS", "INTERNALDATE", "BODY.PEEK[]"])
        return {uid: (sorted(flag for flag in mail[b"FLAGS"] if flag != b"\\Recent"), mail[b"INTERNALDATE"],
                      hashlib.sha256(mail[b"BODY[]"]).hexdigest()) for uid, mail in found.items()}


def mail(name: str = NAME, content: bytes = BYTES, sender: str = OFFICER, subject: str = "Báo cáo") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = f"Sở Tài chính <{sender}>", "nop@example.vn", subject
    message.set_content("Kính gửi báo cáo.")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="chu-ky.png")
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message


@pytest.fixture
def server():
    with imap_server() as port:
        yield port, Post(port)


def connector(server, **options):
    extra = {"use_ssl": False, "senders": ["*@thanhhoa.gov.vn"], **options}
    return open_connector(ConnectionSpec("outbox_test", "imap", "127.0.0.1", server[0], LOGIN, SECRET, extra))


def test_an_attachment_is_listed_fetched_whole_and_the_mailbox_stays_as_it_was(server, tmp_path):
    post = server[1]
    post.send(f"{FOLDER}/{FORM}", mail())
    before = post.state(f"{FOLDER}/{FORM}")
    outbox = connector(server)
    found = outbox.list(FOLDER, (FORM, "ntm_01"))
    [item] = found[FORM]
    assert item.name == NAME and item.modified_at == AT and item.modified_at.utcoffset() is not None
    assert found["ntm_01"] == []
    assert outbox.fetch(item.path, tmp_path / "spooled", len(BYTES)) == len(BYTES)
    assert (tmp_path / "spooled").read_bytes() == BYTES
    assert post.state(f"{FOLDER}/{FORM}") == before
    assert connector(server).list(FOLDER, (FORM,))[FORM] == [item]
    with pytest.raises(SourceUnavailable, match=f"larger than {len(BYTES) - 1}"):
        outbox.fetch(item.path, tmp_path / "spooled", len(BYTES) - 1)


def test_mails_of_strangers_are_no_deliveries(server):
    for sender in ("la@example.com", "x@thanhhoa.gov.vn.example.com", "bao.cao@THANHHOA.gov.vn"):
        server[1].send(f"{FOLDER}/{FORM}", mail(f"{len(sender)}.xlsx", b"x", sender))
    assert [item.name for item in connector(server).list(FOLDER, (FORM,))[FORM]] == ["23.xlsx"]


def test_where_one_mailbox_holds_all_forms_the_subject_names_one(server):
    for number, subject in enumerate(["Báo cáo VON-01 tháng 9", "von_01", "VON-010", "NTM-01 và VON 01", "khác"]):
        server[1].send("INBOX", mail(f"{number}.xlsx", b"x", subject=subject))
    found = connector(server, mailbox="INBOX").list(FOLDER, (FORM, "ntm_01"))
    assert [item.name for item in found[FORM]] == ["0.xlsx", "1.xlsx", "3.xlsx"]
    assert [item.name for item in found["ntm_01"]] == ["3.xlsx"]


@pytest.mark.parametrize(("envelope", "typed"), [        # as Dovecot answers; the server of these tests decodes them itself
    (b"=?utf-8?b?TuG7mXAgYmnhu4N1IFZPTi0wMSB0aMOhbmcgOQ==?=", "Nộp biểu VON-01 tháng 9"),
    (b"=?UTF-8?Q?B=C3=A1o_c=C3=A1o_VON=2D01?=\r\n =?UTF-8?Q?_th=C3=A1ng_9?=", "Báo cáo VON-01 tháng 9"),
    (b"VON-01", "VON-01"), (b"=?nothing?b?Vk9O?=", "VON"), (None, ""),
])
def test_a_subject_is_read_as_it_was_typed(envelope, typed):
    assert mail_parts.subject(envelope) == typed


def test_names_as_old_mail_programs_write_them_and_other_encodings(server, tmp_path):
    head = f"From: {OFFICER}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n".encode()
    encoded = (b'--x\r\nContent-Type: text/csv; name="=?utf-8?B?QsOhbyBjw6FvLmNzdg==?="\r\n'
               b"Content-Transfer-Encoding: quoted-printable\r\n\r\nm=C3=A3;t=C3=AAn\r\n--x\r\n"
               b'Content-Type: text/csv; name="..\\..\\a.csv"\r\n\r\na;b\r\n--x--\r\n')
    server[1].send(f"{FOLDER}/{FORM}", head + encoded)
    server[1].send(f"{FOLDER}/{FORM}", f"From: {OFFICER}\r\nContent-Type: text/csv\r\n"
                   "Content-Disposition: attachment; filename=mot-phan.csv\r\n\r\na;b\r\n".encode(), AT + timedelta(hours=1))
    outbox = connector(server)
    one, other = outbox.list(FOLDER, (FORM,))[FORM]
    assert (one.name, other.name) == ("Báo cáo.csv", "mot-phan.csv")
    outbox.fetch(one.path, tmp_path / "one", 100)
    outbox.fetch(other.path, tmp_path / "other", 100)
    assert (tmp_path / "one").read_text().strip() == "mã;tên" and (tmp_path / "other").read_text().strip() == "a;b"


def test_too_many_mails_and_a_missing_mailbox_are_said_so(server):
    for _ in range(3):
        server[1].send(f"{FOLDER}/{FORM}", mail(content=b"x"))
    with pytest.raises(SourceUnavailable, match="more than 2 mails"):
        connector(server, max_listed=2).list(FOLDER, (FORM,))
    with pytest.raises(SourceUnavailable, match="no mailbox of 99-TC"):
        connector(server).list("99-TC", (FORM,))
    assert connector(server, max_listed=2, since="2027-01-01").list(FOLDER, (FORM,)) == {FORM: []}


def test_without_known_senders_there_is_no_connection():
    spec = ConnectionSpec("outbox_test", "imap", "127.0.0.1", 1, LOGIN, SECRET, {})
    with pytest.raises(MtqgError, match="senders"):
        open_connector(spec)


def test_an_attachment_that_was_not_listed_is_not_fetched(server, tmp_path):
    with pytest.raises(SourceUnavailable, match="not listed"):
        connector(server).fetch(f"{FOLDER}/{FORM}/1.1.2/a.xlsx", tmp_path / "spooled", 100)


def test_times_are_those_of_the_server_not_of_the_mail(server):
    message = mail(content=b"x")
    message["Date"] = "Mon, 1 Jan 2001 00:00:00 +0000"
    server[1].send(f"{FOLDER}/{FORM}", message, datetime(2026, 10, 5, 17, 0, tzinfo=UTC))
    [item] = connector(server).list(FOLDER, (FORM,))[FORM]
    assert item.modified_at == datetime(2026, 10, 6, 0, 0, tzinfo=HANOI)
