"""`mtqg check`: what the pipeline would say, with no server and no Airflow; exit codes 0, 1, 2, 3."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mtqg import cli
from mtqg.quality.messages import sentence
from mtqg.quality.offline import check_workbook
from mtqg.templates import empty_fill, write_workbook


@pytest.fixture
def workbook(registry, all_cases, write_case, tmp_path):
    """Writes the workbook of a case into the folder of its form."""

    def write(name: str) -> Path:
        case = next(case for case in all_cases if case.name == name)
        path = tmp_path / case.form_code.lower().replace("-", "_") / f"{name}.xlsx"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(write_case(registry, case.form_code, case).content)
        return path

    return write


def run(capsys, *arguments: str | Path) -> tuple[int, str]:
    """(exit code, what was printed) of `mtqg check …`."""
    with pytest.raises(SystemExit) as ended:
        cli.main(["check", *map(str, arguments)])
    printed = capsys.readouterr()
    return ended.value.code, printed.out + printed.err


def test_a_sound_report_passes(workbook, capsys):
    code, printed = run(capsys, workbook("VON-01-R001-passes-1"))
    assert code == 0
    assert "Tháng 9 năm 2026" in printed and "Kết luận: chấp nhận" in printed


def test_a_critical_finding_is_told_with_cell_words_and_remedy_vietnamese_first(workbook, registry, capsys):
    code, printed = run(capsys, workbook("VON-01-R001-fails-1"))
    assert code == 1
    lines = [line.strip() for line in printed.splitlines()]
    at = next(number for number, line in enumerate(lines) if line.startswith("VON-01!"))
    assert lines[at].endswith("VON-01-R001  nghiêm trọng | critical")
    assert "phải là 200" in lines[at + 1] and "it must be 200" in lines[at + 2]
    assert lines[at + 3] == "có | found: 250 · cần | expected: 200"
    rule = registry.rules["VON-01-R001"]
    assert lines[at + 4:at + 6] == [f"Cách sửa: {rule.hint_vi}", f"How to mend: {rule.hint_en}"]
    assert "Kết luận: trả lại để sửa (1 lỗi nghiêm trọng, 0 cảnh báo" in printed


def test_a_template_of_another_phase_is_returned_for_that_and_not_counted_by_the_criteria_of_today(registry):
    path = Path(__file__).parents[1] / "forms" / "ntm_01" / "old_template_2025" / "workbook.xlsx"
    checked = check_workbook(path.read_bytes(), path.name, registry)
    assert [one.rule_id for one in checked.findings] == ["COMMON-R004"]


def test_a_warning_passes_unless_strict(workbook, capsys):
    path = workbook("VON-01-R008-fails-1")
    assert run(capsys, path)[0] == 0
    assert run(capsys, path, "--strict")[0] == 1


def test_json_says_the_same_as_the_pipeline(workbook, capsys, judged, registry):
    code, printed = run(capsys, workbook("NTM-01-R005-fails-1"), "--format", "json")
    said = json.loads(printed)
    assert code == 1
    assert (said["form_code"], said["admin_unit_code"], said["period_code"]) == ("NTM-01", "63-P-62", "2024-Q4")
    assert said["counts"]["critical"] == 1
    assert said["status"] == "rejected"
    pipeline = judged("NTM-01")["NTM-01-R005-fails-1"].findings
    mine = [one for one in said["findings"] if registry.rules[one["rule_id"]].scope == "workbook"]
    assert [(one["rule_id"], one["sheet"], one["cell_ref"], one["actual"], one["expected"]) for one in mine] == [
        (one.rule_id, one.sheet, one.cell_ref, one.actual, one.expected) for one in pipeline]
    assert mine[0]["message_vi"] == sentence(registry.rules["NTM-01-R005"], pipeline[0], "vi")


def test_an_empty_template_and_a_picture_are_critical(registry, tmp_path, capsys):
    blank = tmp_path / "bieu.xlsx"
    blank.write_bytes(write_workbook(registry, "VON-01", empty_fill(registry, "VON-01", "48-TC", "34-P-48", "2026-09")).content)
    code, printed = run(capsys, blank)
    assert code == 1 and "COMMON-R002" in printed
    picture = tmp_path / "anh.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    code, printed = run(capsys, picture)
    assert code == 1 and "Kết luận: không đọc được (1 lỗi" in printed and "verdict: unreadable" in printed


@pytest.mark.parametrize("arguments", [["khong_co.xlsx"], ["{file}", "--form", "XX-99"], ["{file}", "--format", "pdf"], []])
def test_wrong_usage_ends_with_2(workbook, capsys, arguments):
    file = workbook("VON-01-R001-passes-1")
    assert run(capsys, *(one.format(file=file) for one in arguments))[0] == 2


def test_a_fault_of_ours_ends_with_3(workbook, capsys, monkeypatch):
    monkeypatch.setattr("mtqg.commands.check.load_registry", lambda: 1 / 0)
    assert run(capsys, workbook("VON-01-R001-passes-1"))[0] == 3


@pytest.mark.slow
def test_neither_airflow_nor_a_database_driver_is_imported(workbook):
    path = workbook("VON-01-R001-fails-1")
    program = ("import sys; from mtqg import cli\n"
               "try: cli.main(['check', sys.argv[1]])\n"
               "except SystemExit as ended: print(ended.code, {'airflow', 'psycopg', 'dbt'} & sys.modules.keys())")
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True,
                          env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert done.stdout.splitlines()[-1] == "1 set()"
