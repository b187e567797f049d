-- A component that no list holds would drop its money out of the marts without a word.
select
    cells.submission_id,
    cells.sheet,
    cells.cell_ref,
    cells.component_code
from {{ ref('stg_reported_cells') }} as cells
inner join {{ ref('int_changed_submissions') }} as submissions on cells.submission_id = submissions.submission_id
where
    cells.component_code is not null
    and {{ in_slice_submissions('cells.submission_id') }}
    and {{ in_slices('submissions.province_unit_code', 'cells.period_code') }}
    and cells.component_code not in (select programmes.component_code from {{ ref('stg_programmes') }} as programmes)
