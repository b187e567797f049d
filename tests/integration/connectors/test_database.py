"""A province's own PostgreSQL: rows become a CSV in one read-only snapshot, and are read as any delivery."""

from __future__ import annotations

import logging
import traceback
from dataclasses import replace
from datetime import datetime

import psycopg
import pytest

from mtqg import settings
from mtqg.connectors import ConnectionSpec, open_connector
from mtqg.errors import MtqgError, SourceUnavailable
from mtqg.intake import judge, pull
from tests.integration.connectors.folder_servers import LOGIN, SECRET

pytestmark = pytest.mark.slow
SOURCE, FOLDER, FORM = "48-VP", "34/48-VP", "th_01"
WRONG = "Sai-mat-khau"
CHANGED = datetime(2026, 10, 3, 8, 30, tzinfo=settings.TIME_ZONE)
NOW = datetime(2026, 10, 8, 9, 0, tzinfo=settings.TIME_ZONE)
QUERY = {
    "changed": "select max(luc) from ket_qua where nguon = :folder",
    "heading": "select dong from dau_bieu order by stt",
    "rows": """select stt as "STT", chi_tieu as "Chỉ tiêu", ma as "Mã chỉ tiêu", dvt as "Đơn vị tính", null as "Kỳ số liệu",
                      ke_hoach as "Kế hoạch", thuc_hien as "Thực hiện", null as "Ước thực hiện", null as "Dự kiến",
                      null as "Đang đề nghị", null as "Ghi chú" from ket_qua where nguon = :folder order by stt""",
}
TABLES = f"""
    create table dau_bieu (stt int, dong text);
    insert into dau_bieu values (1, 'Biểu số: TH-01'), (2, 'Đơn vị báo cáo: UBND thành phố Đà Nẵng'),
        (3, '(Mẫu giai đoạn 2026-2030)'), (4, 'Kỳ báo cáo: Tháng 9 năm 2026'), (5, 'Số liệu đến ngày 30/09/2026');
    create table ket_qua (nguon text, stt int, chi_tieu text, ma text, dvt text, ke_hoach numeric, thuc_hien numeric,
        luc timestamp);
    insert into ket_qua values
        ('{FOLDER}', 1, 'Số xã thuộc phạm vi xây dựng NTM', 'CT.XA', 'xã', null, 60, '2026-10-01 10:00'),
        ('{FOLDER}', 2, 'Số xã đạt chuẩn NTM (còn hiệu lực công nhận)', 'NTM.XA_DC', 'xã', 40, 42, '2026-10-03 08:30'),
        ('{FOLDER}', 3, 'Thu nhập bình quân đầu người khu vực nông thôn', 'NTM.TNBQ', 'triệu đồng/người/năm', 70.5, 71.25,
         '2026-10-02');
"""


def at_province(statement: str, database: str = "tinh") -> None:
    with psycopg.connect(settings.dsn("postgres", database), autocommit=True) as connection:
        for one in filter(str.strip, statement.split(";")):
            connection.execute(one)


@pytest.fixture
def spec(warehouse, tmp_path, monkeypatch) -> ConnectionSpec:
    """A database of the province, where its login may write if it is let to."""
    monkeypatch.setenv("MTQG_LANDING", str(tmp_path / "landing"))
    at_province("drop database if exists tinh", "postgres")
    at_province(f'drop role if exists "{LOGIN}"; create database tinh', "postgres")
    at_province(f"""create role "{LOGIN}" login password '{SECRET}'""", "postgres")
    at_province(f'{TABLES}; grant all on all tables in schema public to "{LOGIN}"')
    yield ConnectionSpec("outbox_sample", "postgres", settings.postgres_host(), settings.postgres_port(), LOGIN, SECRET,
                         {"queries": {FORM: QUERY}, "sslmode": "disable"}, "tinh")
    at_province("drop database tinh with (force)", "postgres")
    at_province(f'drop role "{LOGIN}"', "postgres")


def fetched(spec: ConnectionSpec, tmp_path) -> str:
    connector = open_connector(spec)
    [item] = connector.list(FOLDER, (FORM, "ntm_01"))[FORM]
    connector.fetch(item.path, tmp_path / "spooled", 10_000)
    return (tmp_path / "spooled").read_text(encoding="utf-8")


