"""Rules of scope history and forms on a real PostgreSQL: only submissions in force are compared, each breach has its cell."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest

from mtqg.model import Finding
from mtqg.quality import judge_frames
from mtqg.quality.messages import sentence
from mtqg.readers import read_submission
from mtqg.registry.periods import parse_period
from mtqg.store import connect
from mtqg.store.cells import add_copied, copy_text, load_cells
from mtqg.templates import FillRow, FormFill, write_workbook

pytestmark = pytest.mark.slow
NOW = datetime(2026, 10, 10, tzinfo=UTC)
MONEY = ("kh_giao", "phan_bo", "chua_pb", "keo_dai", "tong_kh", "gn_lk", "gn_kd", "ty_le", "huy", "uoc_gn")
THIS_YEAR = "HN2635-HP1|NSTW-DTPT-TN|2026"


class Warehouse:
    """Reports of one province, stored as the pipeline stores them."""

    def __init__(self, registry, url: str):
        self.registry, self.url, self.addresses = registry, url, {}

    def send(self, form: str, period: str, rows: dict[str, dict], status: str = "accepted", revision: int = 1) -> str:
        """A report with its status; the submission's id."""
        agency = "TC" if form == "VON-01" else "VP"
        fill = FormFill(f"48-{agency}", "34-P-48", period, None, [FillRow(key, values) for key, values in rows.items()])
        written = write_workbook(self.registry, form, fill)
        reading = read_submission(written.content, "bieu.xlsx", self.registry, form_code=form)
        submission_id = f"48-{agency}.{form}.{period.replace('-', '').lower()}{revision:04d}"
        self.addresses[submission_id] = written.addresses
        with connect() as db:
            db.execute(
                """insert into control.submissions (submission_id, source_code, form_code, delivery_name, delivery_path,
                       delivered_at, received_at, content_sha256, size_bytes, submission_origin, run_id, admin_unit_code,
                       period_code, as_of_date, revision_no, status, status_at)
                   values (%s, %s, %s, 'a', 'a', %s, %s, 'a', 1, 'synthetic', 'test', '34-P-48', %s, %s, %s, %s, %s)""",
                (submission_id, fill.source_code, form, NOW, NOW, period, parse_period(period).end, revision, status, NOW))
            add_copied(db, submission_id, copy_text(reading.cells, "test"))
        return submission_id

    def judge(self, form: str, *submission_ids: str, scopes=("history", "forms")) -> dict[str, list[Finding]]:
        with connect() as db:
            cells = load_cells(db, list(submission_ids))
        return judge_frames(self.registry, form, cells, scopes=scopes, connection_url=self.url)

    def address(self, submission_id: str, row: str, column: str) -> str:
        return self.addresses[submission_id][row, column][1]


@pytest.fixture
def province(registry, warehouse: str) -> Warehouse:
    return Warehouse(registry, warehouse)


def line(planned: int = 1000, spent: int = 400, carried: int = 0) -> dict:
    usable = planned + carried
    values = (planned, planned, 0, carried, usable, spent, spent if carried else 0, round(100 * spent / usable, 2), None, spent)
    return dict(zip(MONEY, values, strict=True))


def money(**changes) -> dict[str, dict]:
    return {THIS_YEAR: line(**changes)}


def said(findings: list[Finding]) -> list[tuple]:
    return [(one.rule_id, one.cell_ref, one.actual, one.expected) for one in findings]


class TestAnotherPeriodIsNotOverwritten:
    """COMMON-R059"""

    @pytest.mark.parametrize(
        ("status", "same_bytes", "says_another", "is_held"),
        [("accepted", False, True, True), ("accepted", False, False, False), ("accepted", True, True, False),
         ("rejected", False, True, False)])
    def test_where_the_name_says_another(self, province, status, same_bytes, says_another, is_held):
        province.send("VON-01", "2026-09", money(), status)
        now = province.send("VON-01", "2026-09", money(spent=500), "received", revision=2)
        with connect() as db:
            if not same_bytes:
                db.execute("update control.submissions set content_sha256 = 'b' where submission_id = %s", (now,))
            if says_another:
                db.execute(
                    """insert into control.findings (submission_id, verdict_no, finding_no, rule_id, severity, sheet, cell_ref,
                           expected, message_vi, message_en, found_at)
                       values (%s, 0, 1, 'COMMON-R058', 'warning', 'VON-01', 'A5', 'Tháng 10 năm 2026', '', '', %s)""",
                    (now, NOW))
        found = [one for one in province.judge("VON-01", now)[now] if one.rule_id == "COMMON-R059"]
        assert said(found) == ([("COMMON-R059", "A5", None, "Tháng 10 năm 2026")] if is_held else [])
        if found:
            words = sentence(province.registry.rules["COMMON-R059"], found[0], "vi")
            assert "bản được chấp nhận (a)" in words
            assert "tên tệp lại ghi Tháng 10 năm 2026" in words


