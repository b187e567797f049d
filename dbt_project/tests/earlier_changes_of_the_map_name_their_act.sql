{{ config(tags=['reference']) }}
-- Units that began or ended between 2021 and the reform of 2025 name the resolution, except on the days of 2021 and 2025-01-01
-- for which some acts are not known; from the reform on every act is known.
select
    admin_unit_code,
    version_no,
    valid_from,
    valid_to
from {{ ref('dim_admin_units') }}
where
    (ended_by is null and valid_to is not null and valid_to not in (date '2021-06-30', date '2024-12-31'))
    or (
        legal_basis is null and valid_from > date '2021-01-01'
        and valid_from not in (date '2021-07-01', date '2025-01-01')
    )
