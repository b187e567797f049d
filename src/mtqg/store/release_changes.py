"""What two releases of a month say otherwise, and why: submissions, signed corrections, waivers."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

_KEY = "indicator_code, breakdown_code, admin_unit_code, period_code, value_kind"

#: Figures of submissions that were another at the later release, or were there at one of the two alone. Where the submission is
#: the same, it is not the cause: the correction is.
_MOVED = f"""
    moved as materialized (
        select row_number() over () as moved_no, {_KEY},
            coalesce(b.province_unit_code, a.province_unit_code) as province_unit_code,
            a.submission_id as left_id, a.sheet as left_sheet, a.cell_ref as left_ref,
            b.submission_id as came_id, b.sheet as came_sheet, b.cell_ref as came_ref,
            array_remove(array[a.correction_id, b.correction_id], null) as correction_ids,
            case when a.submission_id is distinct from b.submission_id or coalesce(a.correction_id, b.correction_id) is null
                then coalesce(b.submission_id, a.submission_id) end as submission_id
        from (select * from mart.figures_as_of(%(from)s) where period_code = any(%(periods)s)) as a
        full join (select * from mart.figures_as_of(%(to)s) where period_code = any(%(periods)s)) as b using ({_KEY})
        where a.figure_value is distinct from b.figure_value)"""
#: Waivers that one of the two verdicts of a submission, the one that decided at either release, rests on and the other does not.
_WAIVED = """
    decided as (
        select distinct on (v.submission_id, is_later) v.submission_id, v.verdict_no, is_later
        from control.verdicts v
        join (values (false, %(from)s::timestamptz), (true, %(to)s)) as moments (is_later, moment) on v.judged_at <= moment
        where v.submission_id in (select submission_id from control.findings where waiver_id is not null)
        order by v.submission_id, is_later, v.verdict_no desc),
    waived as materialized (
        select f.submission_id, f.block_code, f.waiver_id
        from decided join control.findings f using (submission_id, verdict_no)
        where f.waiver_id is not null and f.severity = 'critical'
        group by f.submission_id, f.block_code, f.waiver_id
        having count(distinct is_later) = 1),
    moved_by_waiver as (
        select m.moved_no, array_agg(distinct w.waiver_id) as waiver_ids
        from moved m
        cross join lateral (values
            (left_id, left_sheet, left_ref), (came_id, came_sheet, came_ref)) s (submission_id, sheet, cell_ref)
        join waived w on w.submission_id = s.submission_id
        left join raw.reported_cells c
            on (c.submission_id, c.sheet, c.cell_ref, c.part_no) = (s.submission_id, s.sheet, s.cell_ref, 0)
        where w.block_code is null or c.block_code is null or w.block_code = c.block_code
        group by m.moved_no)"""
#: A figure that moved counts at its unit and at those above it.
_REACHED = """
    reached as materialized (
        select m.indicator_code, m.breakdown_code, m.period_code, m.value_kind, above.admin_unit_code, m.submission_id,
            m.correction_ids, w.waiver_ids
        from moved m
        left join moved_by_waiver w using (moved_no)
        cross join lateral (
            select m.admin_unit_code union select m.province_unit_code union select 'VN'
            union select u.parent_admin_unit_code from mart.dim_admin_units u where u.admin_unit_code = m.admin_unit_code
        ) above)"""
#: Figures that differ beside what moved: the figure itself, or the numerator or denominator of its rate; of another period that
#: ends in the month only where nothing of its own moved.
_CHANGES = f"""
    with {_MOVED}, {_WAIVED}, {_REACHED},
    differing as materialized (
        select {_KEY}, a.released_value as value_before, b.released_value as value_after,
            b.released_value - a.released_value as difference
        from (select * from mart.release_figures where release_name = %(a)s) as a
        full join (select * from mart.release_figures where release_name = %(b)s) as b using ({_KEY})
        where a.released_value is distinct from b.released_value),
    parts as (
        select d.*, p.*
        from differing d
        left join mart.dim_indicators i on i.indicator_code = d.indicator_code and i.version_no = 1
        cross join lateral (values
            (d.indicator_code, d.breakdown_code, d.value_kind),
            (i.numerator_code, coalesce(i.numerator_breakdown_code, d.breakdown_code), d.value_kind),
            (i.denominator_code, coalesce(i.denominator_breakdown_code, d.breakdown_code),
                coalesce(i.denominator_value_kind, d.value_kind))) p (part_code, part_breakdown, part_kind)),
    causes as (
        select p.indicator_code, p.breakdown_code, p.admin_unit_code, p.period_code, p.value_kind, r.submission_id,
            r.correction_ids, r.waiver_ids,
            rank() over (partition by p.indicator_code, p.breakdown_code, p.admin_unit_code, p.period_code, p.value_kind
                         order by r.period_code <> p.period_code) as nearness
        from parts p
        join reached r on (r.admin_unit_code, r.indicator_code, r.breakdown_code, r.value_kind)
            = (p.admin_unit_code, p.part_code, p.part_breakdown, p.part_kind)),
    named as (
        select {_KEY}, array_agg(distinct submission_id order by submission_id) as submission_ids,
            array_agg(distinct correction_id order by correction_id) as correction_ids,
            array_agg(distinct waiver_id order by waiver_id) as waiver_ids
        from causes
        left join lateral unnest(correction_ids) as c (correction_id) on true
        left join lateral unnest(waiver_ids) as w (waiver_id) on true
        where nearness = 1
        group by {_KEY})
    select {_KEY}, value_before, value_after, difference, array_remove(submission_ids, null) as submission_ids,
        array_remove(correction_ids, null) as correction_ids, array_remove(waiver_ids, null) as waiver_ids
    from differing left join named using ({_KEY})
    order by admin_unit_code <> 'VN', admin_unit_code collate "C", indicator_code collate "C", breakdown_code, period_code,
        value_kind
"""


def changes(db: Connection, before: dict, after: dict, periods: list[str]) -> list[dict[str, Any]]:
    """Figures that differ between two releases: before, after, by how much, and ids of what came or went between them."""
    return db.execute(_CHANGES, {"a": before["release_name"], "b": after["release_name"], "periods": periods,
                                 "from": before["released_at"], "to": after["released_at"]}).fetchall()


def signed(db: Connection, correction_ids: list[str], waiver_ids: list[str]) -> dict[str, dict[str, Any]]:
    """What was signed, by its id: role, document, reason; the last words of each, also where it was taken out since."""
    rows = db.execute(
        """select distinct on (correction_id) correction_id as id, document_no, approver_role, reason, expected_value,
               corrected_value
           from control.corrections where correction_id = any(%s) order by correction_id, correction_no desc""",
        (correction_ids,)).fetchall()
    rows += db.execute("""select waiver_id as id, document_no, approver_role, reason, rule_id, granted_on, expires_on
                          from control.waivers where waiver_id = any(%s) order by 1""", (waiver_ids,)).fetchall()
    return {row.pop("id"): row for row in rows}
