{{ config(
    incremental_strategy='revisions',
    unique_key=[
        'indicator_code', 'breakdown_code', 'admin_unit_code', 'period_code', 'value_kind', 'submission_id', 'known_from'
    ]
) }}
-- Grain: one figure of one submission for as long as it was in force, from the verdict that accepted it to the one that ended
-- it (exclusive; empty: still in force), cut where a correction of it began or ended. Rows are added and closed, never changed.
-- Where two forms report one figure, both stand here; mart.observations_as_of(time) says which one counted, and works out the
-- rates.
select
    revisions.indicator_code,
    revisions.breakdown_code,
    revisions.admin_unit_code,
    revisions.period_code,
    revisions.value_kind,
    revisions.submission_id,
    greatest(revisions.known_from, stretches.stretch_from) as known_from,
    least(revisions.known_to, stretches.stretch_to) as known_to,
    revisions.province_unit_code,
    coalesce(stretches.corrected_value, revisions.figure_value)::numeric(38, 6) as figure_value,
    revisions.reported_value::numeric(38, 6) as reported_value,
    revisions.value_origin,
    revisions.value_qualifier,
    revisions.vintage,
    coalesce(breakdowns.measure_unit_code, indicators.measure_unit_code) as measure_unit_code,
    revisions.as_of_date,
    revisions.form_code,
    revisions.authority_rank,
    revisions.accepted_since,
    revisions.report_as_of_date,
    revisions.report_code,
    revisions.sheet,
    revisions.cell_ref,
    revisions.submission_origin,
    stretches.correction_id
from {{ ref('int_figure_revisions') }} as revisions
inner join {{ ref('stg_indicators') }} as indicators on revisions.indicator_code = indicators.indicator_code
left join {{ ref('stg_breakdowns') }} as breakdowns
    on
        breakdowns.measure_unit_code is not null
        and breakdowns.breakdown_code = any(string_to_array(revisions.breakdown_code, '.'))
left join {{ ref('int_correction_stretches') }} as stretches
    on
        revisions.indicator_code = stretches.indicator_code
        and revisions.breakdown_code = stretches.breakdown_code
        and revisions.admin_unit_code = stretches.admin_unit_code
        and revisions.period_code = stretches.period_code
        and revisions.value_kind = stretches.value_kind
        and revisions.figure_value::numeric(38, 6) = stretches.expected_value
        and (revisions.known_to is null or revisions.known_to > stretches.stretch_from)
        and (stretches.stretch_to is null or revisions.known_from < stretches.stretch_to)
where {{ in_slices('revisions.province_unit_code', 'revisions.period_code') }}
