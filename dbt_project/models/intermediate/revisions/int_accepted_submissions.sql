{{ config(materialized='table', unlogged=true) }}
-- One row per submission with figures in the slices of this build and stretch of time in which they were in force, with what is
-- said of all of them.
select
    standings.submission_id,
    standings.known_from,
    standings.known_to,
    standings.accepted_since,
    standings.blocks_in_force,
    standings.blocks_left_out,
    submissions.form_code,
    submissions.period_code,
    submissions.admin_unit_code as province_unit_code,
    submissions.as_of_date,
    {{ report_code('submissions') }} as report_code,
    submissions.vintage,
    submissions.submission_origin,
    coalesce(forms.authority_rank, 1000) as authority_rank
from {{ ref('stg_standings') }} as standings
inner join {{ ref('stg_submissions') }} as submissions on standings.submission_id = submissions.submission_id
left join (
    select distinct on (form_code)
        form_code,
        authority_rank
    from {{ ref('stg_forms') }}
    order by form_code, valid_from desc
) as forms on submissions.form_code = forms.form_code
where
    submissions.period_code is not null
    and submissions.admin_unit_code is not null
    and {{ in_slice_submissions('standings.submission_id') }}
