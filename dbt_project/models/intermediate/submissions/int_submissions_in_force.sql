-- One row per slice (source, form, period of the form) that has an accepted submission: its latest accepted revision,
-- with the rank of its form and the time of its newest verdict.
with latest as (
    select distinct on (source_code, form_code, period_code)
        submission_id,
        source_code,
        form_code,
        edition,
        period_code,
        admin_unit_code as province_unit_code,
        as_of_date,
        vintage,
        submission_origin
    from {{ ref('stg_submissions') }}
    where
        is_accepted
        and period_code is not null
        and admin_unit_code is not null
    order by source_code, form_code, period_code, revision_no desc, received_at desc
),

judged as (
    select
        submission_id,
        max(judged_at) as judged_at
    from {{ ref('stg_verdicts') }}
    group by submission_id
),

ranked_forms as (
    select distinct on (form_code)
        form_code,
        authority_rank
    from {{ ref('stg_forms') }}
    order by form_code, valid_from desc
)

select
    latest.submission_id,
    latest.source_code,
    latest.form_code,
    latest.period_code,
    latest.province_unit_code,
    latest.as_of_date,
    latest.vintage,
    latest.submission_origin,
    coalesce(ranked_forms.authority_rank, 1000) as authority_rank,
    judged.judged_at
from latest
left join judged on latest.submission_id = judged.submission_id
left join ranked_forms on latest.form_code = ranked_forms.form_code
