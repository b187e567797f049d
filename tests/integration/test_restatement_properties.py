"""What holds for every restatement, whatever the figures: tried with the SQL of the models on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import psycopg
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from psycopg.rows import dict_row

from mtqg import settings
from tests.conftest import empty_warehouse
from tests.integration.built_warehouse import build

pytestmark = pytest.mark.slow

VALUES = st.decimals(min_value=-10**9, max_value=10**15, places=6, allow_nan=False, allow_infinity=False)
DAYS = st.one_of(st.dates(date(2021, 1, 1), date(2025, 6, 30)), st.just(date(2003, 6, 30)), st.just(date(2007, 6, 30)))
TRIES = hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def compiled(postgres_server) -> Iterator[str]:
    """The SQL of int_crossed_figures as a whole build runs it."""
    empty_warehouse()
    assert set(build(full=True).values()) <= {"success", "pass", "warn"}
    folder = settings.home() / "dbt" / "target" / "compiled" / "mtqg" / "models" / "intermediate" / "restated"
    yield (folder / "int_crossed_figures.sql").read_text()


def restate(db: psycopg.Connection, query: str, figures: list[tuple]) -> list[dict]:
    """The figures (indicator, unit, day, numerator, denominator) on the other map."""
    db.execute("truncate intermediate.int_restatable_figures")
    with db.cursor() as cursor:
        cursor.executemany("""
            insert into intermediate.int_restatable_figures (indicator_code, breakdown_code, admin_unit_code, period_code,
                value_kind, geography, admin_unit_level, figure_value, numerator_value, denominator_value, observation_status,
                measure_unit_code, as_of_date, submission_origin)
            values (%s, '_T', %s, '2024', 'actual', left(%s, 2),
                case substr(%s, 4, 1) when 'C' then 'commune' else 'province' end, %s, %s, %s, 'final', 'HO', %s, 'synthetic')
            """, [(code, unit, unit, unit, upper, upper, lower, day) for code, unit, day, upper, lower in figures])
    return db.execute(query).fetchall()


@pytest.fixture
def transformer(compiled) -> Iterator[psycopg.Connection]:
    with psycopg.connect(settings.dsn("mtqg_transformer"), row_factory=dict_row) as db:
        yield db
        db.rollback()


def in_force(db: psycopg.Connection, level: str, day: date) -> list[str]:
    rows = db.execute("""select admin_unit_code from mart.dim_admin_units where admin_unit_level = %s
        and %s between valid_from and coalesce(valid_to, '9999-12-31') order by 1""", [level, day])
    return [row["admin_unit_code"] for row in rows]


@given(chosen=st.data())
@TRIES
def test_totals_of_the_63_are_preserved_to_the_last_digit(transformer, compiled, chosen):
    day = chosen.draw(DAYS)
    level = chosen.draw(st.sampled_from(["commune", "province"])) if day.year > 2020 else "province"
    units = [unit for unit in in_force(transformer, level, day) if unit != "63-C-28825"]     # its successor is not known
    drawn = chosen.draw(st.lists(st.tuples(st.sampled_from(units), VALUES, VALUES), min_size=1, max_size=40,
                                 unique_by=lambda one: one[0]))
    rows = restate(transformer, compiled, [
        *(("GN.HN", unit, day, upper, None) for unit, upper, _ in drawn),
        *(("GN.TL_HN", unit, day, upper, lower) for unit, upper, lower in drawn)])
    counts = [row for row in rows if row["indicator_code"] == "GN.HN"]
    assert sum(row["restated_value"] for row in counts) == sum(upper for _, upper, _ in drawn)
    assert {row["geography"] for row in rows} == {"34"}
    rates = [row for row in rows if row["indicator_code"] == "GN.TL_HN" and not row["is_one_to_one"]]
    whole = {row["admin_unit_code"] for row in rows if row["is_one_to_one"]}
    moved = [row for row in counts if row["admin_unit_code"] not in whole]
    assert sum(row["numerator_value"] for row in rates) == sum((row["restated_value"] for row in moved), Decimal(0))
    for row in rates:
        if row["denominator_value"]:
            assert abs(row["restated_value"] - 100 * row["numerator_value"] / row["denominator_value"]) <= Decimal("0.000001")
    for row in counts:
        assert row["units_reported"] <= row["units_expected"]


@given(chosen=st.data())
@TRIES
def test_units_that_went_over_one_to_one_come_back_unchanged(transformer, compiled, chosen):
    pairs = transformer.execute("""select admin_unit_code, target_unit_code from intermediate.int_restatement_paths
        where geography = '34' and is_one_to_one and admin_unit_code !~ '-D-' order by 1""").fetchall()
    assert len(pairs) > 100
    pair = st.sampled_from([tuple(one.values()) for one in pairs])
    drawn = chosen.draw(st.lists(st.tuples(pair, VALUES), min_size=1, max_size=20, unique_by=lambda one: one[0]))
    there = restate(transformer, compiled, [("GN.GIAM_TL", old, date(2025, 6, 30), value, None) for (old, _), value in drawn])
    assert {row["admin_unit_code"]: row["restated_value"] for row in there} == {new: value for (_, new), value in drawn}
    back = restate(transformer, compiled, [("GN.GIAM_TL", row["admin_unit_code"], date(2025, 7, 1), row["restated_value"], None)
                                           for row in there])
    given_back = {row["admin_unit_code"]: row["restated_value"] for row in back if row["is_one_to_one"]}
    assert given_back == {old: value for (old, _), value in drawn}
    assert all(row["is_exact"] for row in there)


@given(chosen=st.data())
@TRIES
def test_the_way_back_adds_communes_and_refuses_merged_totals(transformer, compiled, chosen):
    day = date(2025, 7, 1) + timedelta(days=chosen.draw(st.integers(0, 400)))
    communes, provinces = in_force(transformer, "commune", day), in_force(transformer, "province", day)
    drawn = chosen.draw(st.lists(st.tuples(st.sampled_from(communes), VALUES), min_size=1, max_size=40,
                                 unique_by=lambda one: one[0]))
    rows = restate(transformer, compiled, [("GN.HN", unit, day, value, None) for unit, value in drawn])
    sums = [row for row in rows if row["admin_unit_code"].startswith("63-P-")]
    assert sum(row["restated_value"] for row in sums) == sum(value for _, value in drawn)
    unit = chosen.draw(st.sampled_from(provinces))
    alone = restate(transformer, compiled, [("GN.HN", unit, day, Decimal(7), None)])
    if len(alone) == 1:
        assert (alone[0]["restated_value"], alone[0]["is_one_to_one"]) == (7, True)
    else:
        assert {(row["restated_value"], row["refused_reason"]) for row in alone} == {(None, "merged_total")}


def test_every_unit_of_either_map_has_its_paths(transformer):
    """A new commune and a new province are made of known old ones; parts of an old unit add up to one."""
    broken = transformer.execute("""
        select admin_unit_code, valid_from, sum((share_to - share_from) / share_denominator) as whole
        from intermediate.int_restatement_paths where geography = '34' group by 1, 2
        having sum((share_to - share_from) / share_denominator) not between 1 - 1e-15 and 1 + 1e-15""").fetchall()
    assert broken == []
    for level, expected in (("commune", 3321), ("province", 34)):
        assert transformer.execute("""select count(distinct admin_unit_code) as n from intermediate.int_restatement_paths
            where geography = '63' and admin_unit_code like '34-%%' and admin_unit_level = %s""",
                                   [level]).fetchone()["n"] == expected
    assert transformer.execute("""select count(*) as n from (select admin_unit_code from intermediate.int_restatement_paths
        where geography = '63' and admin_unit_level = 'commune' and target_unit_code like '63-P-%' group by 1
        having count(*) > 1) as twice""").fetchone()["n"] == 0
    lost = transformer.execute("""select admin_unit_code from mart.dim_admin_units as units where geography = '63'
        and admin_unit_level in ('commune', 'province') and not exists (select from intermediate.int_restatement_paths as paths
        where paths.admin_unit_code = units.admin_unit_code) order by 1""").fetchall()
    assert [row["admin_unit_code"] for row in lost] == ["63-C-28825"]
