{{ config(materialized='table', unlogged=true) }}
-- The figures in force of the slices of this build, and the rates computed from their parts where both are there: rates are
-- never stored without being worked out again. A rate is computed where it is collected and above, not below.
with parts as (
    select
        indicators.indicator_code,
        coalesce(indicators.numerator_value_kind, numerators.value_kind) as value_kind,
        numerators.breakdown_code,
        numerators.admin_unit_code,
        numerators.period_code,
        numerators.province_unit_code,
        numerators.figure_value as numerator_value,
        denominators.figure_value as denominator_value,
        (indicators.ratio_factor * numerators.figure_value / denominators.figure_value)::numeric(38, 6) as ratio_value,
        -- what is not exact in the numerator is not exact in the rate
        coalesce(numerators.value_qualifier, denominators.value_qualifier) as value_qualifier,
        numerators.vintage,
        numerators.as_of_date,
        numerators.form_code,
        greatest(numerators.authority_rank, denominators.authority_rank) as authority_rank,
        numerators.submission_id,
        numerators.sheet,
        numerators.cell_ref,
        case
            when numerators.submission_origin = denominators.submission_origin then numerators.submission_origin
            else 'mixed'
        end as submission_origin,
        numerators.has_waiver or denominators.has_waiver as has_waiver,
        coalesce(numerators.correction_id, denominators.correction_id) as correction_id
    from {{ ref('stg_indicators') }} as indicators
    inner join {{ ref('int_changed_figures') }} as numerators
        on
            indicators.numerator_code = numerators.indicator_code
            and numerators.breakdown_code = coalesce(indicators.numerator_breakdown_code, numerators.breakdown_code)
            and numerators.value_kind = coalesce(indicators.numerator_value_kind, numerators.value_kind)
    inner join {{ ref('int_changed_figures') }} as denominators
        on
            indicators.denominator_code = denominators.indicator_code
            and numerators.admin_unit_code = denominators.admin_unit_code
            and numerators.period_code = denominators.period_code
            and denominators.breakdown_code = coalesce(indicators.denominator_breakdown_code, numerators.breakdown_code)
            and denominators.value_kind = coalesce(indicators.denominator_value_kind, numerators.value_kind)
    where
        denominators.figure_value <> 0
        and {{ level_no('numerators.admin_unit_code') }} <= {{ collected_level_no('indicators.level_collected') }}
)

select
    coalesce(figures.indicator_code, parts.indicator_code) as indicator_code,
    coalesce(figures.breakdown_code, parts.breakdown_code) as breakdown_code,
    coalesce(figures.admin_unit_code, parts.admin_unit_code) as admin_unit_code,
    coalesce(figures.period_code, parts.period_code) as period_code,
    coalesce(figures.value_kind, parts.value_kind) as value_kind,
    coalesce(figures.province_unit_code, parts.province_unit_code) as province_unit_code,
    coalesce(parts.ratio_value, figures.figure_value)::numeric(38, 6) as observation_value,
    figures.reported_value::numeric(38, 6) as reported_value,
    parts.numerator_value::numeric(38, 6) as numerator_value,
    parts.denominator_value::numeric(38, 6) as denominator_value,
    case when parts.ratio_value is not null then 'computed' else figures.value_origin end as value_origin,
    coalesce(figures.value_qualifier, parts.value_qualifier) as value_qualifier,
    {{ observation_status(
        'coalesce(figures.value_kind, parts.value_kind)', 'coalesce(figures.vintage, parts.vintage)',
        'coalesce(figures.value_qualifier, parts.value_qualifier)'
    ) }} as observation_status,
    coalesce(breakdowns.measure_unit_code, indicators.measure_unit_code) as measure_unit_code,
    coalesce(figures.as_of_date, parts.as_of_date) as as_of_date,
    coalesce(figures.form_code, parts.form_code) as form_code,
    coalesce(figures.authority_rank, parts.authority_rank) as authority_rank,
    coalesce(figures.submission_id, parts.submission_id) as submission_id,
    coalesce(figures.sheet, parts.sheet) as sheet,
    coalesce(figures.cell_ref, parts.cell_ref) as cell_ref,
    coalesce(parts.submission_origin, figures.submission_origin) as submission_origin,
    coalesce(parts.has_waiver, false) or coalesce(figures.has_waiver, false) as has_waiver,
    case when parts.ratio_value is not null then parts.correction_id else figures.correction_id end as correction_id
from {{ ref('int_changed_figures') }} as figures
full join parts
    on
        figures.indicator_code = parts.indicator_code
        and figures.breakdown_code = parts.breakdown_code
        and figures.admin_unit_code = parts.admin_unit_code
        and figures.period_code = parts.period_code
        and figures.value_kind = parts.value_kind
inner join {{ ref('stg_indicators') }} as indicators
    on coalesce(figures.indicator_code, parts.indicator_code) = indicators.indicator_code
left join {{ ref('stg_breakdowns') }} as breakdowns
    on
        breakdowns.measure_unit_code is not null
        and breakdowns.breakdown_code
        = any(string_to_array(coalesce(figures.breakdown_code, parts.breakdown_code), '.'))
