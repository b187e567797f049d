"""The registry for SQL to read: control.forms, rules, sources, series_breaks, national_results, waivers, corrections.

What is signed, the archive's journal says too: the lists themselves lie outside of the archive.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection

from mtqg import journal
from mtqg.registry import Registry
from mtqg.store.corrections import store_corrections
from mtqg.store.waivers import store_waivers


def store_registry(db: Connection, registry: Registry, now: datetime, *, with_signed: bool = True) -> None:
    """The tables say what expectations/ says, under its version; nothing is written when they already do.

    `with_signed` false: waivers and corrections stay as they are, also later under this version.
    """
    newest = db.execute("select registry_version from control.registry_versions order by loaded_at desc limit 1").fetchone()
    if newest and newest["registry_version"] == registry.version:
        return
    db.execute("delete from control.forms")
    db.execute("delete from control.rules")
    db.execute("delete from control.sources")
    cursor = db.cursor()
    cursor.executemany(
        """insert into control.forms (form_code, edition, name_vi, name_en, period_type, authority_rank, valid_from, valid_to)
           values (%s, %s, %s, %s, %s, %s, %s, %s)""",
        [(form.form_code, edition.edition, form.name_vi, form.name_en, form.period_type, form.authority_rank,
          edition.valid_from, edition.valid_to) for form in registry.forms.values() for edition in form.editions])
    cursor.executemany(
        """insert into control.rules (rule_id, form_code, scope, severity, name_vi, name_en, message_vi, message_en,
               hint_vi, hint_en, basis, denies_report, valid_from, valid_to, stage)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        [(rule.rule_id, rule.form_code, rule.scope, "info" if stage in ("draft", "shadow") else stage, rule.name_vi,
          rule.name_en, rule.message_vi, rule.message_en, rule.hint_vi, rule.hint_en, rule.basis, rule.denies_report, first,
          last, stage)
         for rule in registry.rules.values() for first, last, stage in rule.intervals()])
    cursor.executemany(
        """insert into control.sources (source_code, valid_from, valid_to, admin_unit_code, agency_code, name_vi, connection_id,
               submission_origin, form_codes) values (%s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        [(s.source_code, s.valid_from, s.valid_to, s.admin_unit_code, s.agency_code, s.name_vi, s.connection_id,
          s.submission_origin, list(s.form_codes)) for s in registry.sources])
    store_comparisons(db, registry)
    if with_signed:
        store_signed(db, registry, now)
    db.execute(
        """insert into control.registry_versions (registry_version, seeds_version, loaded_at) values (%s, %s, %s)
           on conflict (registry_version) do update set loaded_at = excluded.loaded_at""",
        (registry.version, registry.seeds_version, now))


def store_signed(db: Connection, registry: Registry, now: datetime) -> None:
    """Waivers and corrections are those of the lists; what was added or taken out stands in the journal."""
    for row in store_waivers(db, registry.waivers.values(), now):
        journal.record("signed", name_of_signed(row), row["known_from"], **row)
    for row in store_corrections(db, registry.corrections.values(), now):
        journal.record("signed", name_of_signed(row), row["known_from"], **row)


def name_of_signed(row: dict[str, Any]) -> str:
    """The name of its event in the journal."""
    number = row["correction_id"] if "correction_id" in row else row["waiver_id"]
    return journal.name_at(row["known_from"], number, "out" if row["is_withdrawn"] else "in")


def store_comparisons(db: Connection, registry: Registry) -> None:
    """What rules compare with beside reports, those of the registry only: breaks of series, published results of the country."""
    db.execute("delete from control.series_breaks")
    db.cursor().executemany("insert into control.series_breaks (series, starts_on, admin_unit_code) values (%s, %s, %s)",
                            registry.series_breaks)
    db.execute("delete from control.national_results")
    db.cursor().executemany(
        """insert into control.national_results (indicator_code, breakdown_code, valid_from, valid_to, numerator_code,
               denominator_code, published_value, margin) values (%s, %s, %s, %s, %s, %s, %s, %s)""",
        [(one.indicator_code, one.breakdown_code, one.valid_from, one.valid_to, rate.numerator_code, rate.denominator_code,
          one.published_value, one.margin)
         for one in registry.national_results for rate in [registry.indicators[one.indicator_code]]])
