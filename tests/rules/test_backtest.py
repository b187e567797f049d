"""`mtqg backtest`: history under a rule, whatever its stage; nothing is written."""

from __future__ import annotations

import csv
import json

import pytest
from sending import Country

from mtqg import cli
from mtqg.sample.labels import Label
from mtqg.store import connect

pytestmark = pytest.mark.slow
RULE = "GN-02-R008"                       # on probation: every poor household lacks at least three things
SOUND = {"so_ho": 500, "ho_ngheo": 20, **{f"thieu_hut_{number:02d}": 5 for number in range(1, 13)}}
FEW = {**SOUND, "thieu_hut_02": 4}


@pytest.fixture
def sent(registry, warehouse: str, rows_of) -> dict[str, str]:
    """A report that breaks the rule and was mended, one that was not, and a sound one."""
    country = Country(registry, warehouse, rows_of)

    def report(province: str, period: str, **rows) -> dict:
        return {"form": "GN-02", "period": period, "province": province, "rows": rows}

    sent = {
        "broken": country.send(report("48", "2025", A=FEW, B=SOUND), "superseded"),
        "mended": country.send(report("48", "2025", A=SOUND, B=SOUND), revision=2),
        "left": country.send(report("01", "2026", A=FEW)), "sound": country.send(report("48", "2026", A=SOUND))}
    return sent | {"cell": country.cell(sent["broken"], country.row_key("GN-02", "2025", "34-P-48", "A"), "ho_ngheo")}


def run(capsys, *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main(["backtest", *arguments])
    printed = capsys.readouterr()
    return ended.value.code, printed.out + printed.err


def counts() -> list[int]:
    with connect() as db:
        return [db.execute(f"select count(*) as n from control.{table}").fetchone()["n"] for table in ("findings", "verdicts")]


def test_it_tells_where_it_would_have_hit_and_what_was_mended_since(sent, capsys):
    code, printed = run(capsys, RULE, "--format", "json")
    said = json.loads(printed)
    assert code == 0
    assert (said["submissions"], said["hits"], said["mended"]) == (4, 2, 1)
    assert [(one["admin_unit_code"], one["period_code"], one["hits"]) for one in said["places"]] == [
        ("34-P-01", "2026", 1), ("34-P-48", "2025", 1)]
    assert {one["submission_id"]: one["is_mended"] for one in said["findings"]} == {sent["broken"]: True, sent["left"]: False}
    assert counts() == [0, 0]


@pytest.mark.parametrize(("limits", "hits"), [
    (("--from", "2026"), 1), (("--to", "2025"), 1), (("--from", "2026", "--to", "2025"), 0)])
def test_it_keeps_to_the_periods(sent, capsys, limits, hits):
    assert json.loads(run(capsys, RULE, *limits, "--format", "json")[1])["hits"] == hits


def test_precision_and_recall_on_labels(sent, capsys, tmp_path):
    path = tmp_path / "defects.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(Label._fields)
        for name, cell in (("broken", sent["cell"]), ("sound", "Z99")):
            source = sent[name].split(".")[0]
            file = f"34/{source}/gn_02/{sent[name]}.xlsx"
            writer.writerow(["D1", "2025-12", source, "GN-02", file, "GN-02", cell, "few", RULE, "", "", "", ""])
    said = json.loads(run(capsys, RULE, "--labels", str(path), "--format", "json")[1])
    assert (said["precision"], said["recall"]) == (0.5, 0.5)


def test_a_rule_in_sql_is_replayed_too(sent, capsys):
    code, printed = run(capsys, "COMMON-R080")
    assert code == 0
    assert "4 submissions, 0 hits" in printed


@pytest.mark.parametrize(("arguments", "code"), [(("XX-R001",), 2), ((RULE, "--from", "never"), 2), (("COMMON-R001",), 3)])
def test_wrong_usage_is_told(warehouse, capsys, arguments, code):
    assert run(capsys, *arguments)[0] == code
