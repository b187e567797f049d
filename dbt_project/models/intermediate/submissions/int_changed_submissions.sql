{{ config(materialized='table', unlogged=true) }}
-- One row per submission in force with figures in the slices of this build. What is made of cells joins this short list: joined
-- with all submissions there have ever been, a build cost what history holds.
select
    submission_id,
    source_code,
    form_code,
    period_code,
    province_unit_code,
    as_of_date,
    report_code,
    vintage,
    submission_origin,
    blocks_in_force,
    blocks_left_out,
    authority_rank,
    accepted_since
from {{ ref('int_submissions_in_force') }}
where {{ in_slice_submissions('submission_id') }}
