"""The seven questions of a dashboard: for the warehouse as BI asks it, and for DuckDB over the bare facts."""

from __future__ import annotations

from dataclasses import dataclass

_NATION = "from mart.fct_rollups where admin_unit_code = 'VN' and province_unit_code = 'VN' and value_kind = 'actual'"
_FIGURE = "indicator_code = $indicator and breakdown_code = '_T' and value_kind = 'actual'"
_RANGE = "period_code between $first and $last"


@dataclass(frozen=True)
class Question:
    """One dashboard question; both texts take $indicator, $province, $first, $last, $before, $period and answer alike."""

    what: str
    warehouse: str
    facts: str

    @property
    def of_warehouse(self) -> str:
        """The text as psycopg takes it."""
        text = self.warehouse
        for name in ("indicator", "province", "first", "last", "before", "period"):
            text = text.replace(f"${name}", f"%({name})s")
        return text


QUESTIONS = (
    Question(
        "latest by province",
        f"""select admin_unit_code, rollup_value from mart.fct_rollups
            where {_FIGURE} and period_code = $period and admin_unit_level = 'province'""",
        f"""select province_unit_code, sum(observation_value) from facts
            where {_FIGURE} and period_code = $period group by province_unit_code"""),
    Question(
        "series of one province",
        f"""select period_code, rollup_value from mart.fct_rollups
            where {_FIGURE} and admin_unit_code = $province and {_RANGE}""",
        f"""select period_code, sum(observation_value) from facts
            where {_FIGURE} and province_unit_code = $province and {_RANGE} group by period_code"""),
    Question(
        "national series",
        f"""select period_code, rollup_value from mart.fct_rollups
            where {_FIGURE} and admin_unit_code = 'VN' and {_RANGE}""",
        f"select period_code, sum(observation_value) from facts where {_FIGURE} and {_RANGE} group by period_code"),
    Question(
        "top communes",
        f"""select admin_unit_code, observation_value from mart.fct_observations
            where {_FIGURE} and period_code = $period order by observation_value desc, admin_unit_code desc limit 10""",
        f"""select admin_unit_code, observation_value from facts
            where {_FIGURE} and period_code = $period order by observation_value desc, admin_unit_code desc limit 10"""),
    Question(
        "scorecard of all indicators",
        """select indicator_code, rollup_value from mart.fct_rollups
           where province_unit_code = $province and admin_unit_code = $province and period_code = $period
               and value_kind = 'actual'""",
        """select indicator_code, sum(observation_value) from facts
           where province_unit_code = $province and period_code = $period and value_kind = 'actual' group by indicator_code"""),
    Question(
        "year on year of all",
        f"""select now.indicator_code, now.rollup_value, before.rollup_value
            from (select indicator_code, rollup_value {_NATION} and period_code = $period) as now
            join (select indicator_code, rollup_value {_NATION} and period_code = $before) as before using (indicator_code)""",
        """select indicator_code, sum(observation_value) filter (where period_code = $period),
               sum(observation_value) filter (where period_code = $before)
           from facts where period_code in ($period, $before) and value_kind = 'actual' group by indicator_code"""),
    Question(
        "full aggregate by indicator and month",
        f"select indicator_code, period_code, rollup_value {_NATION} and {_RANGE}",
        f"""select indicator_code, period_code, sum(observation_value) from facts
            where value_kind = 'actual' and {_RANGE} group by indicator_code, period_code"""),
)
