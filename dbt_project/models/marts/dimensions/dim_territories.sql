{{ config(unique_key=['admin_unit_code', 'valid_from'], tags=['reference']) }}
-- One row per district or province and day on which its territory was put together otherwise (merged, divided, a boundary
-- moved), until the day before the next: figures before valid_from are of another territory, although the code is the same.
-- A unit that went over whole and alone, as Thanh Hóa on 01/07/2025, is not among them.
select
    new_admin_unit_code as admin_unit_code,
    effective_date as valid_from,
    lead(effective_date) over (partition by new_admin_unit_code order by effective_date) - 1 as valid_to
from {{ ref('stg_admin_unit_crosswalk') }}
where old_admin_unit_level in ('district', 'province') and new_admin_unit_level = old_admin_unit_level
group by new_admin_unit_code, effective_date
having not bool_and(is_one_to_one)
