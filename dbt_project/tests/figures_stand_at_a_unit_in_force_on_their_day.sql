{{ config(severity='warn') }}
-- A unit that was not there on the as-of day has nothing above it: its figures would be missing from every total. A commune of
-- the map before may be reported by the province that it is in today.
select
    observations.admin_unit_code,
    observations.as_of_date,
    count(*) as n_figures
from {{ ref('int_changed_observations') }} as observations
where
    observations.admin_unit_code <> 'VN'
    and not exists (
        select from {{ ref('int_admin_unit_ancestors') }} as ancestors
        where
            ancestors.admin_unit_code = observations.admin_unit_code
            and ancestors.ancestor_code in ('VN', observations.province_unit_code)
            and observations.as_of_date between ancestors.valid_from and ancestors.valid_to
    )
group by observations.admin_unit_code, observations.as_of_date
