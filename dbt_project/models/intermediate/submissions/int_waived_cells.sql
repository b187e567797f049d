{{ config(materialized='table', unlogged=true) }}
-- Cells of submissions in force with figures in the slices of this build, whose figure counts although a rule is broken, because
-- its finding is waived: the cell of the finding; where it names none, every cell of its block; where it names no block, every
-- cell of the submission.
with waived as (
    select distinct
        findings.submission_id,
        findings.sheet,
        findings.cell_ref,
        findings.block_code
    from {{ ref('stg_findings') }} as findings
    inner join {{ ref('int_newest_verdicts') }} as newest
        on findings.submission_id = newest.submission_id and findings.verdict_no = newest.verdict_no
    inner join {{ ref('int_changed_submissions') }} as submissions on findings.submission_id = submissions.submission_id
    where findings.waiver_id is not null and {{ in_slice_submissions('findings.submission_id') }}
)

select distinct
    cells.submission_id,
    cells.sheet,
    cells.cell_ref
from waived
inner join {{ ref('stg_reported_cells') }} as cells
    on
        waived.submission_id = cells.submission_id
        and (waived.sheet = cells.sheet or waived.cell_ref is null)
        and coalesce(waived.cell_ref = cells.cell_ref, waived.block_code = cells.block_code, true)
where {{ in_slice_submissions('cells.submission_id') }}
