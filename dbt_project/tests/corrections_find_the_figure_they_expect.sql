{{ config(severity='warn') }}
-- A correction whose guard does not hold is not applied and is said aloud; it warns and does not fail the build, or one row that
-- nobody took out would keep the whole country from being published. The release of its month fails.
select *
from {{ ref('fct_corrections') }}
where correction_state <> 'applied'
