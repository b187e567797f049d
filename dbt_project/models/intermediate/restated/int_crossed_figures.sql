{{ config(materialized='table', unlogged=true) }}
-- One row per figure that a unit of the other map can be given, in the slices of this build: its value, or why there is none;
-- how many units make it up on that day, and how many brought their part.
with crossed as (
    select
        parts.*,
        bases.allocation_basis,
        -- weights say where the people are: hectares and kilometres of a divided commune are not known by them
        bases.exact_for = 'all' or (bases.exact_for = 'population' and parts.measure_unit_code in ('HO', 'NGUOI')) as is_exact,
        {{ counts_rural_communes('indicators') }} as counts_rural,
        case
            when parts.refused_reason is not null then null
            when parts.is_one_to_one then parts.figure_value
            when indicators.admin_aggregation = 'sum' then parts.numerator_value
            when indicators.admin_aggregation = 'none' or parts.n_without_numerator + parts.n_without_denominator > 0 then null
            when indicators.admin_aggregation = 'weighted_mean'
                then parts.numerator_value / nullif(parts.denominator_value, 0)
            else indicators.ratio_factor * parts.numerator_value / nullif(parts.denominator_value, 0)
        end::numeric(38, 6) as restated_value,
        indicators.admin_aggregation
    from {{ ref('int_crossed_parts') }} as parts
    inner join {{ ref('stg_indicators') }} as indicators on parts.indicator_code = indicators.indicator_code
    left join {{ ref('stg_allocation_bases') }} as bases on parts.basis_rank = bases.basis_rank
),

expected as (
    select
        days.geography,
        paths.target_unit_code,
        paths.admin_unit_level,
        days.as_of_date,
        count(distinct paths.admin_unit_code)::integer as n_units,
        count(distinct paths.admin_unit_code) filter (where paths.is_rural_commune)::integer as n_rural_communes
    from (
        select distinct
            geography,
            as_of_date
        from crossed
    ) as days
    inner join {{ ref('int_restatement_paths') }} as paths
        on days.geography = paths.geography and days.as_of_date between paths.counted_from and paths.counted_to
    group by days.geography, paths.target_unit_code, paths.admin_unit_level, days.as_of_date
)

select
    crossed.geography,
    crossed.indicator_code,
    crossed.breakdown_code,
    crossed.admin_unit_code,
    crossed.period_code,
    crossed.value_kind,
    crossed.province_unit_code,
    crossed.contributing_level,
    crossed.restated_value,
    case when crossed.admin_aggregation <> 'sum' then crossed.numerator_value end as numerator_value,
    crossed.denominator_value,
    case
        when crossed.restated_value is not null then null
        when crossed.refused_reason is not null then crossed.refused_reason
        when crossed.admin_aggregation = 'none' then 'not_additive'
        when crossed.denominator_value = 0 then 'denominator_zero'
        else 'rate_without_parts'
    end as refused_reason,
    crossed.is_one_to_one,
    crossed.is_exact,
    crossed.allocation_basis,
    crossed.units_reported,
    greatest(
        crossed.units_reported,
        case
            when crossed.contributing_level = 'commune' and crossed.counts_rural then expected.n_rural_communes
            else expected.n_units
        end
    ) as units_expected,
    crossed.measure_unit_code,
    crossed.as_of_date,
    crossed.is_provisional,
    crossed.submission_origin
from crossed
left join expected
    on
        crossed.geography = expected.geography
        and crossed.admin_unit_code = expected.target_unit_code
        and crossed.contributing_level = expected.admin_unit_level
        and crossed.as_of_date = expected.as_of_date
