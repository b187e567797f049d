"""What holds for an outbox of every kind, each on a real server."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from mtqg.connectors import open_connector
from mtqg.errors import SourceUnavailable
from tests.integration.connectors.conftest import FOLDER, FORM, LONG_AGO

NAMES = ["Báo cáo tháng 9 (lần 2).xlsx", "100% #1 & a+b.xlsx", "b.xlsx"]


def listed(spec, wait=lambda _seconds: None):
    return open_connector(spec, wait).list(FOLDER, (FORM, "ntm_01"))


def names(spec, wait=lambda _seconds: None) -> list[str]:
    return [item.name for item in listed(spec, wait)[FORM]]


def test_names_sizes_times_and_bytes_are_those_of_the_source_which_stays_as_it_was(served, tmp_path):
    for number, name in enumerate(NAMES):
        served.put(name, name.encode() * 1000 * number, LONG_AGO + timedelta(hours=number))
    before = served.everything()
    connector = open_connector(served.spec, wait=lambda _seconds: None)
    found = connector.list(FOLDER, (FORM, "ntm_01"))
    assert [item.name for item in found[FORM]] == NAMES
    assert [item.modified_at for item in found[FORM]] == [LONG_AGO + timedelta(hours=number) for number in range(3)]
    assert found["ntm_01"] == []
    for number, item in enumerate(found[FORM]):
        assert connector.fetch(item.path, tmp_path / "spooled", 10_000_000) == item.size_bytes
        assert (tmp_path / "spooled").read_bytes() == item.name.encode() * 1000 * number
    assert served.everything() == before


def test_an_outbox_that_is_not_there_does_not_answer(served):
    if served.spec.conn_type == "rest":
        pytest.skip("an API lists nothing of a source that it does not know")
    with pytest.raises(SourceUnavailable, match="99-TC"):
        open_connector(served.spec, wait=lambda _seconds: None).list("99-TC", (FORM,))


def test_what_grows_between_two_looks_is_not_taken_and_what_rests_is(served):
    for name in ("xong.xlsx", "dang-gui.xlsx"):
        served.put(name, b"x" * 100, datetime.now(UTC))
    waited = []

    def the_upload_goes_on(seconds: float) -> None:
        waited.append(seconds)
        served.put("dang-gui.xlsx", b"x" * 200, datetime.now(UTC))

    assert names(served.spec, the_upload_goes_on) == ["xong.xlsx"]
    assert waited == [served.spec.extra.get("stable_seconds", 2 if served.spec.conn_type == "fs" else 5)]


def test_what_an_earlier_look_saw_so_is_not_waited_for_again(served):
    served.put("xong.xlsx", b"x", datetime.now(UTC))
    waited, now = [], datetime.now(UTC).timestamp()
    for later in (0, 100):
        connector = open_connector(served.spec, waited.append, lambda later=later: now + later)
        assert len(connector.list(FOLDER, (FORM,))[FORM]) == 1
    assert len(waited) == 1


def test_with_markers_only_what_is_marked_is_taken(served):
    for name in ("xong.xlsx", "xong.xlsx.ok", "chua.xlsx"):
        served.put(name, b"x")
    assert names(served.told(marker_suffix=".ok"), wait=None) == ["xong.xlsx"]


def test_unfinished_names_are_no_deliveries(served):
    for name in (".an.xlsx", "~$truoc.xlsx", "dang-chep.part", "a.xlsx.filepart", "that.xlsx"):
        served.put(name, b"x")
    assert names(served.spec) == ["that.xlsx"]


def test_a_listing_beyond_its_limit_is_refused(served):
    for number in range(7):
        served.put(f"{number}.xlsx", b"x")
    assert len(names(served.told(max_listed=7))) == 7
    with pytest.raises(SourceUnavailable, match="more than 6"):
        listed(served.told(max_listed=6))


def test_fetching_stops_at_its_limit(served, tmp_path):
    served.put("lon.xlsx", b"x" * 3_000_000)
    connector = open_connector(served.spec, wait=lambda _seconds: None)
    [item] = connector.list(FOLDER, (FORM,))[FORM]
    with pytest.raises(SourceUnavailable, match="larger than 1000000"):
        connector.fetch(item.path, tmp_path / "spooled", 1_000_000)
    assert (tmp_path / "spooled").stat().st_size <= 1_000_000
    assert connector.fetch(item.path, tmp_path / "spooled", 3_000_000) == 3_000_000


def test_a_file_that_changed_since_it_was_listed_is_not_taken(served, tmp_path):
    served.put("a.xlsx", b"x" * 100)
    connector = open_connector(served.spec, wait=lambda _seconds: None)
    [item] = connector.list(FOLDER, (FORM,))[FORM]
    served.put("a.xlsx", b"x" * 101)
    with pytest.raises(SourceUnavailable, match="changed"):
        connector.fetch(item.path, tmp_path / "spooled", 1000)


@pytest.mark.parametrize("path", ["../x.xlsx", "48-TC/../../x", "/etc/hostname", "48-TC\\..\\x", "48-TC/a\0b", "48-TC/a\nb",
                                  "48-TC//x", ""])
def test_a_path_out_of_the_outbox_is_refused(served, tmp_path, path):
    with pytest.raises(SourceUnavailable, match="leads out"):
        open_connector(served.spec).fetch(path, tmp_path / "spooled", 1000)


def test_names_with_tricks_are_refused_and_the_rest_is_taken(served, caplog):
    for name in ("dòng\nmới.xlsx", "lùi\\..\\x.xlsx", "đảo\u202exslx.exe", "phải\u200fsang.xlsx", "that.xlsx"):
        served.put(name, b"x")
    assert names(served.spec) == ["that.xlsx"]
    assert "is refused" in caplog.text


@pytest.mark.parametrize("served", ["fs", "sftp"], indirect=True)
def test_links_are_not_followed(served, tmp_path):
    (tmp_path / "bi-mat").mkdir()
    (tmp_path / "bi-mat" / "x.xlsx").write_bytes(b"secret")
    (served.root / FOLDER / FORM / "x.xlsx").symlink_to(tmp_path / "bi-mat" / "x.xlsx")
    (served.root / FOLDER / "ntm_01").symlink_to(tmp_path / "bi-mat")
    connector = open_connector(served.spec, wait=lambda _seconds: None)
    assert connector.list(FOLDER, (FORM,)) == {FORM: []}
    for path in (f"{FOLDER}/{FORM}/x.xlsx", f"{FOLDER}/ntm_01/x.xlsx"):
        with pytest.raises(SourceUnavailable):
            connector.fetch(path, tmp_path / "spooled", 1000)


def test_the_environment_says_the_same_as_the_specification(served, monkeypatch):
    from mtqg.connectors import spec_from_environment

    fields = {name: getattr(served.spec, name) for name in ("conn_type", "host", "port", "login", "password", "extra", "schema")}
    monkeypatch.setenv("AIRFLOW_CONN_OUTBOX_TEST", json.dumps(fields))
    assert spec_from_environment("outbox_test") == served.spec
