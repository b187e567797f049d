{{ config(
    materialized='incremental', incremental_strategy='difference', on_schema_change='append_new_columns', tags=['reference'],
    unique_key='province_unit_code'
) }}
-- One row per province of either map, with the family of provinces among which its figures can move: a change in one of them
-- redoes the restated figures of all. The family bears the first of their codes.
with recursive links as (
    select
        province_unit_code,
        target_province_code
    from {{ ref('int_restatement_paths') }}
    union
    select
        target_province_code,
        province_unit_code
    from {{ ref('int_restatement_paths') }}
),

reached as (
    select * from links
    union
    select
        reached.province_unit_code,
        links.target_province_code
    from reached
    inner join links on reached.target_province_code = links.province_unit_code
)

select
    province_unit_code,
    min(target_province_code) as family_code
from reached
group by province_unit_code
