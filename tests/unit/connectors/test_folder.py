import os
from datetime import UTC, datetime

import pytest

from mtqg.connectors import open_connector, spec_from_environment
from mtqg.connectors.folder import FolderConnector
from mtqg.errors import MtqgError, SourceUnavailable


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
    listed = FolderConnector(outbox).list("34/48-TC", ("von_01", "ntm_01"))
    assert [item.name for item in listed["von_01"]] == ["truoc.xlsx", "sau.xlsx"]
    assert listed["ntm_01"] == []
    assert listed["von_01"][0].modified_at == datetime(2026, 10, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", [".an.xlsx", "~$truoc.xlsx", "dang-chep.part"])
def test_hidden_lock_and_partial_files_are_no_deliveries(outbox, name):
    (outbox / "34" / "48-TC" / "von_01" / name).write_bytes(b"x")
    assert name not in [item.name for item in FolderConnector(outbox).list("34/48-TC", ("von_01",))["von_01"]]


def test_a_link_out_of_the_outbox_is_no_delivery(outbox):
    (outbox / "34" / "48-TC" / "von_01" / "lien-ket.xlsx").symlink_to("/etc/hostname")
    assert len(FolderConnector(outbox).list("34/48-TC", ("von_01",))["von_01"]) == 2


def test_a_missing_outbox_is_a_source_that_does_not_answer(outbox):
    with pytest.raises(SourceUnavailable, match="34/49-TC"):
        FolderConnector(outbox).list("34/49-TC", ("von_01",))


@pytest.mark.parametrize("path", ["../ngoai.xlsx", "34/../../ngoai.xlsx", "/etc/hostname"])
def test_a_path_out_of_the_outbox_is_refused(outbox, tmp_path_factory, path):
    with pytest.raises(SourceUnavailable, match="leads out"):
        FolderConnector(outbox).fetch(path, tmp_path_factory.mktemp("spool") / "x", 100)


def test_a_file_larger_than_allowed_is_refused(outbox, tmp_path_factory):
    with pytest.raises(SourceUnavailable):
        FolderConnector(outbox).fetch("34/48-TC/von_01/sau.xlsx", tmp_path_factory.mktemp("spool") / "x", 3)


@pytest.mark.parametrize("text", ['{"conn_type": "fs", "extra": {"path": "PLACE"}}', "fs://?path=PLACE"])
def test_a_connection_is_read_from_the_environment_as_airflow_writes_it(monkeypatch, outbox, text):
    monkeypatch.setenv("AIRFLOW_CONN_OUTBOX_TEST", text.replace("PLACE", str(outbox)))
    assert open_connector(spec_from_environment("outbox_test")).root == outbox


def test_a_connection_of_an_unknown_type_is_said_so(monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_OUTBOX_TEST", "gopher://there")
    with pytest.raises(MtqgError, match="no connector for type 'gopher'"):
        open_connector(spec_from_environment("outbox_test"))
