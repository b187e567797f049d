"""Lists as facts: products and obstacles of two quarters from the outboxes to the marts, and who owes which form when."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

import psycopg
import pytest
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.build import build_warehouse
from mtqg.intake import judge, open_period, pull
from mtqg.registry import load_registry
from mtqg.registry.owed import owed_in_month
from mtqg.registry.periods import parse_period
from mtqg.sample import DEFAULT_SEED, write_country
from mtqg.sample.obstacles import obstacles
from mtqg.sample.products import product_counts
from mtqg.sample.provinces import provinces
from mtqg.verifying import verify_build
from tests.conftest import empty_warehouse

pytestmark = pytest.mark.slow

PROVINCES = ("48", "51")
QUARTERS = {"2026-Q2": "2026-06", "2026-Q3": "2026-09"}
OPENED = ("2024-11", "2024-12", "2025-12", "2026-06", "2026-09")
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=settings.TIME_ZONE)


def ask(query: str, role: str = "bi_reader") -> list[dict]:
    with psycopg.connect(settings.dsn(role), row_factory=dict_row) as db:
        return db.execute(query).fetchall()


@pytest.fixture(scope="module")
def built(postgres_server, tmp_path_factory) -> Iterator[None]:
    """The lists of two provinces and two quarters stand in the marts; four months are counted."""
    empty_warehouse()
    out = tmp_path_factory.mktemp("outbox")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW_CONN_OUTBOX_SAMPLE", json.dumps({"conn_type": "fs", "extra": {"path": str(out)}}))
        patch.setenv("MTQG_LANDING", str(out.parent / "landing"))
        for month in QUARTERS.values():
            write_country(out, month, provinces=PROVINCES, forms=("OCOP-01", "VM-01"))
        for month in OPENED:
            open_period(month, "lists", NOW)
        pull([f"{code}-VP" for code in PROVINCES], "lists", 1, NOW, clock=lambda: NOW)
        judge("lists", NOW)
        build_warehouse("lists", NOW, clock=lambda: NOW)
        yield


def test_every_product_of_the_lists_is_a_row_with_its_grade_and_category(built):
    rows = ask("select admin_unit_code, period_code, count(*) as n, count(stars) as graded, count(category_name_vi) as grouped, "
               "count(producer_name) as produced from mart.fct_ocop_products group by 1, 2")
    for row in rows:
        positions = provinces().merged_into("34", row["admin_unit_code"][-2:])
        expected = int(product_counts(DEFAULT_SEED, parse_period(row["period_code"]).end)[positions].sum())
        assert row["n"] == row["graded"] == row["grouped"] == row["produced"] == expected
    assert len(rows) == 4


def test_certificates_are_dated_and_none_of_the_model_has_expired(built):
    states = {row["expiry_status"]: row["n"] for row in
              ask("select expiry_status, count(*) as n from mart.fct_ocop_products group by 1")}
    assert set(states) == {"valid", "expiring"} and states["valid"] > states["expiring"] > 0
    assert ask("select count(*) as n from mart.fct_ocop_products where expires_on <= recognised_on")[0]["n"] == 0
    new = ask("select count(*) as n from mart.fct_ocop_products where is_recognised_in_period and period_code = '2026-Q3'")
    assert new[0]["n"] > 0


def test_an_obstacle_has_its_component_its_state_and_its_age(built):
    rows = ask("select * from mart.fct_obstacles")
    for code in PROVINCES:
        for period in QUARTERS:
            said = {(one.component_code, one.text) for one in obstacles(DEFAULT_SEED, code, parse_period(period).end)}
            assert {(row["component_code"], row["obstacle_text"]) for row in rows
                    if (row["admin_unit_code"], row["period_code"]) == (f"34-P-{code}", period)} == said
    later = [row for row in rows if row["period_code"] == "2026-Q3"]
    ages = Counter(row["age_days"] for row in later)
    assert set(ages) <= {0, 92} and ages[92] > 0
    assert all((row["first_period_code"], row["n_periods_reported"]) == ("2026-Q2", 2) for row in later if row["age_days"])
    assert {row["programme_code"] for row in rows} <= {"NTM", "GNBV", "DTTS", "HN2635"}
    assert all(row["state_name_vi"] and row["cell_ref"] for row in rows)


def test_a_build_from_raw_names_the_one_slice_that_was_not_so_and_mends_it(built):
    def stars() -> list[dict]:
        return ask("select * from mart.fct_ocop_products order by admin_unit_code, period_code, product_key")

    before = stars()
    with psycopg.connect(settings.dsn("mtqg_transformer")) as db:
        db.execute("""update mart.fct_ocop_products set product_name = 'khác' where (admin_unit_code, period_code, product_key)
                      = (select admin_unit_code, period_code, product_key from mart.fct_ocop_products
                         where admin_unit_code = '34-P-48' and period_code = '2026-Q3' order by product_key limit 1)""")
    verified = verify_build("again", NOW, clock=lambda: NOW)
    assert [(one.table, one.province_unit_code, one.period_code) for one in verified.differences] == [
        ("mart.fct_ocop_products", "34-P-48", "2026-Q3")]
    assert verified.slices > 10
    assert stars() == before


def test_the_warehouse_counts_the_obligations_that_the_registry_names(built):
    registry = load_registry()
    expected = set()
    for month in OPENED:
        end = parse_period(month).end
        for owed in owed_in_month(registry.obligations, end):
            last = parse_period(owed.period_code).end
            expected |= {(source.source_code, source.admin_unit_code, owed.period_code, owed.obligation.obligation_code)
                         for source in registry.sources if source.in_force(last) and source.valid_from <= end
                         and source.agency_code == owed.obligation.agency_code and owed.obligation.form_code in source.form_codes}
    found = {tuple(row.values()) for row in ask(
        "select source_code, admin_unit_code, period_code, obligation_code from intermediate.int_obligations_due",
        "mtqg_transformer")}
    assert found == expected
    forms = {row["form_code"] for row in ask("select distinct form_code from mart.rpt_who_reported")}
    assert forms == {form.form_code for form in registry.forms.values() if form.period_type != "any"}
    assert {code for _, _, period, code in found if period == "2026"} == {"KH-01-Y", "BTC-M09-Y-DT"}


def test_who_reported_shows_a_preliminary_count_in_its_own_column(built):
    from click.testing import CliRunner

    from mtqg.commands.who_reported import who_reported

    november = CliRunner().invoke(who_reported, ["2024-11"]).output.splitlines()[0]
    december = CliRunner().invoke(who_reported, ["2024-12"]).output.splitlines()[0]
    assert "GN-01 2024 sơ bộ" in november and "GN-02" not in november
    assert "GN-01 2024 " in december and "BTC-M09 2025" in december and "KH-01 2024" in december
    september = CliRunner().invoke(who_reported, ["2026-09"]).output
    assert "OCOP-01 2026-Q3" in september and "VM-01 2026-Q3" in september


def test_no_obligation_is_due_before_its_source_began(built):
    rows = ask("select min(due_date) as first from intermediate.int_obligations_due where admin_unit_code like '34-%'",
               "mtqg_transformer")
    assert rows[0]["first"] >= date(2025, 7, 31)
