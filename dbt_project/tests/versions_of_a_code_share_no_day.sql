{{ config(tags=['reference']) }}
-- A code of a dated dimension means one thing a day.
with versions (dimension, code, valid_from, valid_to) as (
    select
        'dim_capital_sources' as dimension,
        capital_source_code as code,
        valid_from,
        valid_to
    from {{ ref('dim_capital_sources') }}
    union all
    select
        'dim_programmes' as dimension,
        component_code as code,
        valid_from,
        valid_to
    from {{ ref('dim_programmes') }}
    union all
    select
        'dim_rules' as dimension,
        rule_id as code,
        valid_from,
        valid_to
    from {{ ref('dim_rules') }}
)

select
    dimension,
    code,
    valid_from
from (
    select
        *,
        lag(coalesce(valid_to, date '9999-12-31')) over (partition by dimension, code order by valid_from) as earlier_valid_to
    from versions
) as dated
where valid_from <= earlier_valid_to or valid_to < valid_from
