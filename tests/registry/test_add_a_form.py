"""README, "Add a form": a folder, a line in sources.yml and an obligation make a form; no code knows of it."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from mtqg import settings
from mtqg.quality import judge_frames
from mtqg.readers import read_submission
from mtqg.registry import Registry
from mtqg.registry.check import check_registry
from mtqg.registry.owed import owed_in_month
from mtqg.registry.periods import parse_period
from mtqg.templates import FillRow, FormFill, empty_fill, write_workbook

FORM = """
form_code: NS-01
name_vi: Nước sạch và nhà ở của xã
name_en: Clean water and housing by commune
agency: NN
period_type: half
authority_rank: 15
marks: {"-": zero, "..": not_available}
editions:
  - edition: "2026-2030"
    valid_from: 2026-01-01
    title: [NƯỚC SẠCH VÀ NHÀ Ở CỦA XÃ]
    identity:
      - {key: form_code, label_vi: Biểu số, place: left}
      - {key: admin_unit, label_vi: Đơn vị báo cáo, place: right, required: true}
      - {key: period, label_vi: Kỳ báo cáo, required: true}
    blocks:
      - block_code: xa
        sheet: NS-01
        row_axis: {kind: admin_units, level: commune, types: [Xã]}
        totals: {label_vi: TỔNG SỐ, position: top}
        columns:
          - {column_key: stt, label_vi: STT, role: order, required: false, width: 5}
          - {column_key: ten_xa, label_vi: Tên xã, role: row_label, width: 24}
          - {column_key: so_ho, label_vi: Tổng số hộ, indicator: CT.HO, width: 10}
          - {column_key: nuoc_sach, label_vi: Hộ được sử dụng nước sạch, indicator: NTM.NUOC_SACH_TS, width: 12}
          - {column_key: tl_nuoc_sach, label_vi: Tỷ lệ (%), indicator: NTM.NUOC_SACH, total: ratio,
             equals: nuoc_sach / so_ho * 100, total_of: [nuoc_sach, so_ho], width: 9}
"""
OBLIGATION = ("NS-01-S,NS-01,clean_water,NN,province,semiannual,half,single,actual,days_after_period_end,15,,,1,3,"
              'next_working_day,2026-01-01,,,Ví dụ,M,"ví dụ của kiểm thử"\n')


@pytest.fixture(scope="module")
def registry(tmp_path_factory) -> Registry:
    """The project's registry with one more form, as the README says."""
    root, project = tmp_path_factory.mktemp("registry"), settings.project_root()
    shutil.copytree(project / "expectations", root / "expectations")
    shutil.copytree(project / "dbt_project" / "seeds", root / "dbt_project" / "seeds")
    found = Registry(root / "expectations", root / "dbt_project" / "seeds")
    folder = found.expectations / "ns_01"
    folder.mkdir()
    (folder / "form.yml").write_text(FORM, encoding="utf-8")
    sources = found.expectations / "sources.yml"
    text = sources.read_text(encoding="utf-8")
    before, after = text.split("  # The 34 provinces")
    assert "agency: NN, forms: [GN-01, GN-02]" in after
    after = after.replace("[GN-01, GN-02]", "[GN-01, GN-02, NS-01]")
    sources.write_text(f"{before}  # The 34 provinces{after}", encoding="utf-8")
    with (found.seeds / "obligations.csv").open("a", encoding="utf-8") as stream:
        stream.write(OBLIGATION)
    return found


def test_the_registry_is_sound_and_the_form_is_owed(registry):
    assert check_registry(registry) == []
    end = parse_period("2026-06").end
    owed = {(each.obligation.obligation_code, each.period_code) for each in owed_in_month(registry.obligations, end)}
    assert ("NS-01-S", "2026-S1") in owed
    assert "NS-01" in registry.source("48-NN", end).form_codes


def test_its_template_comes_back_as_it_was_filled(registry):
    empty = empty_fill(registry, "NS-01", "48-NN", "34-P-48", "2026-S1")
    rows = [FillRow(row.row_key, {"so_ho": 1000 + place, "nuoc_sach": 900, "tl_nuoc_sach": round(90000 / (1000 + place), 2)})
            for place, row in enumerate(empty.rows)]
    written = write_workbook(registry, "NS-01", FormFill("48-NN", "34-P-48", "2026-S1", None, rows))
    reading = read_submission(written.content, "x.xlsx", registry, source=registry.source("48-NN", parse_period("2026-06").end))
    assert (reading.identity.form_code, reading.identity.period_code, reading.findings) == ("NS-01", "2026-S1", ())
    columns = reading.cells.columns
    found = {(row, key): int(value) for row, key, value, role in
             zip(columns["row_key"], columns["column_key"], columns["value"], columns["cell_role"], strict=True)
             if role == "value" and key in ("so_ho", "nuoc_sach")}
    assert found == {(row.row_key, key): row.values[key] for row in rows for key in ("so_ho", "nuoc_sach")}


def test_the_common_rules_judge_it(registry):
    unit = empty_fill(registry, "NS-01", "48-NN", "34-P-48", "2026-S1").rows[0].row_key
    fill = FormFill("48-NN", "34-P-48", "2026-S1", None, [FillRow(unit, {"so_ho": 100, "nuoc_sach": -3, "tl_nuoc_sach": 101})])
    written = write_workbook(registry, "NS-01", fill)
    cells = pd.DataFrame(read_submission(written.content, "x.xlsx", registry).cells.columns)
    cells.insert(0, "submission_id", "one")
    found = {(one.rule_id, one.cell_ref) for one in judge_frames(registry, "NS-01", cells, scopes=("workbook",))["one"]}
    assert {("COMMON-R030", written.addresses[unit, "nuoc_sach"][1]),
            ("COMMON-R031", written.addresses[unit, "tl_nuoc_sach"][1])} <= found


def test_the_readme_names_every_step():
    text = (Path(settings.project_root()) / "README.md").read_text(encoding="utf-8")
    section = text.split("### Add a form")[1].split("###")[0]
    for word in ("form.yml", "suite.yml", "sources.yml", "obligations.csv", "mtqg template", "check-registry"):
        assert word in section, word
    assert len(section.splitlines()) < 25