class TestDisbursementNeverFalls:
    """VON-01-R020"""

    @pytest.mark.parametrize(("spent", "falls"), [(500, False), (400, False), (399, True)])
    def test_against_the_last_month_in_force(self, province, spent, falls):
        province.send("VON-01", "2026-08", money(spent=400))
        now = province.send("VON-01", "2026-09", money(spent=spent), "received")
        cell = province.address(now, THIS_YEAR, "gn_lk")
        assert said(province.judge("VON-01", now)[now]) == ([("VON-01-R020", cell, "399", "≥ 400")] if falls else [])

    def test_the_words_name_the_month_before(self, province, registry):
        province.send("VON-01", "2026-08", money(spent=4000, planned=9000))
        now = province.send("VON-01", "2026-09", money(spent=3000, planned=9000), "received")
        finding = province.judge("VON-01", now)[now][0]
        words = sentence(registry.rules["VON-01-R020"], finding, "vi")
        assert "3.000 nhỏ hơn số 4.000 đã báo cáo cho kỳ 2026-08; phải ≥ 4.000" in words

    @pytest.mark.parametrize("status", ["rejected", "superseded", "received", "withdrawn"])
    def test_a_report_that_is_not_in_force_says_nothing(self, province, status):
        province.send("VON-01", "2026-08", money(spent=400), status)
        now = province.send("VON-01", "2026-09", money(spent=300), "received")
        assert province.judge("VON-01", now)[now] == []

    def test_the_nearest_month_counts_and_another_plan_year_does_not(self, province):
        province.send("VON-01", "2025-12", {"NTM-ND02|NSTW-DTPT-TN|2025": line(spent=900)})
        province.send("VON-01", "2026-07", money(spent=450))
        province.send("VON-01", "2026-08", money(spent=400), "accepted_with_warnings")
        now = province.send("VON-01", "2026-09", money(spent=420) | {"NTM-ND02|NSTW-DTPT-TN|2025": line(0, 50, 100)}, "received")
        assert said(province.judge("VON-01", now, scopes=("history",))[now]) == []

    def test_more_breaches_than_great_expectations_shows_are_all_found(self, province, registry):
        sources = [code for code, one in registry.capital_sources.items() if not one.is_group and one.valid_to is None]
        parts = [code for code, one in registry.programmes.items() if code.startswith("DTTS-DA") and code.count("-") == 2]
        keys = [f"{part}|{source}|{year}" for part in parts for source in sources for year in (2024, 2025)]
        province.send("VON-01", "2026-08", {key: line(0, 50, 100) for key in keys})
        now = province.send("VON-01", "2026-09", {key: line(0, 40, 100) for key in keys}, "received")
        found = [one for one in province.judge("VON-01", now)[now] if one.rule_id == "VON-01-R020"]
        assert len(found) == len(keys) > 200


class TestCarriedOverIsWhatWasLeft:
    """VON-01-R021"""

    ROW = "DTTS-DA1|NSTW-DTPT-TN|2025"

    @pytest.mark.parametrize(("carried", "is_too_much"), [(500, False), (600, False), (601, False), (602, True)])
    def test_against_december(self, province, carried, is_too_much):
        province.send("VON-01", "2025-12", {self.ROW: line(planned=1000, spent=400)})
        now = province.send("VON-01", "2026-09", {self.ROW: line(0, 10, carried)}, "received")
        cell = province.address(now, self.ROW, "keo_dai")
        assert said(province.judge("VON-01", now)[now]) == ([("VON-01-R021", cell, "602", "≤ 600")] if is_too_much else [])

    def test_without_a_report_of_the_year_before_nothing_is_said(self, province):
        now = province.send("VON-01", "2026-09", {self.ROW: line(0, 10, 9999)}, "received")
        assert province.judge("VON-01", now)[now] == []


