{{ config(
    materialized='incremental', incremental_strategy='slices', reach='closing', on_schema_change='fail',
    indexes=[{'columns': ['province_unit_code', 'period_code']}, {'columns': ['period_code', 'admin_unit_level']}]
) }}
-- One row per district, province (or country that reports) and figure: what was added up beside what the unit itself
-- stated; the lower authority rank is in force, the computed one where ranks are equal.
with candidates as (
    select
        indicator_code,
        breakdown_code,
        admin_unit_code,
        period_code,
        value_kind,
        province_unit_code,
        1 as preference,
        computed_value as rollup_value,
        'computed' as value_origin,
        numerator_value,
        denominator_value,
        computed_value as added_up_value,
        null::numeric as worked_out_value,
        null::numeric as stated_value,
        null::numeric as reported_value,
        contributing_level,
        units_expected,
        units_reported,
        units_estimated,
        case when units_estimated > 0 then 'provisional' else 'final' end as observation_status,
        as_of_date,
        authority_rank,
        null::text as reported_submission_id,
        submission_origin
    from {{ ref('int_computed_rollups') }}
    where computed_value is not null
    union all
    select
        indicator_code,
        breakdown_code,
        admin_unit_code,
        compared_period_code as period_code,
        value_kind,
        province_unit_code,
        2 as preference,
        observation_value as rollup_value,
        value_origin,
        numerator_value,
        denominator_value,
        null as added_up_value,
        case when value_origin = 'computed' then observation_value end as worked_out_value,
        observation_value as stated_value,
        reported_value,
        null as contributing_level,
        null as units_expected,
        null as units_reported,
        null as units_estimated,
        observation_status,
        as_of_date,
        authority_rank,
        submission_id as reported_submission_id,
        submission_origin
    from {{ ref('int_stated_beside_computed') }}
)

select distinct on (indicator_code, breakdown_code, admin_unit_code, period_code, value_kind)
    indicator_code,
    breakdown_code,
    admin_unit_code,
    period_code,
    value_kind,
    province_unit_code,
    case {{ level_no('admin_unit_code') }} when 1 then 'country' when 2 then 'province' else 'district' end as admin_unit_level,
    rollup_value::numeric(38, 6) as rollup_value,
    value_origin,
    coalesce(max(added_up_value) over figure, max(worked_out_value) over figure)::numeric(38, 6) as computed_value,
    numerator_value,
    denominator_value,
    coalesce(
        max(reported_value) over figure,
        case when max(added_up_value) over figure is not null then max(stated_value) over figure end
    )::numeric(38, 6) as reported_value,
    max(contributing_level) over figure as contributing_level,
    max(units_expected) over figure as units_expected,
    max(units_reported) over figure as units_reported,
    max(units_estimated) over figure as units_estimated,
    observation_status,
    as_of_date,
    authority_rank,
    max(reported_submission_id) over figure as reported_submission_id,
    submission_origin
from candidates
where {{ in_slices('province_unit_code', 'period_code', 'closing') }}
window figure as (partition by indicator_code, breakdown_code, admin_unit_code, period_code, value_kind)
order by indicator_code, breakdown_code, admin_unit_code, period_code, value_kind, authority_rank, preference
