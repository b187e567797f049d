"""Reporting periods: their codes and days (codes), and how reports write them (texts)."""

from mtqg.registry.periods.codes import (
    Period,
    falls_due,
    is_code,
    month_code,
    next_month,
    parse_period,
    period_as_of,
    period_label,
    periods_ending_in,
    previous_month,
)
from mtqg.registry.periods.texts import read_day, read_period

__all__ = ["Period", "falls_due", "is_code", "month_code", "next_month", "parse_period", "period_as_of", "period_label",
           "periods_ending_in", "previous_month", "read_day", "read_period"]
