{{ config(materialized='ephemeral') }}
-- Every stated figure under the period where it is compared: beside a computed one of its own period or, where the figure
-- is a level, of the same month (`2026-09` beside `2026-Q3`); else under its own period, alone.
with stated as (
    select * from {{ ref('int_stated_figures') }}
),

beside as (
    select distinct on (
        computed.indicator_code, computed.breakdown_code, computed.admin_unit_code, computed.period_code, computed.value_kind
    )
        computed.period_code as compared_period_code,
        stated.*
    from {{ ref('int_computed_rollups') }} as computed
    inner join stated
        on
            computed.indicator_code = stated.indicator_code
            and computed.breakdown_code = stated.breakdown_code
            and computed.admin_unit_code = stated.admin_unit_code
            and computed.value_kind = stated.value_kind
            and (
                computed.period_code = stated.period_code
                or (
                    stated.accumulation <> 'in_period'
                    and date_trunc('month', computed.as_of_date) = date_trunc('month', stated.as_of_date)
                )
            )
    order by
        computed.indicator_code, computed.breakdown_code, computed.admin_unit_code, computed.period_code, computed.value_kind,
        (computed.period_code = stated.period_code) desc, stated.as_of_date desc, stated.period_code
)

select * from beside
union all
select
    stated.period_code as compared_period_code,
    stated.*
from stated
where not exists (
        select from {{ ref('int_computed_rollups') }} as computed
        where
            computed.indicator_code = stated.indicator_code
            and computed.breakdown_code = stated.breakdown_code
            and computed.admin_unit_code = stated.admin_unit_code
            and computed.period_code = stated.period_code
            and computed.value_kind = stated.value_kind
    )
