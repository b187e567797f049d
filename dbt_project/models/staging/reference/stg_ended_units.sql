-- One row per edge old unit -> new unit: on which day and by which act the old one ended.
select
    old_admin_unit_code,
    new_admin_unit_code,
    effective_date::date as effective_date,
    relation,
    legal_basis
from {{ ref('admin_unit_crosswalk') }}
