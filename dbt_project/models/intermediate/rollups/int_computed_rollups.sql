{{ config(materialized='table', unlogged=true) }}
-- One row per district or province and figure added up from the units below it, in the slices of this build: from the
-- deepest level that reported (communes before districts), with how many units were expected, reported, estimated.
with climbed as (
    select
        contributions.indicator_code,
        contributions.breakdown_code,
        ancestors.ancestor_code as admin_unit_code,
        contributions.period_code,
        contributions.value_kind,
        contributions.province_unit_code,
        ancestors.admin_unit_level as contributing_level,
        sum(contributions.numerator_value) as numerator_value,
        sum(contributions.denominator_value) as denominator_value,
        count(*)::integer as units_reported,
        count(*) filter (where contributions.is_estimated)::integer as units_estimated,
        max(contributions.as_of_date) as as_of_date,
        max(contributions.authority_rank) as authority_rank,
        case
            when min(contributions.submission_origin) = max(contributions.submission_origin)
                then max(contributions.submission_origin)
            else 'mixed'
        end as submission_origin
    from {{ ref('int_rollup_contributions') }} as contributions
    inner join {{ ref('int_admin_unit_ancestors') }} as ancestors
        on
            contributions.admin_unit_code = ancestors.admin_unit_code
            and contributions.as_of_date between ancestors.valid_from and ancestors.valid_to
    where
        ancestors.ancestor_level in ('district', 'province')
        -- a commune of the map before: what its province of today reports of it, not what the dissolved one does
        and (
            left(ancestors.ancestor_code, 2) = left(contributions.admin_unit_code, 2)
            or ancestors.ancestor_code = contributions.province_unit_code
        )
    group by
        contributions.indicator_code, contributions.breakdown_code, ancestors.ancestor_code, contributions.period_code,
        contributions.value_kind, contributions.province_unit_code, ancestors.admin_unit_level
),

deepest as (
    select distinct on (indicator_code, breakdown_code, admin_unit_code, period_code, value_kind) *
    from climbed
    order by
        indicator_code, breakdown_code, admin_unit_code, period_code, value_kind,
        contributing_level = 'district'
),

days as (
    select distinct as_of_date from deepest
),

members as (
    select
        days.as_of_date,
        ancestors.ancestor_code,
        ancestors.admin_unit_level,
        count(*)::integer as n_units,
        count(*) filter (where ancestors.is_rural_commune)::integer as n_rural_communes
    from days
    inner join {{ ref('int_admin_unit_ancestors') }} as ancestors
        on days.as_of_date between ancestors.valid_from and ancestors.valid_to
    where
        ancestors.ancestor_level in ('district', 'province')
        and left(ancestors.ancestor_code, 2) = left(ancestors.admin_unit_code, 2)
    group by days.as_of_date, ancestors.ancestor_code, ancestors.admin_unit_level
)

select
    deepest.*,
    case indicators.admin_aggregation
        when 'sum' then deepest.numerator_value
        when 'ratio_of_sums'
            then indicators.ratio_factor * deepest.numerator_value / nullif(deepest.denominator_value, 0)
        else deepest.numerator_value / nullif(deepest.denominator_value, 0)
    end::numeric(38, 6) as computed_value,
    greatest(
        deepest.units_reported,
        case
            when
                deepest.contributing_level = 'commune' and {{ counts_rural_communes('indicators') }}
                then members.n_rural_communes
            else members.n_units
        end
    ) as units_expected
from deepest
inner join {{ ref('stg_indicators') }} as indicators on deepest.indicator_code = indicators.indicator_code
left join members
    on
        deepest.admin_unit_code = members.ancestor_code
        and deepest.contributing_level = members.admin_unit_level
        and deepest.as_of_date = members.as_of_date
