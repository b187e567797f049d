{{ config(
    incremental_strategy='revisions',
    unique_key=[
        'indicator_code', 'breakdown_code', 'admin_unit_code', 'period_code', 'value_kind', 'submission_id', 'known_from'
    ]
) }}
-- Grain: one figure of one submission for as long as it was in force, from the verdict that accepted it to the one that ended
-- it (exclusive; empty: still in force). Rows are added and closed, never changed. Where two forms report one figure, both
-- stand here; mart.observations_as_of(time) says which one counted, and works out the rates.
select
    revisions.indicator_code,
    revisions.breakdown_code,
    revisions.admin_unit_code,
    revisions.period_code,
    revisions.value_kind,
    revisions.submission_id,
    revisions.known_from,
    revisions.known_to,
    revisions.province_unit_code,
    revisions.figure_value::numeric(38, 6) as figure_value,
    revisions.reported_value::numeric(38, 6) as reported_value,
    revisions.value_origin,
    revisions.value_qualifier,
    revisions.vintage,
    coalesce(breakdowns.measure_unit_code, indicators.measure_unit_code) as measure_unit_code,
    revisions.as_of_date,
    revisions.form_code,
    revisions.authority_rank,
    revisions.accepted_since,
    revisions.sheet,
    revisions.cell_ref,
    revisions.submission_origin
from {{ ref('int_figure_revisions') }} as revisions
inner join {{ ref('stg_indicators') }} as indicators on revisions.indicator_code = indicators.indicator_code
left join {{ ref('stg_breakdowns') }} as breakdowns
    on
        breakdowns.measure_unit_code is not null
        and breakdowns.breakdown_code = any(string_to_array(revisions.breakdown_code, '.'))
where {{ in_slices('revisions.province_unit_code', 'revisions.period_code') }}
