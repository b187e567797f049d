{{ config(materialized='ephemeral') }}
-- One row per figure that some unit of the other map can be given, with what the units that make it up brought: from the
-- province itself before its communes. All parts of a figure add up to it to the last digit.
with parts as (
    select
        paths.geography,
        figures.indicator_code,
        figures.breakdown_code,
        paths.target_unit_code as admin_unit_code,
        figures.period_code,
        figures.value_kind,
        paths.target_province_code as province_unit_code,
        figures.admin_unit_level as contributing_level,
        paths.refused_reason,
        bool_and(paths.is_one_to_one) as is_one_to_one,
        max(figures.figure_value) as figure_value,
        sum(
            round(figures.numerator_value * paths.share_to / paths.share_denominator, 6)
            - round(figures.numerator_value * paths.share_from / paths.share_denominator, 6)
        )::numeric(38, 6) as numerator_value,
        sum(
            round(figures.denominator_value * paths.share_to / paths.share_denominator, 6)
            - round(figures.denominator_value * paths.share_from / paths.share_denominator, 6)
        )::numeric(38, 6) as denominator_value,
        count(*) filter (where figures.numerator_value is null)::integer as n_without_numerator,
        count(*) filter (where figures.denominator_value is null)::integer as n_without_denominator,
        count(*)::integer as units_reported,
        max(paths.basis_rank) as basis_rank,
        max(figures.measure_unit_code) as measure_unit_code,
        max(figures.as_of_date) as as_of_date,
        bool_or(figures.observation_status = 'provisional') as is_provisional,
        case
            when min(figures.submission_origin) = max(figures.submission_origin) then max(figures.submission_origin)
            else 'mixed'
        end as submission_origin
    from {{ ref('int_restatable_figures') }} as figures
    inner join {{ ref('int_restatement_paths') }} as paths
        on
            figures.admin_unit_code = paths.admin_unit_code
            and figures.as_of_date between paths.valid_from and paths.valid_to
            and (figures.geography <> paths.geography or figures.is_former_counted)
    group by
        paths.geography, figures.indicator_code, figures.breakdown_code, paths.target_unit_code, figures.period_code,
        figures.value_kind, paths.target_province_code, figures.admin_unit_level, paths.refused_reason
)

select distinct on (geography, indicator_code, breakdown_code, admin_unit_code, period_code, value_kind) *
from parts
order by
    geography, indicator_code, breakdown_code, admin_unit_code, period_code, value_kind,
    refused_reason is not null, contributing_level = 'commune'
