"""JSON: rows as objects or lists, sheets, and the exchange shape of a form."""

import json

import pytest

from mtqg import settings
from mtqg.readers import count_cells, read_submission
from mtqg.readers.containers.opening import open_workbooks


def grids(document, registry):
    content = document if isinstance(document, bytes) else json.dumps(document, ensure_ascii=False).encode()
    opened = open_workbooks(content, "a.json", registry)
    assert not opened.is_refused, opened.findings
    return {grid.name: grid.rows for grid in opened.grids}


def test_rows_as_objects_get_a_header_of_all_their_keys(registry):
    assert grids([{"Tên": "Bình Phú", "Số hộ": 7}, {"Tên": "An Phú", "Ghi chú": None, "Đạt": True}], registry) == {
        "JSON": [["Tên", "Số hộ", "Ghi chú", "Đạt"], ["Bình Phú", 7.0, "", ""], ["An Phú", "", "", "TRUE"]]
    }


def test_sheets_and_rows_as_lists(registry):
    assert grids({"A": [["x", 1.5], ["y"]], "B": []}, registry) == {"A": [["x", 1.5], ["y", ""]], "B": []}


def test_what_is_no_single_value_stays_as_text_and_long_numbers_keep_their_digits(registry):
    assert grids(b'[["a", [1, 2], {"b": null}, 12345678901234567890, 0.1, 1e999, NaN]]', registry) == {
        "JSON": [["a", "[1.0, 2.0]", '{"b": null}', "12345678901234567890", 0.1, "1e999", "NaN"]]
    }


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{}", "not_rows"),
        (b'{"a": 1}', "not_rows"),
        (b'["a"]', "not_rows"),
        (b'[{"a": 1, "a": 2}]', "damaged"),
        (b"[1,", "damaged"),
        (b"[" * 100_000, "damaged"),
        (b'{"form": "NTM-01", "rows": 5}', "not_rows"),
    ],
)
def test_what_is_no_rows_is_a_finding(content, reason, registry):
    opened = open_workbooks(content, "a.json", registry)
    assert opened.is_refused and opened.findings[0].details["reason"] == reason


def exchange(registry, **changes):
    """VON-01 of Đà Nẵng for September 2026, columns by their ids."""
    component = next(p.code for p in registry.programmes.values() if p.code.startswith("HN2635") and p.level == "component")
    row = {
        "noi_dung": registry.programmes[component].name_vi,
        "ma": component,
        "nguon_von": "NSTW-DTPT-TN",
        "nam_von": 2026,
        "kh_giao": 100,
        "phan_bo": 80,
        "chua_pb": 20,
        "keo_dai": 0,
        "tong_kh": 100,
        "gn_lk": 40,
        "gn_kd": 0,
        "ty_le": 40,
        "huy": 0,
        "uoc_gn": 45,
    }
    return {
        "form": "VON-01",
        "admin_unit": "Thành phố Đà Nẵng",
        "period": "2026-09",
        "as_of_date": "2026-09-30",
        "measure_unit": "Triệu đồng",
        "rows": [row],
        **changes,
    }


def test_the_exchange_shape_is_read_like_the_form(registry):
    reading = read_submission(json.dumps(exchange(registry), ensure_ascii=False).encode(), "a.json", registry, form_code="VON-01")
    assert reading.is_readable and reading.container == "json"
    identity = reading.identity
    assert (identity.form_code, identity.admin_unit_code, identity.period_code) == ("VON-01", "34-P-48", "2026-09")
    columns = reading.cells.columns
    figures = {
        key: value
        for key, value, status in zip(columns["column_key"], columns["canonical_value"], columns["cell_status"], strict=True)
        if status == "accepted"
    }
    assert figures["gn_lk"] == 40_000_000 and figures["uoc_gn"] == 45_000_000
    counts = count_cells(reading.cells)
    assert counts["quarantined"] == counts["rejected"] == 0
    assert not [found for found in reading.findings if registry.rules[found.rule_id].severity == "critical"]


def test_labels_may_stand_for_ids_and_strangers_are_set_aside(registry):
    document = exchange(registry)
    block = registry.forms["VON-01"].editions[-1].blocks[0]
    document["rows"] = [{block.by_key[key].label_vi: value for key, value in row.items()} | {"la": 5} for row in document["rows"]]
    document["ghi_chu"] = "x"
    reading = read_submission(json.dumps(document, ensure_ascii=False).encode(), "a.json", registry, form_code="VON-01")
    assert reading.is_readable
    assert [found.rule_id for found in reading.findings if found.rule_id == "COMMON-R008"] == ["COMMON-R008"]
    assert count_cells(reading.cells)["quarantined"] == 1


def test_an_unknown_form_or_period_is_no_exception(registry):
    for changes in (
        {"form": "XX-99"},
        {"period": "hôm qua"},
        {"edition": 5},
        {"form": None},
        {"blocks": {"von": [], "khac": [[1]]}},
    ):
        reading = read_submission(json.dumps(exchange(registry, **changes)).encode(), "a.json", registry)
        assert reading.findings


def test_the_example_of_the_documentation_is_read(registry):
    text = (settings.project_root() / "docs" / "exchange-json.md").read_text(encoding="utf-8")
    example = text.partition("```json")[2].partition("```")[0]
    reading = read_submission(example.encode(), "a.json", registry, form_code="VON-01")
    assert reading.is_readable and reading.identity.period_code == "2026-09"
    assert {found.rule_id for found in reading.findings} <= {"COMMON-R013", "COMMON-R015"}
