"""HTTPS: the certificate is that of the name, though the address that was checked is connected to."""

from __future__ import annotations

import socket
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mtqg.connectors import ConnectionSpec, open_connector
from mtqg.errors import SourceUnavailable
from tests.integration.connectors.conftest import FOLDER, FORM, Served
from tests.integration.connectors.folder_servers import LOGIN, SECRET, web_server

NAME = "nop.example.vn"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> str:
    """A file with the key and the certificate of NAME, signed by itself."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(key, hashes.SHA256()))
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return str(path)


@pytest.fixture
def served(root, certificate, monkeypatch):
    """A web server with TLS that NAME, and another name, lead to."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: real(
        "127.0.0.1" if str(host).endswith(".example.vn") else host, *rest, **more))
    with web_server(root, tls=context) as (port, _):
        extra = {"allow_private_addresses": True, "ca_file": certificate}
        yield Served(ConnectionSpec("outbox_test", "https", NAME, port, LOGIN, SECRET, extra), root)


def listed(spec):
    return open_connector(spec, wait=lambda _seconds: None).list(FOLDER, (FORM,))[FORM]


def test_the_server_that_has_the_certificate_of_the_name_is_spoken_to(served):
    served.put("a.xlsx", b"x")
    assert [item.name for item in listed(served.spec)] == ["a.xlsx"]


@pytest.mark.parametrize("change", [{"host": "khac.example.vn"}, {"extra": {"allow_private_addresses": True}}])
def test_another_name_and_an_unknown_authority_are_refused(served, change):
    with pytest.raises(SourceUnavailable, match=r"CERTIFICATE_VERIFY_FAILED|certificate verify failed"):
        listed(replace(served.spec, **change))