class TestMeasureUnitSlip:
    """VON-01-R022"""

    @pytest.mark.parametrize(("planned", "slips"), [
        (1000, False), (299000, False), (300000, True), (1000000, True), (3001000, False)])
    def test_against_the_last_month_in_force(self, province, planned, slips):
        province.send("VON-01", "2026-08", money(planned=1000))
        now = province.send("VON-01", "2026-09", money(planned=planned), "received")
        cell = province.address(now, THIS_YEAR, "kh_giao")
        assert said(province.judge("VON-01", now)[now]) == ([("VON-01-R022", cell, str(planned), "≈ 1000")] if slips else [])


COMMUNES = ("34-C-20308", "34-C-20320", "34-C-20332")


def communes(*met: bool) -> dict[str, dict]:
    ticks = {f"tieu_chi_{number:02d}": "x" for number in range(1, 11)}
    figures = {"so_thon": 8, "thon_dc": 6, "so_ho": 1000, "dan_so_nt": 4000, "thu_nhap": 60}
    return {code: {"nhom_xa": 1, **ticks, "so_tieu_chi": 10, "dat_chuan": "x" if is_met else None, **figures}
            for code, is_met in zip(COMMUNES, met, strict=False)}


def summary(**figures: int) -> dict[str, dict]:
    codes = {"scope": "CT.XA", "met": "NTM.XA_DC", "spent": "FN.GN_LK"}
    return {f"{codes[name]}:_T:2026-09": {"thuc_hien": value} for name, value in figures.items()}


class TestSummaryAgainstOtherForms:
    """TH-01-R020, TH-01-R021, TH-01-R022"""

    @pytest.mark.parametrize(("figures", "finds"), [
        ({"scope": 3, "met": 2}, []),
        ({"scope": 3, "met": 3}, [("TH-01-R020", "met", "3", "2")]),
        ({"scope": 4, "met": 2}, [("TH-01-R021", "scope", "4", "3")]),
    ])
    def test_communes(self, province, figures, finds):
        province.send("NTM-01", "2026-Q3", communes(True, True, False))
        now = province.send("TH-01", "2026-09", summary(**figures), "received")
        keys = {"met": "NTM.XA_DC:_T:2026-09", "scope": "CT.XA:_T:2026-09"}
        wanted = [(rule, province.address(now, keys[name], "thuc_hien"), *words) for rule, name, *words in finds]
        assert said(province.judge("TH-01", now)[now]) == wanted

    @pytest.mark.parametrize(("spent", "differs"), [(400, False), (401, False), (402, True)])
    def test_capital(self, province, spent, differs):
        province.send("VON-01", "2026-09", money(spent=400))
        now = province.send("TH-01", "2026-09", summary(spent=spent), "received")
        cell = province.address(now, "FN.GN_LK:_T:2026-09", "thuc_hien")
        assert said(province.judge("TH-01", now)[now]) == ([("TH-01-R022", cell, "402", "400")] if differs else [])

    def test_a_form_of_another_day_or_not_in_force_says_nothing(self, province):
        province.send("NTM-01", "2026-Q2", communes(True, True, False))
        province.send("NTM-01", "2026-Q3", communes(True, True, True), "rejected")
        now = province.send("TH-01", "2026-09", summary(scope=9, met=1), "received")
        assert province.judge("TH-01", now)[now] == []


def test_all_submissions_are_asked_at_once_and_answered_apart(province):
    province.send("VON-01", "2026-07", money(spent=400))
    falls = province.send("VON-01", "2026-08", money(spent=300), "received")
    rises = province.send("VON-01", "2026-09", money(spent=500), "received")
    found = province.judge("VON-01", falls, rises)
    assert [one.rule_id for one in found[falls]] == ["VON-01-R020"]
    assert found[rises] == []


def test_an_id_that_is_no_id_is_refused_before_it_reaches_sql(registry):
    from mtqg.errors import MtqgError
    from mtqg.quality.warehouse import query_of

    with pytest.raises(MtqgError, match="VON-01-R020"):
        query_of(registry.rules["VON-01-R020"], ["a'); drop table control.submissions; --"])


def test_the_loader_may_run_every_file(registry, warehouse):
    from mtqg.quality.warehouse import query_of

    with psycopg.connect(warehouse) as db:
        for rule in registry.rules.values():
            if rule.sql:
                assert db.execute(query_of(rule, ["48-TC.VON-01.none"])).fetchall() == []
