from datetime import date

import pytest

from mtqg.registry.periods import (
    next_month,
    parse_period,
    period_as_of,
    period_label,
    periods_ending_in,
    previous_month,
    read_day,
    read_period,
)


@pytest.mark.parametrize(("code", "period_type", "start", "end"), [
    ("2026", "year", date(2026, 1, 1), date(2026, 12, 31)),
    ("2026-S1", "half", date(2026, 1, 1), date(2026, 6, 30)),
    ("2026-Q3", "quarter", date(2026, 7, 1), date(2026, 9, 30)),
    ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29)),
    ("2022-01--2022-08", "month_range", date(2022, 1, 1), date(2022, 8, 31)),
    ("2022--2023", "year_range", date(2022, 1, 1), date(2023, 12, 31)),
])
def test_every_type_of_period_has_its_days(code, period_type, start, end):
    period = parse_period(code)
    assert (period.period_type, period.start, period.end) == (period_type, start, end)


@pytest.mark.parametrize("code", ["", "26", "2026-13", "2026-Q5", "2026-S3", "2023--2022", "2026-9", "2026-09 "])
def test_what_is_no_period_code_is_refused(code):
    with pytest.raises(ValueError, match="not a period code"):
        parse_period(code)


@pytest.mark.parametrize(("text", "code"), [
    ("Quý III năm 2026", "2026-Q3"), ("Kỳ báo cáo: quý IV/2024", "2024-Q4"), ("Tháng 9 năm 2026", "2026-09"),
    ("tháng 9/2026", "2026-09"), ("đến ngày 23/10/2023", "2023-10"), ("ngày 31 tháng 12 năm 2024", "2024"),
    ("8 tháng đầu năm 2022", "2022-01--2022-08"), ("Năm 2.024", "2024"), ("2022-2023", "2022--2023"),
    ("6 tháng cuối năm 2025", "2025-S2"), ("Giai đoạn 2022-2023", "2022--2023"), ("không rõ", None), ("31/02/2024", None),
])
def test_periods_are_read_as_reports_write_them(text, code):
    assert read_period(text) == code


@pytest.mark.parametrize(("text", "code"), [
    ("6/2.025", "2025-06"), ("09/2026", "2026-09"), ("T9.2026", "2026-09"), ("Tháng 9, năm 2026", "2026-09"),
    ("2026-09-01T00:00:00", "2026-09"),         # `9/2026` as Excel keeps it
    ("2026-12-31", "2026"), ("2026-Q3", "2026-Q3"), ("2026-09", "2026-09"), ("2022--2023", "2022--2023"),
    ("tháng chín năm 2026", None), ("quý ba năm 2026", None), ("13/2026", None), ("2026-13-01", None),
])
def test_a_part_of_a_year_is_never_taken_for_the_year(text, code):
    assert read_period(text) == code


@pytest.mark.parametrize("code", ["2026-09", "2026-Q3", "2025-S2", "2024", "2022--2023", "2022-01--2022-08"])
def test_a_label_is_read_back_as_the_period_it_names(code):
    assert read_period(period_label(code)) == code


def test_a_figure_of_31_december_belongs_to_the_year():
    assert period_as_of(date(2024, 12, 31)) == "2024"
    assert period_as_of(date(2023, 10, 23)) == "2023-10"


def test_a_month_closes_the_quarter_half_and_year_that_end_with_it():
    assert periods_ending_in("2024-12") == ["2024-12", "2024-Q4", "2024-S2", "2024"]
    assert periods_ending_in("2026-09") == ["2026-09", "2026-Q3"]
    assert periods_ending_in("2026-08") == ["2026-08"]


def test_months_follow_each_other_over_the_new_year():
    assert next_month("2025-12") == "2026-01"
    assert previous_month(date(2026, 1, 5)) == "2025-12"


def test_a_thousands_dot_in_the_year_is_read_over():
    assert read_day("ngày 30/6/2.025") == date(2025, 6, 30)
