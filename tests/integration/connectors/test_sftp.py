"""SFTP only: the host key that is required, and keys instead of passwords."""

from __future__ import annotations

from dataclasses import replace

import asyncssh
import pytest

from mtqg.connectors import ConnectionSpec, open_connector
from mtqg.errors import MtqgError, SourceUnavailable
from tests.integration.connectors.conftest import FOLDER, FORM, Served
from tests.integration.connectors.folder_servers import LOGIN, SECRET, sftp_server


@pytest.fixture
def served(root):
    with sftp_server() as (port, key):
        spec = ConnectionSpec("outbox_test", "sftp", "127.0.0.1", port, LOGIN, SECRET, {"host_key": key, "path": str(root)})
        yield Served(spec, root)


def test_a_server_with_another_key_is_not_spoken_to(served):
    other = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip()
    served.put("a.xlsx", b"x")
    with pytest.raises(SourceUnavailable, match="does not match"):
        open_connector(served.told(host_key=other)).list(FOLDER, (FORM,))


def test_a_key_of_another_kind_does_not_make_an_unknown_server_known(served):
    other = asyncssh.generate_private_key("ecdsa-sha2-nistp256").export_public_key().decode().strip()
    with pytest.raises(SourceUnavailable):
        open_connector(served.told(host_key=other)).list(FOLDER, (FORM,))


@pytest.mark.parametrize(("extra", "words"), [
    ({}, "host_key: Field required"),
    ({"host_key": "ssh-ed25519 AAAA", "no_host_key_check": True}, "no_host_key_check"),
    ({"host_key": "ssh-ed25519 AAAA", "stable_second": 1}, "stable_second"),
])
def test_there_is_no_trust_on_first_use(served, extra, words):
    with pytest.raises(MtqgError, match=words):
        open_connector(replace(served.spec, extra=extra))


@pytest.mark.parametrize("text", ["AAAA", "ssh-ed25519", "ssh-ed25519 AAAA", "ssh-none AAAA"])
def test_a_host_key_that_is_none_is_ours_to_mend(served, text):
    with pytest.raises(MtqgError, match="host_key") as caught:
        open_connector(served.told(host_key=text)).list(FOLDER, (FORM,))
    assert not isinstance(caught.value, SourceUnavailable)


@pytest.mark.parametrize("kind", ["ssh-ed25519", "ecdsa-sha2-nistp256"])
def test_a_private_key_with_its_passphrase_lets_in(root, kind):
    key = asyncssh.generate_private_key(kind)
    text = key.export_private_key("openssh", passphrase=SECRET, rounds=4).decode()
    with sftp_server(key.convert_to_public()) as (port, host_key):
        extra = {"host_key": host_key, "path": str(root), "private_key": text, "private_key_passphrase": SECRET}
        served = Served(ConnectionSpec("outbox_test", "sftp", "127.0.0.1", port, LOGIN, None, extra), root)
        served.put("a.xlsx", b"x")
        assert len(open_connector(served.spec, wait=lambda _seconds: None).list(FOLDER, (FORM,))[FORM]) == 1
        with pytest.raises(MtqgError, match="private_key cannot be read") as caught:
            open_connector(served.told(private_key_passphrase="khác")).list(FOLDER, (FORM,))
        assert text.splitlines()[1] not in str(caught.value)
