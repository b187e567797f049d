"""What every model of this project keeps to, judged by dbt-score on the parsed project: `dbt-score lint` in this folder.

A rule answers None, or what is wrong. Weights and thresholds stand in pyproject.toml; a single breach fails the lint.
"""

import re

from dbt_score import Exposure, Model, RuleViolation, Seed, rule, rule_filter

LAYERS = {"staging": "stg_", "intermediate": "int_", "marts": ("dim_", "fct_", "rpt_")}
NUMBERS = ("integer", "bigint", "numeric")
#: Words that say nothing (DESIGN: words).
EMPTY_WORDS = re.compile(r"(?:^|_)(?:handle|manager|data|info|process|helper|util|misc|temp|final|new)(?:_|$)")
LONGEST = 160
PUBLISHED_NAMES = ("rpt_data_quality",)         # what dashboards have relied on since the beginning


@rule_filter
def is_mart(model: Model) -> bool:
    """Models that BI reads."""
    return _layer(model) == "marts"


@rule
def is_described_in_both_languages(model: Model) -> RuleViolation | None:
    """A model says what it is as `Vietnamese | English`, where its YAML describes it."""
    if not model.description and _layer(model) != "marts":
        return None
    return _in_both_languages("its description", model.description)


@rule(rule_filters={is_mart()})
def has_columns_in_both_languages(model: Model) -> RuleViolation | None:
    """Every column of a mart says what it is as `Vietnamese | English`."""
    wrong = [column.name for column in model.columns if _in_both_languages(column.name, column.description)]
    return RuleViolation(f"not `Vietnamese | English`: {', '.join(wrong)}") if wrong else None


@rule(rule_filters={is_mart()})
def has_units_of_its_numbers(model: Model) -> RuleViolation | None:
    """Every number of a mart says its unit (config.meta.unit), in both languages."""
    wrong = [column.name for column in model.columns
             if (column.data_type or "").split("(")[0] in NUMBERS and _in_both_languages("unit", column.meta.get("unit"))]
    return RuleViolation(f"no unit: {', '.join(wrong)}") if wrong else None


@rule(rule_filters={is_mart()})
def has_an_enforced_contract(model: Model) -> RuleViolation | None:
    """A mart has an enforced contract."""
    return None if model.config.get("contract", {}).get("enforced") else RuleViolation("its contract is not enforced")


@rule(rule_filters={is_mart()})
def has_a_key(model: Model) -> RuleViolation | None:
    """A table of the marts has a primary key, a view states its own (config.meta.key); either names its columns."""
    keys = [one.columns for one in model.constraints if one.type == "primary_key"] or [model.meta.get("key")]
    if not keys[0]:
        return RuleViolation("no key")
    strange = set(keys[0]) - {column.name for column in model.columns}
    return RuleViolation(f"its key has columns that it has not: {', '.join(sorted(strange))}") if strange else None


@rule
def is_open_only_as_a_mart(model: Model) -> RuleViolation | None:
    """Marts are public and belong to a group; everything else is protected."""
    expected = "public" if _layer(model) == "marts" else "protected"
    if model.access != expected:
        return RuleViolation(f"access is {model.access}, {expected} expected")
    return RuleViolation("it belongs to no group") if expected == "public" and not model.group else None


@rule
def is_named_by_its_layer(model: Model) -> RuleViolation | None:
    """stg_ in staging, int_ in intermediate, dim_, fct_ or rpt_ in marts; words that say nothing are not in names."""
    if not model.name.startswith(LAYERS[_layer(model)]):
        return RuleViolation(f"a model of {_layer(model)} begins with {LAYERS[_layer(model)]}")
    empty = EMPTY_WORDS.search(model.name) if model.name not in PUBLISHED_NAMES else None
    return RuleViolation(f"{empty[0].strip('_')!r} says nothing") if empty else None


@rule
def reads_sources_only_in_staging(model: Model) -> RuleViolation | None:
    """Staging is the only place that calls source()."""
    called = re.search(r"\bsource\(", model.raw_code)
    return RuleViolation("it calls source()") if called and _layer(model) != "staging" else None


@rule
def says_its_grain_first(model: Model) -> RuleViolation | None:
    """Whatever is computed or published begins by saying what one row is."""
    if _layer(model) == "staging":
        return None
    text = re.sub(r"{{.*?}}", "", model.raw_code, flags=re.S).strip()
    return None if text.startswith("-- ") else RuleViolation("it does not begin with what one row is")


@rule
def is_short(model: Model) -> RuleViolation | None:
    """A model can be read in one sitting."""
    lines = model.raw_code.count("\n") + 1
    return RuleViolation(f"{lines} lines, {LONGEST} at most") if lines > LONGEST else None


@rule(rule_filters={is_mart()})
def is_shown_when_it_is_a_report(model: Model) -> RuleViolation | None:
    """Every report has an exposure: the dashboard that stands on it."""
    shown = any(isinstance(child, Exposure) for child in model.children)
    return RuleViolation("no exposure names it") if model.name.startswith("rpt_") and not shown else None


@rule
def seed_is_described_in_both_languages(seed: Seed) -> RuleViolation | None:
    """A list says what it holds as `Vietnamese | English`."""
    return _in_both_languages("its description", seed.description)


@rule
def exposure_has_an_owner_and_words(exposure: Exposure) -> RuleViolation | None:
    """A dashboard has an owner, a Vietnamese label, and a description in both languages."""
    if not (exposure.owner.get("name") and exposure.label):
        return RuleViolation("no owner or label")
    return _in_both_languages("its description", exposure.description)


def _in_both_languages(what: str, text: str | None) -> RuleViolation | None:
    halves = (text or "").split(" | ")
    return None if len(halves) == 2 and all(map(str.strip, halves)) else RuleViolation(f"{what} is not `Vietnamese | English`")


def _layer(model: Model) -> str:
    return model.original_file_path.split("/")[1]
