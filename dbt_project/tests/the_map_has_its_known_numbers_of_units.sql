{{ config(tags=['reference']) }}
-- Provinces, districts and communes in force on days whose numbers the resolutions state.
with expected (as_of_date, admin_unit_level, n_units) as (
    values
    (date '2010-06-30', 'province', 63),
    (date '2026-06-30', 'province', 34),
    (date '2023-06-30', 'district', 705),
    (date '2025-06-30', 'district', 696),
    (date '2025-07-01', 'district', 0),
    (date '2021-01-01', 'commune', 10603),
    (date '2023-10-23', 'commune', 10598),
    (date '2025-06-30', 'commune', 10035),
    (date '2025-07-01', 'commune', 3321)
)

select
    expected.as_of_date,
    expected.admin_unit_level,
    expected.n_units,
    count(units.admin_unit_key) as n_found
from expected
left join {{ ref('dim_admin_units') }} as units
    on
        expected.admin_unit_level = units.admin_unit_level
        and expected.as_of_date between units.valid_from and coalesce(units.valid_to, date '9999-12-31')
group by expected.as_of_date, expected.admin_unit_level, expected.n_units
having expected.n_units <> count(units.admin_unit_key)
