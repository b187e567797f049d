{{ config(
    materialized='incremental', incremental_strategy='slices', on_schema_change='fail',
    indexes=[{'columns': ['province_unit_code', 'period_code']}]
) }}
-- One row per province, period and obstacle of the lists in force; its key is what tells two lines apart: component and words.
-- Cells are read of the slices of a build alone; ages are counted over this table, which holds a few lines a list.
select
    submissions.province_unit_code,
    submissions.period_code,
    cells.row_key as obstacle_key,
    min(cells.component_code) as component_code,
    max(cells.value_text) filter (where cells.column_key = 'noi_dung') as obstacle_text,
    max(cells.value_text) filter (where cells.column_key = 'van_ban') as legal_document,
    max(cells.value_text) filter (where cells.column_key = 'kien_nghi') as proposal,
    max(cells.value_text) filter (where cells.column_key = 'co_quan') as addressee,
    (max(cells.canonical_value) filter (where cells.column_key = 'tinh_trang'))::integer as state_no,
    submissions.submission_id,
    min(cells.sheet) as sheet,
    (array_agg(cells.cell_ref order by cells.row_no, cells.column_no))[1] as cell_ref,
    submissions.submission_origin
from {{ ref('int_changed_submissions') }} as submissions
inner join {{ ref('stg_listed_cells') }} as cells on submissions.submission_id = cells.submission_id
where
    submissions.form_code = 'VM-01'
    and cells.row_key is not null
    and {{ in_block_in_force('cells', 'submissions') }}
    and {{ in_slice_submissions('cells.submission_id') }}
    and {{ in_slices('submissions.province_unit_code', 'submissions.period_code') }}
group by
    submissions.province_unit_code, submissions.period_code, cells.row_key, submissions.submission_id,
    submissions.submission_origin
