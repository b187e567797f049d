{{ config(
    incremental_strategy='revisions',
    unique_key=[
        'admin_unit_code', 'component_code', 'capital_source_code', 'plan_year', 'origin_year', 'period_code', 'value_kind',
        'submission_id', 'known_from'
    ]
) }}
-- Grain: one line of capital of one submission for as long as it was in force, from the verdict that accepted it to the one
-- that ended it (exclusive; empty: still in force); đồng. Rows are added and closed, never changed. mart.capital_as_of(time)
-- says which one counted where two reports state one line.
select
    lines.admin_unit_code,
    lines.component_code,
    lines.capital_source_code,
    lines.plan_year,
    lines.origin_year,
    lines.period_code,
    lines.value_kind,
    lines.submission_id,
    accepted.known_from,
    accepted.known_to,
    accepted.province_unit_code,
    programmes.programme_code,
    lines.planned_amount::numeric(38, 2) as planned_amount,
    lines.allocated_amount::numeric(38, 2) as allocated_amount,
    lines.carried_over_amount::numeric(38, 2) as carried_over_amount,
    lines.disbursed_cumulative_amount::numeric(38, 2) as disbursed_cumulative_amount,
    lines.disbursed_carried_over_amount::numeric(38, 2) as disbursed_carried_over_amount,
    lines.cancelled_amount::numeric(38, 2) as cancelled_amount,
    lines.as_of_date,
    accepted.form_code,
    accepted.authority_rank,
    accepted.accepted_since,
    accepted.as_of_date as report_as_of_date,
    accepted.report_code,
    lines.sheet,
    lines.cell_ref,
    accepted.submission_origin
from {{ ref('int_capital_revisions') }} as lines
inner join {{ ref('int_accepted_submissions') }} as accepted
    on lines.submission_id = accepted.submission_id and lines.known_from = accepted.known_from
inner join {{ ref('int_programme_ancestors') }} as programmes
    on lines.component_code = programmes.component_code and programmes.depth = 0
where {{ in_slices('accepted.province_unit_code', 'lines.period_code') }}
