{{ config(
    materialized='incremental', incremental_strategy='difference', on_schema_change='append_new_columns',
    unique_key=['admin_unit_code', 'period_code', 'obstacle_key']
) }}
-- Grain: one obstacle in a province's list of a period. Its age counts from the end of the first period in which the province
-- reported the same words for the same component: it looks at all lists of the province, whose lines int_obstacles keeps.
with dated as (
    select
        obstacles.*,
        periods.end_date,
        first_value(obstacles.period_code) over reported as first_period_code,
        first_value(periods.end_date) over reported as first_reported_on,
        row_number() over reported as n_periods_reported
    from {{ ref('int_obstacles') }} as obstacles
    inner join {{ ref('dim_periods') }} as periods on obstacles.period_code = periods.period_code
    window reported as (partition by obstacles.province_unit_code, obstacles.obstacle_key order by periods.end_date)
)

select
    dated.province_unit_code as admin_unit_code,
    dated.period_code,
    dated.obstacle_key,
    dated.component_code,
    programmes.programme_code,
    dated.obstacle_text,
    dated.legal_document,
    dated.proposal,
    dated.addressee,
    case dated.state_no when 0 then 'open' when 1 then 'in_progress' when 2 then 'resolved' else 'unknown' end as state,
    states.name_vi as state_name_vi,
    states.name_en as state_name_en,
    dated.first_period_code,
    dated.first_reported_on,
    dated.n_periods_reported::integer as n_periods_reported,
    dated.end_date - dated.first_reported_on as age_days,
    dated.end_date as as_of_date,
    dated.submission_id,
    dated.sheet,
    dated.cell_ref,
    dated.submission_origin
from dated
left join {{ ref('int_programme_ancestors') }} as programmes
    on dated.component_code = programmes.component_code and programmes.depth = 0
left join {{ ref('stg_code_lists') }} as states
    on states.list_code = 'obstacle_state' and states.code = dated.state_no::text
