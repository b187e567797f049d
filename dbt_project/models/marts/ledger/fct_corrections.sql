{{ config(unique_key='correction_id') }}
-- Grain: one signed correction that counts, with what is reported now. A guard that does not hold is a fault to be mended: the
-- figure stands as reported, the build warns, `mtqg status` names it, and its month is not released.
select
    corrections.correction_id,
    corrections.indicator_code,
    corrections.breakdown_code,
    corrections.admin_unit_code,
    corrections.period_code,
    corrections.value_kind,
    corrections.expected_value,
    corrections.corrected_value,
    figures.reported_value,
    case
        when figures.observation_value is null then 'no_figure'
        when figures.numerator_value is not null then 'computed_from_parts'
        when figures.correction_id = corrections.correction_id then 'applied'
        when figures.observation_value = corrections.corrected_value then 'mended_at_source'
        else 'another_figure'
    end as correction_state,
    corrections.approver_role,
    corrections.document_no,
    corrections.reason,
    corrections.signed_at,
    corrections.known_from
from {{ ref('stg_corrections') }} as corrections
-- row by row: there are few corrections, and the key of the facts finds each
left join lateral (
    select
        observations.observation_value,
        observations.reported_value,
        observations.numerator_value,
        observations.correction_id
    from {{ ref('fct_observations') }} as observations
    where
        observations.indicator_code = corrections.indicator_code
        and observations.breakdown_code = corrections.breakdown_code
        and observations.admin_unit_code = corrections.admin_unit_code
        and observations.period_code = corrections.period_code
        and observations.value_kind = corrections.value_kind
    limit 1
) as figures on true
where corrections.known_to is null
