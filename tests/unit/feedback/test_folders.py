"""A returned file appears whole, once, and over nothing of the province."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from mtqg.connectors import ConnectionSpec, spec_from_environment
from mtqg.errors import MtqgError, SourceUnavailable
from mtqg.feedback.folders import FolderReturn, open_return


@pytest.fixture
def way(tmp_path: Path) -> FolderReturn:
    (tmp_path / "34" / "48-TC").mkdir(parents=True)
    return FolderReturn(tmp_path)


FOLDER = "34/48-TC/tra_ve"


def test_the_same_bytes_are_written_once(way, tmp_path):
    path = way.put(FOLDER, "a.xlsx", b"one")
    written = (tmp_path / path).stat()
    assert way.put(FOLDER, "a.xlsx", b"one") == path == f"{FOLDER}/a.xlsx"
    assert (tmp_path / path).stat() == written
    assert [one.name for one in (tmp_path / FOLDER).iterdir()] == ["a.xlsx"]


def test_a_file_of_others_keeps_its_name(way, tmp_path):
    way.put(FOLDER, "a.xlsx", b"of the province")
    assert way.put(FOLDER, "a.xlsx", b"ours") == f"{FOLDER}/a (2).xlsx"
    assert way.put(FOLDER, "a.xlsx", b"ours") == f"{FOLDER}/a (2).xlsx"
    assert (tmp_path / FOLDER / "a.xlsx").read_bytes() == b"of the province"


def test_only_what_we_wrote_is_replaced(way, tmp_path):
    way.put(FOLDER, "a.html", b"one")
    assert way.put(FOLDER, "a.html", b"two", hashlib.sha256(b"one").hexdigest()) == f"{FOLDER}/a.html"
    assert (tmp_path / FOLDER / "a.html").read_bytes() == b"two"
    assert way.put(FOLDER, "a.html", b"three", hashlib.sha256(b"one").hexdigest()) == f"{FOLDER}/a (2).html"


@pytest.mark.parametrize(("folder", "name"), [
    ("../out", "a"), (FOLDER, "../a"), (FOLDER, "b/a"), (FOLDER, ".a"), ("missing/x/tra_ve", "a")])
def test_a_place_elsewhere_is_refused(way, folder, name):
    with pytest.raises(SourceUnavailable):
        way.put(folder, name, b"")


def test_a_link_of_the_province_is_not_followed(way, tmp_path):
    (tmp_path / FOLDER).mkdir()
    (tmp_path / "secret").write_bytes(b"kept")
    (tmp_path / FOLDER / "a.xlsx").symlink_to(tmp_path / "secret")
    assert way.put(FOLDER, "a.xlsx", b"ours") == f"{FOLDER}/a (2).xlsx"
    assert (tmp_path / "secret").read_bytes() == b"kept"


def test_the_way_back_follows_the_connection(monkeypatch, tmp_path):
    monkeypatch.setenv("AIRFLOW_CONN_OUT", json.dumps({"conn_type": "fs", "extra": {"path": str(tmp_path)}}))
    assert open_return(spec_from_environment("out")).root == tmp_path
    with pytest.raises(MtqgError, match="smb"):
        open_return(ConnectionSpec("other", "smb"))


def test_many_at_once_leave_one_file_of_the_same_bytes(way, tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as many:
        paths = set(many.map(lambda _: way.put(FOLDER, "a.xlsx", b"x" * 100_000), range(40)))
    assert paths == {f"{FOLDER}/a.xlsx"}
    assert [one.name for one in (tmp_path / FOLDER).iterdir()] == ["a.xlsx"]
