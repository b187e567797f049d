import os
import subprocess
import sys
import traceback
from datetime import UTC, datetime

import pytest

from mtqg.connectors import ConnectionSpec, open_connector, spec_from_environment
from mtqg.errors import MtqgError, SourceUnavailable


def connector(outbox):
    return open_connector(ConnectionSpec("outbox_test", "fs", extra={"path": str(outbox)}), wait=lambda _seconds: None)


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("MTQG_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture
def outbox(tmp_path):
    folder = tmp_path / "34" / "48-TC" / "von_01"
    folder.mkdir(parents=True)
    for name, day in (("sau.xlsx", 2), ("truoc.xlsx", 1)):
        (folder / name).write_bytes(name.encode())
        stamp = datetime(2026, 10, day, tzinfo=UTC).timestamp()
        os.utime(folder / name, (stamp, stamp))
    return tmp_path


def test_files_are_listed_in_the_order_of_their_delivery(outbox):
    listed = connector(outbox).list("34/48-TC", ("von_01", "ntm_01"))
    assert [item.name for item in listed["von_01"]] == ["truoc.xlsx", "sau.xlsx"]
    assert listed["ntm_01"] == []
    assert listed["von_01"][0].modified_at == datetime(2026, 10, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", [".an.xlsx", "~$truoc.xlsx", "dang-chep.part"])
def test_hidden_lock_and_partial_files_are_no_deliveries(outbox, name):
    (outbox / "34" / "48-TC" / "von_01" / name).write_bytes(b"x")
    assert name not in [item.name for item in connector(outbox).list("34/48-TC", ("von_01",))["von_01"]]


def test_a_link_out_of_the_outbox_is_no_delivery(outbox):
    (outbox / "34" / "48-TC" / "von_01" / "lien-ket.xlsx").symlink_to("/etc/hostname")
    assert len(connector(outbox).list("34/48-TC", ("von_01",))["von_01"]) == 2


def test_a_missing_outbox_is_a_source_that_does_not_answer(outbox):
    with pytest.raises(SourceUnavailable, match="34/49-TC"):
        connector(outbox).list("34/49-TC", ("von_01",))


@pytest.mark.parametrize("path", ["../ngoai.xlsx", "34/../../ngoai.xlsx", "/etc/hostname"])
def test_a_path_out_of_the_outbox_is_refused(outbox, tmp_path_factory, path):
    with pytest.raises(SourceUnavailable, match="leads out"):
        connector(outbox).fetch(path, tmp_path_factory.mktemp("spool") / "x", 100)


def test_a_file_larger_than_allowed_is_refused(outbox, tmp_path_factory):
    with pytest.raises(SourceUnavailable):
        connector(outbox).fetch("34/48-TC/von_01/sau.xlsx", tmp_path_factory.mktemp("spool") / "x", 3)


@pytest.mark.parametrize("text", ['{"conn_type": "fs", "extra": {"path": "PLACE"}}', "fs://?path=PLACE"])
def test_a_connection_is_read_from_the_environment_as_airflow_writes_it(monkeypatch, outbox, text):
    monkeypatch.setenv("AIRFLOW_CONN_OUTBOX_TEST", text.replace("PLACE", str(outbox)))
    connector = open_connector(spec_from_environment("outbox_test"))
    assert len(connector.list("34/48-TC", ("von_01",))["von_01"]) == 2


def test_a_connection_of_an_unknown_type_is_said_so(monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_OUTBOX_TEST", "gopher://there")
    with pytest.raises(MtqgError, match="no connector for type 'gopher'"):
        open_connector(spec_from_environment("outbox_test"))


@pytest.mark.parametrize(("text", "words"), [
    ('{"conn_type": "sftp", "password": "bi-mat", ', "neither"), ('{"password": "bi-mat"}', "neither"),
    ("sftp://tinh:bi-mat@host:port", "neither"), ('{"conn_type": "fs", "extra": {"pat": "bi-mat"}}', "pat: Extra inputs"),
    ('{"conn_type": "fs", "extra": {"max_listed": "bi-mat"}}', "max_listed"),
])
def test_a_connection_that_is_wrong_is_said_so_without_quoting_it(monkeypatch, text, words):
    monkeypatch.setenv("AIRFLOW_CONN_OUTBOX_TEST", text)
    with pytest.raises(MtqgError, match=words) as caught:
        open_connector(spec_from_environment("outbox_test"))
    assert "bi-mat" not in "".join(traceback.format_exception(caught.value))


def test_a_connection_shows_no_secret_when_it_is_printed():
    assert "bi-mat" not in repr(ConnectionSpec("a", "sftp", password="bi-mat", extra={"private_key": "bi-mat"}))


def test_a_uri_is_read_with_its_letters_decoded(monkeypatch):
    uri = "postgres://nguoi%40doc:m%C3%A3%2F1@host%2Dx:5433/kho?sslmode=require&timeout_seconds=5"
    monkeypatch.setenv("AIRFLOW_CONN_OUTBOX_TEST", uri)
    spec = spec_from_environment("outbox_test")
    assert (spec.login, spec.password, spec.host, spec.port, spec.schema) == ("nguoi@doc", "mã/1", "host-x", 5433, "kho")
    assert spec.extra == {"sslmode": "require", "timeout_seconds": "5"}
    monkeypatch.setenv("AIRFLOW_CONN_OUTBOX_TEST", 'imap://host/?__extra__=%7B%22senders%22%3A%20%5B%22a%40b%22%5D%7D')
    assert spec_from_environment("outbox_test").extra == {"senders": ["a@b"]}


def test_a_file_that_rests_needs_no_second_look_and_one_just_written_does(outbox):
    waited = []
    spec = ConnectionSpec("outbox_test", "fs", extra={"path": str(outbox)})
    assert len(open_connector(spec, waited.append).list("34/48-TC", ("von_01",))["von_01"]) == 2 and waited == []
    (outbox / "34" / "48-TC" / "von_01" / "moi.xlsx").write_bytes(b"x")
    assert len(open_connector(spec, waited.append).list("34/48-TC", ("von_01",))["von_01"]) == 3 and waited == [2]


def test_no_connector_is_loaded_before_it_is_asked_for():
    libraries = ("paramiko", "boto3", "httpx", "smbclient", "imapclient", "sqlalchemy", "airflow")
    code = f"import sys, mtqg.connectors; sys.exit(any(name in sys.modules for name in {libraries}))"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_program_beside_ours_hides_no_library_of_a_connector():
    """Python looks first where `mtqg`, `airflow`, `celery` or `pytest` lies: among the programs of every package."""
    code = "import sys, sysconfig; sys.path.insert(0, sysconfig.get_path('scripts')); import mtqg.connectors.smb"
    subprocess.run([sys.executable, "-c", code], check=True)
