{{ config(tags=['reference']) }}
-- Else a figure would be added up twice. Each path begins after the one before it has ended.
select *
from (
    select
        admin_unit_code,
        ancestor_level,
        ancestor_code,
        valid_from,
        lag(valid_to) over (partition by admin_unit_code, ancestor_level order by valid_from) as earlier_valid_to
    from {{ ref('int_admin_unit_ancestors') }}
) as paths
where paths.valid_from <= paths.earlier_valid_to
