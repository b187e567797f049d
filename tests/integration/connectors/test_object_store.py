"""An S3-compatible object store: pages, folders, versions."""

from __future__ import annotations

import pytest

from mtqg.connectors import open_connector
from mtqg.errors import SourceUnavailable
from tests.integration.connectors.conftest import FOLDER, FORM
from tests.integration.connectors.other_servers import BUCKET


def test_objects_of_a_form_are_listed_and_fetched_and_stay_as_they_were(stored, tmp_path):
    stored.put("Báo cáo tháng 9.xlsx", b"x" * 300_000)
    stored.put("sâu.xlsx", b"y", folder=f"{FOLDER}/{FORM}/cu")
    stored.put("khac.xlsx", b"y", folder=f"{FOLDER}/von_010")
    stored.client.put_object(Bucket=BUCKET, Key=f"tinh/{FOLDER}/{FORM}/")
    before = stored.everything()
    connector = open_connector(stored.spec)
    found = connector.list(FOLDER, (FORM, "ntm_01"))
    assert [item.path for item in found[FORM]] == [f"{FOLDER}/{FORM}/Báo cáo tháng 9.xlsx"] and found["ntm_01"] == []
    [item] = found[FORM]
    assert item.modified_at == before[f"tinh/{item.path}"][1] and item.modified_at.tzinfo
    assert connector.fetch(item.path, tmp_path / "spooled", 300_000) == 300_000
    assert stored.everything() == before
    with pytest.raises(SourceUnavailable, match="larger than 299999"):
        connector.fetch(item.path, tmp_path / "spooled", 299_999)


def test_an_object_that_was_replaced_since_it_was_listed_is_not_taken(stored, tmp_path):
    stored.put("a.xlsx", b"old")
    connector = open_connector(stored.spec)
    connector.list(FOLDER, (FORM,))
    stored.put("a.xlsx", b"new")
    with pytest.raises(SourceUnavailable):
        connector.fetch(f"{FOLDER}/{FORM}/a.xlsx", tmp_path / "spooled", 100)


def test_many_pages_are_one_listing_up_to_its_limit(stored, monkeypatch):
    monkeypatch.setenv("MOTO_S3_DEFAULT_MAX_KEYS", "10")
    for number in range(25):
        stored.put(f"{number:02}.xlsx", b"x")
    assert len(open_connector(stored.spec).list(FOLDER, (FORM,))[FORM]) == 25
    with pytest.raises(SourceUnavailable, match="more than 24"):
        open_connector(stored.told(max_listed=24)).list(FOLDER, (FORM,))


def test_a_bucket_that_is_not_there_does_not_answer(stored):
    with pytest.raises(SourceUnavailable, match="NoSuchBucket"):
        open_connector(stored.told(bucket="khong-co")).list(FOLDER, (FORM,))


def test_names_with_tricks_are_refused(stored, caplog):
    for name in ("..", "a\\..\\b.xlsx", "that.xlsx"):
        stored.put(name, b"x")
    assert [item.name for item in open_connector(stored.spec).list(FOLDER, (FORM,))[FORM]] == ["that.xlsx"]
    assert "is refused" in caplog.text
