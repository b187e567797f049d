{{ config(materialized='ephemeral') }}
-- One row per edge that stays on its level (or turns a district into a special zone), with the part of the old unit that
-- goes along it and the days whose figures it carries: those since the change before; for the last change of a unit, all
-- later ones too, since a dissolved unit may still report.
with stretches as (
    select
        old_admin_unit_code,
        effective_date,
        lag(effective_date, 1, date '0001-01-01') over days as valid_from,
        lead(effective_date) over days is null as is_last
    from (
        select distinct
            old_admin_unit_code,
            effective_date
        from {{ ref('stg_admin_unit_crosswalk') }}
    ) as changes
    window days as (partition by old_admin_unit_code order by effective_date)
)

select
    edges.*,
    sum(edges.weight_numerator) over (
        partition by edges.old_admin_unit_code, edges.effective_date, edges.new_admin_unit_level
        order by edges.is_principal, edges.new_admin_unit_code
    ) as share_to,
    stretches.valid_from,
    case when stretches.is_last then date '9999-12-31' else edges.effective_date - 1 end as valid_to
from {{ ref('stg_admin_unit_crosswalk') }} as edges
inner join stretches
    on edges.old_admin_unit_code = stretches.old_admin_unit_code and edges.effective_date = stretches.effective_date
where
    edges.old_admin_unit_level = edges.new_admin_unit_level
    or (edges.old_admin_unit_level = 'district' and edges.new_admin_unit_level = 'commune')
