"""Cross-checks: every code in every seed and form resolves, or file and line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mtqg.errors import RegistryError
from mtqg.registry import Registry
from mtqg.registry.corrections import correction_faults
from mtqg.registry.form_validity import form_validity_faults
from mtqg.registry.layouts import layout_faults
from mtqg.registry.periods import parse_period
from mtqg.registry.rule_columns import unresolved_columns
from mtqg.registry.seeds import read_csv
from mtqg.registry.waivers import waiver_faults

#: (file, column, list that holds the code, separator of several codes). A list is file:column, or a name of code_lists.csv.
_CODES = (
    ("indicators", "programme_code", "programmes:code", None), ("indicators", "component_code", "programmes:code", None),
    ("indicators", "measure_unit_code", "measure_units:code", None),
    ("indicators", "numerator_code", "indicators:code", None), ("indicators", "denominator_code", "indicators:code", None),
    ("indicators", "numerator_breakdown_code", "breakdowns:code", None),
    ("indicators", "denominator_breakdown_code", "breakdowns:code", None),
    ("indicators", "accumulates_code", "indicators:code", None), ("indicators", "included_in_code", "indicators:code", None),
    ("indicators", "default_breakdown_code", "breakdowns:code", None), ("indicators", "replaced_by", "indicators:code", "|"),
    ("indicators", "accumulation", "accumulation", None), ("indicators", "time_aggregation", "time_aggregation", None),
    ("indicators", "admin_aggregation", "admin_aggregation", None), ("indicators", "value_type", "value_type", None),
    ("indicators", "direction", "direction", None), ("indicators", "cadence", "cadence", None),
    ("indicators", "level_collected", "admin_level", None), ("indicators", "tier", "tier", None),
    ("indicators", "theme", "theme", None), ("indicators", "breakdown_dimensions", "breakdown_dimension", "|"),
    ("indicators", "provenance", "provenance", None),
    ("indicator_aliases", "indicator_code", "indicators:code", None),
    ("indicator_aliases", "breakdown_code", "breakdowns:code", None),
    ("breakdowns", "measure_unit_code", "measure_units:code", None), ("breakdowns", "dimension", "breakdown_dimension", None),
    ("measure_units", "canonical_code", "measure_units:code", None), ("measure_units", "quantity", "unit_quantity", None),
    ("programmes", "parent_code", "programmes:code", None), ("programmes", "level", "programme_level", None),
    ("programme_crosswalk", "from_code", "programmes:code", None), ("programme_crosswalk", "to_code", "programmes:code", None),
    ("programme_crosswalk", "relation", "programme_relation", None),
    ("definition_changes", "standard_code", "breakdowns:code", None),
    ("definition_changes", "criteria_set_code", "criteria_sets:set_code", None),
    ("indicator_changes", "indicator_code", "indicators:code", None),
    ("indicator_changes", "change_code", "definition_changes:code", None),
    ("indicator_changes", "provenance", "provenance", None),
    ("capital_sources", "parent_code", "capital_sources:code", None),
    ("capital_sources", "nature_code", "capital_nature", None), ("capital_sources", "origin_code", "capital_origin", None),
    ("criteria_sets", "breakdown_code", "breakdowns:code", None), ("criteria_sets", "indicator_code", "indicators:code", None),
    ("obligations", "agency_code", "agencies:code", None), ("obligations", "period_type", "period_type", None),
    ("obligations", "due_rule", "due_rule", None), ("obligations", "roll_rule", "roll_rule", None),
    ("obligations", "vintage", "vintage", None), ("agencies", "replaced_by", "agencies:code", None),
    ("holidays", "kind", "holiday_kind", None),
    ("admin_units_63", "parent_admin_unit_code", "admin_units:admin_unit_code", None),
    ("admin_units_34", "parent_admin_unit_code", "admin_units:admin_unit_code", None),
    ("admin_unit_crosswalk", "old_admin_unit_code", "admin_units:admin_unit_code", None),
    ("admin_unit_crosswalk", "new_admin_unit_code", "admin_units:admin_unit_code", None),
    ("admin_unit_crosswalk", "weight_basis", "allocation_bases:weight_basis", None),
    ("region_members", "admin_unit_code", "admin_units:admin_unit_code", None),
    ("region_members", "region_code", "regions:region_code", None),
    ("name_variants", "admin_unit_code", "admin_units:admin_unit_code", None),
    ("name_variants", "region_code", "regions:region_code", None),
    ("confirmed_aliases", "province_code", "admin_units:admin_unit_code", None),
    ("confirmed_aliases", "provenance", "provenance", None),
    ("btc_contents", "indicator_code", "indicators:code", None),
    ("national_results", "indicator_code", "indicators:code", None),
    ("national_results", "breakdown_code", "breakdowns:code", None),
    ("national_results", "provenance", "provenance", None), ("national_results", "margin_provenance", "provenance", None),
)
_DATES = ("valid_from", "valid_to", "effective_date", "date", "legal_force_from")


def check_registry(registry: Registry) -> list[str]:
    """Every fault found, each with file and line; an empty list when all codes resolve."""
    seeds = {path.stem: read_csv(path) for path in sorted(registry.seeds.glob("*.csv"))}
    faults = [*_unresolved(seeds), *_bad_dates(seeds), *_bad_formulas(seeds), *_uncovered_children(seeds)]
    for part in ("indicators", "national_results", "measure_units", "breakdowns", "programmes", "capital_sources", "agencies",
                 "obligations", "aliases", "sources", "forms", "rules", "layouts", "approvals", "retention", "waivers",
                 "corrections", "notices"):
        try:
            getattr(registry, part)
        except RegistryError as fault:
            faults.append(str(fault))
    if not faults:
        faults.extend(_unknown_forms(registry))
        faults.extend(_form_codes(registry))
        faults.extend(form_validity_faults(registry))
        faults.extend(unresolved_columns(registry))
        faults.extend(layout_faults(registry))
        faults.extend(_bad_aliases(registry, seeds))
        faults.extend(waiver_faults(registry))
        faults.extend(correction_faults(registry))
    return faults


def _known(seeds: dict, name: str) -> set[str]:
    if ":" not in name:
        return {row["code"] for _, row in seeds["code_lists"] if row["list_code"] == name}
    stem, column = name.split(":")
    stems = ("admin_units_63", "admin_units_34") if stem == "admin_units" else (stem,)
    return {row[column] for stem in stems for _, row in seeds[stem]}


def _unresolved(seeds: dict) -> Iterator[str]:
    lists: dict[str, set[str]] = {}
    for stem, column, name, separator in _CODES:
        known = lists.setdefault(name, _known(seeds, name))
        for line, row in seeds[stem]:
            for code in (row[column].split(separator) if separator else [row[column]]) if row[column] else []:
                if code.strip() not in known:
                    yield f"{stem}.csv:{line}: {column}: no {code.strip()!r} in {name}"


def _bad_dates(seeds: dict) -> Iterator[str]:
    for stem, rows in seeds.items():
        for line, row in rows:
            try:
                days = {name: date.fromisoformat(row[name]) for name in _DATES if row.get(name)}
            except ValueError as fault:
                yield f"{stem}.csv:{line}: {fault}"
                continue
            if "valid_from" in days and "valid_to" in days and days["valid_to"] < days["valid_from"]:
                yield f"{stem}.csv:{line}: valid_to is before valid_from"
    for line, row in seeds["breakdowns"]:
        for name in ("default_first_period", "default_last_period", "first_stock_period", "last_change_period"):
            try:
                _ = row[name] and parse_period(row[name])
            except ValueError as fault:
                yield f"breakdowns.csv:{line}: {name}: {fault}"


def _bad_formulas(seeds: dict) -> Iterator[str]:
    known = _known(seeds, "indicators:code")
    for line, row in seeds["indicators"]:
        for word in (row["formula"] or "").replace("[-1]", "").split():
            if word not in ("+", "-") and word not in known:
                yield f"indicators.csv:{line}: formula: no {word!r} in indicators:code"
        if bool(row["numerator_code"]) != bool(row["denominator_code"]) and row["admin_aggregation"] == "ratio_of_sums":
            yield f"indicators.csv:{line}: a ratio of sums needs numerator_code and denominator_code"
    rates = {row["code"] for _, row in seeds["indicators"] if row["numerator_code"] and row["denominator_code"]}
    for line, row in seeds["national_results"]:
        if row["indicator_code"] in known - rates:
            yield f"national_results.csv:{line}: indicator_code: {row['indicator_code']} has no numerator and denominator"


def _bad_aliases(registry: Registry, seeds: dict) -> Iterator[str]:
    """Aliases of nothing, and texts that mean two things at once."""
    lists = {"unit": registry.units.versions, "indicator": registry.indicators, "component": registry.programmes}
    for line, row in seeds["confirmed_aliases"]:
        code, _, breakdown = row["code"].partition(":")
        if code not in lists[row["kind"]] or (breakdown and breakdown not in registry.breakdowns):
            yield f"confirmed_aliases.csv:{line}: code: no {row['code']!r} among the {row['kind']}s"
        day = date.fromisoformat(row["valid_from"] or row["valid_to"] or "2021-01-01")
        if len(registry.aliases.codes(row["kind"], row["text"], day, row["province_code"])) > 1:
            yield f"confirmed_aliases.csv:{line}: text: {row['text']!r} means several codes at once"


def _uncovered_children(seeds: dict) -> Iterator[str]:
    """Units whose parent is not in force through their whole validity."""
    spans: dict[str, list[tuple[str, str]]] = {}
    rows = [(stem, line, row) for stem in ("admin_units_63", "admin_units_34") for line, row in seeds[stem]]
    for _, _, row in rows:
        spans.setdefault(row["admin_unit_code"], []).append((row["valid_from"], row["valid_to"] or "9999-12-31"))
    reach = {code: (min(start for start, _ in versions), max(end for _, end in versions)) for code, versions in spans.items()}
    for stem, line, row in rows:
        parent = reach.get(row["parent_admin_unit_code"] or "")
        if parent and not (parent[0] <= row["valid_from"] and (row["valid_to"] or "9999-12-31") <= parent[1]):
            yield f"{stem}.csv:{line}: {row['admin_unit_code']} is in force while its parent is not"


def _unknown_forms(registry: Registry) -> Iterator[str]:
    sources_file = registry.expectations / "sources.yml"
    for group_forms in {source.form_codes for source in registry.sources}:
        for form in group_forms:
            if form not in registry.forms:
                yield f"{sources_file.name}: form {form} has no folder under {registry.expectations.name}/"
    for source in registry.sources:
        if source.agency_code not in registry.agencies:
            yield f"{sources_file.name}: agency {source.agency_code} is not in agencies.csv"
            break


def _form_codes(registry: Registry) -> Iterator[str]:
    """Codes that the forms name and no list holds, with the line on which the code first stands."""
    for form in registry.forms.values():
        path = registry.expectations / form.folder / "form.yml"
        lines = path.read_text(encoding="utf-8").splitlines()
        for name, code, where in form.references():
            if code not in getattr(registry, name):
                line = next((number for number, text in enumerate(lines, 1) if code in text), 1)
                yield f"{form.folder}/form.yml:{line}: {where}: no {code!r} in {name}"
