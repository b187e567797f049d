{{ config(reach='family') }}
-- Grain: one row per map, indicator, breakdown, unit, level, period, kind and reason: figures that cannot be put on that map, or
-- give way to the unit's own. Communes and districts are counted together at their province; a province stands for itself.
with refused as (
    select
        crossed.geography,
        crossed.indicator_code,
        crossed.breakdown_code,
        crossed.province_unit_code as admin_unit_code,
        {{ level_name('crossed.admin_unit_code') }} as admin_unit_level,
        crossed.period_code,
        crossed.value_kind,
        coalesce(crossed.refused_reason, 'own_figure_counts') as refused_reason
    from {{ ref('int_crossed_figures') }} as crossed
    left join {{ ref('int_restatable_figures') }} as own
        on
            crossed.indicator_code = own.indicator_code
            and crossed.breakdown_code = own.breakdown_code
            and crossed.admin_unit_code = own.admin_unit_code
            and crossed.period_code = own.period_code
            and crossed.value_kind = own.value_kind
    where own.indicator_code is not null or crossed.refused_reason is not null
    union all
    select
        case figures.geography when '34' then '63' else '34' end as geography,
        figures.indicator_code,
        figures.breakdown_code,
        figures.province_unit_code as admin_unit_code,
        figures.admin_unit_level,
        figures.period_code,
        figures.value_kind,
        case
            when figures.admin_unit_level = 'district' then 'level_abolished'
            when figures.geography = '34' then 'merged_commune'
            else 'successor_unknown'
        end as refused_reason
    from {{ ref('int_restatable_figures') }} as figures
    where
        not exists (
            select from {{ ref('int_restatement_paths') }} as paths
            where
                figures.admin_unit_code = paths.admin_unit_code
                and (paths.geography = '34' or paths.is_one_to_one or paths.refused_reason is not null)
        )
)

select
    geography,
    indicator_code,
    breakdown_code,
    admin_unit_code,
    admin_unit_level,
    period_code,
    value_kind,
    admin_unit_code as province_unit_code,
    refused_reason,
    count(*)::integer as n_figures
from refused
where {{ in_slices('admin_unit_code', 'period_code', 'family') }}
group by
    geography, indicator_code, breakdown_code, admin_unit_code, admin_unit_level, period_code, value_kind, refused_reason
