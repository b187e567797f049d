{{ config(materialized='table', unlogged=true) }}
-- One row per figure of the country in the periods of this build: what is in force in the provinces, added up; what the
-- country itself stated stands beside it, and alone where no province has the figure.
with sums as (
    select
        rollups.indicator_code,
        rollups.breakdown_code,
        rollups.period_code,
        rollups.value_kind,
        indicators.admin_aggregation,
        indicators.ratio_factor,
        sum(case when indicators.admin_aggregation = 'sum' then rollups.rollup_value else rollups.numerator_value end)
            as numerator_value,
        sum(rollups.denominator_value) as denominator_value,
        count(*)::integer as units_reported,
        count(*) filter (where rollups.observation_status = 'provisional')::integer as units_estimated,
        max(rollups.as_of_date) as as_of_date,
        max(rollups.authority_rank) as authority_rank,
        case
            when min(rollups.submission_origin) = max(rollups.submission_origin) then max(rollups.submission_origin)
            else 'mixed'
        end as submission_origin
    from {{ ref('int_counted_provinces') }} as rollups
    inner join {{ ref('stg_indicators') }} as indicators on rollups.indicator_code = indicators.indicator_code
    where
        indicators.admin_aggregation = 'sum'
        or (indicators.admin_aggregation <> 'none' and rollups.denominator_value is not null)
    group by
        rollups.indicator_code, rollups.breakdown_code, rollups.period_code, rollups.value_kind,
        indicators.admin_aggregation, indicators.ratio_factor
),

provinces as (
    select
        days.as_of_date,
        count(*)::integer as n_provinces
    from (select distinct as_of_date from sums) as days
    inner join {{ ref('int_admin_unit_ancestors') }} as ancestors
        on days.as_of_date between ancestors.valid_from and ancestors.valid_to
    where ancestors.ancestor_level = 'country' and ancestors.admin_unit_level = 'province'
    group by days.as_of_date
),

computed as (
    select
        sums.*,
        (case
            when sums.admin_aggregation = 'sum' then sums.numerator_value
            when sums.admin_aggregation = 'ratio_of_sums'
                then sums.ratio_factor * sums.numerator_value / nullif(sums.denominator_value, 0)
            else sums.numerator_value / nullif(sums.denominator_value, 0)
        end)::numeric(38, 6) as computed_value,
        greatest(provinces.n_provinces, sums.units_reported) as units_expected
    from sums
    left join provinces on sums.as_of_date = provinces.as_of_date
),

stated as (
    select * from {{ ref('int_subnational_rollups') }}
    where admin_unit_level = 'country' and {{ in_slices('province_unit_code', 'period_code', 'closing') }}
)

select
    coalesce(computed.indicator_code, stated.indicator_code) as indicator_code,
    coalesce(computed.breakdown_code, stated.breakdown_code) as breakdown_code,
    coalesce(computed.period_code, stated.period_code) as period_code,
    coalesce(computed.value_kind, stated.value_kind) as value_kind,
    coalesce(computed.computed_value, stated.rollup_value) as rollup_value,
    case when computed.computed_value is not null then 'computed' else stated.value_origin end as value_origin,
    computed.computed_value,
    coalesce(computed.numerator_value, stated.numerator_value) as numerator_value,
    coalesce(computed.denominator_value, stated.denominator_value) as denominator_value,
    coalesce(stated.reported_value, stated.rollup_value) as reported_value,
    computed.units_expected,
    computed.units_reported,
    computed.units_estimated,
    case when computed.units_estimated > 0 then 'provisional' else coalesce(stated.observation_status, 'final') end
        as observation_status,
    coalesce(computed.as_of_date, stated.as_of_date) as as_of_date,
    coalesce(computed.authority_rank, stated.authority_rank) as authority_rank,
    stated.reported_submission_id,
    coalesce(computed.submission_origin, stated.submission_origin) as submission_origin
from computed
full join stated
    on
        computed.indicator_code = stated.indicator_code
        and computed.breakdown_code = stated.breakdown_code
        and computed.period_code = stated.period_code
        and computed.value_kind = stated.value_kind
where coalesce(computed.computed_value, stated.rollup_value) is not null