def test_rows_are_a_csv_named_by_the_time_of_their_last_change(spec, tmp_path):
    [item] = open_connector(spec).list(FOLDER, (FORM, "ntm_01"))[FORM]
    assert (item.name, item.modified_at) == ("th_01_20261003T083000.000000.csv", CHANGED)
    lines = fetched(spec, tmp_path).splitlines()
    assert lines[0] == "Biểu số: TH-01" and lines[5].startswith("STT;Chỉ tiêu;Mã chỉ tiêu;")
    assert lines[8] == "3;Thu nhập bình quân đầu người khu vực nông thôn;NTM.TNBQ;triệu đồng/người/năm;;70,5;71,25;;;;"
    assert open_connector(spec).list("34/48-XX", (FORM,)) == {FORM: []}


def test_the_delivery_is_pulled_once_read_and_judged_and_again_when_rows_changed(spec):
    def run() -> tuple:
        outcome = pull([SOURCE], "test", 1, NOW, day=NOW.date(), clock=lambda: NOW, resolve=lambda _id: spec)
        return outcome.seen, outcome.landed, outcome.known

    assert run() == (1, 1, 0)
    judge("test", NOW)
    assert run() == (1, 0, 1)
    at_province(f"update ket_qua set thuc_hien = 43, luc = '2026-10-04' where ma = 'NTM.XA_DC' and nguon = '{FOLDER}'")
    assert run() == (1, 1, 0)
    judge("test", NOW)
    with psycopg.connect(settings.dsn("mtqg_loader")) as database:
        assert database.execute("select delivered_at, period_code, admin_unit_code, status from control.submissions "
                                "order by revision_no").fetchall() == [
            (CHANGED, "2026-09", "34-P-48", "superseded"),
            (CHANGED.replace(day=4, hour=0, minute=0), "2026-09", "34-P-48", "accepted")]
        assert database.execute("select indicator_code, value from raw.reported_cells "
                                "join control.submissions using (submission_id) "
                                "where value_kind = 'actual' and revision_no = 2 order by 1").fetchall() == [
            ("CT.XA", 60), ("NTM.TNBQ", 71.25), ("NTM.XA_DC", 43)]


def test_rows_that_changed_since_they_were_listed_are_not_taken(spec, tmp_path):
    connector = open_connector(spec)
    [item] = connector.list(FOLDER, (FORM,))[FORM]
    at_province("update ket_qua set luc = '2026-10-05'")
    with pytest.raises(SourceUnavailable, match="changed"):
        connector.fetch(item.path, tmp_path / "spooled", 10_000)


def test_more_rows_than_allowed_stop_at_the_limit(spec, tmp_path):
    at_province(f"insert into ket_qua select '{FOLDER}', n, repeat('x', 100), 'X', 'xã', 1, 1, '2026-10-01' "
                "from generate_series(1, 20000) as n")
    with pytest.raises(SourceUnavailable, match="larger than 10000"):
        fetched(spec, tmp_path)
    assert (tmp_path / "spooled").stat().st_size <= 10_000


@pytest.mark.parametrize(("part", "words"), [("changed", "read-only"), ("heading", "read-only"), ("rows", "CURSOR|read-only")])
def test_a_query_can_change_nothing(spec, tmp_path, part, words):
    query = {**QUERY, part: "with gone as (delete from ket_qua returning luc) select max(luc) from gone"}
    with pytest.raises(SourceUnavailable, match=words):
        fetched(replace(spec, extra={**spec.extra, "queries": {FORM: query}}), tmp_path)
    assert len(fetched(spec, tmp_path).splitlines()) == 9


def test_a_query_ends_by_its_time_limit(spec, tmp_path):
    query = {**QUERY, "changed": "select now() from pg_sleep(30)"}
    with pytest.raises(SourceUnavailable, match="statement timeout"):
        fetched(replace(spec, extra={**spec.extra, "queries": {FORM: query}, "timeout_seconds": 0.3}), tmp_path)


def test_wrong_credentials_are_said_so_without_the_secret(spec, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(SourceUnavailable, match="credentials refused") as caught:
        fetched(replace(spec, password=WRONG), tmp_path)
    assert WRONG not in "".join(traceback.format_exception(caught.value)) + caplog.text


@pytest.mark.parametrize("queries", [{}, {FORM: {"rows": "select 1"}}, {FORM: {**QUERY, "row": "x"}}])
def test_queries_are_needed_whole(spec, queries):
    with pytest.raises(MtqgError, match="queries"):
        open_connector(replace(spec, extra={"queries": queries}))
