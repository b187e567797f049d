{{ config(materialized='table', unlogged=true) }}
-- One row per product of the lists in force in the slices of this build; its key is what tells two lines apart: name and
-- producer in small letters.
select
    submissions.province_unit_code,
    submissions.period_code,
    cells.row_key as product_key,
    max(cells.value_text) filter (where cells.column_key = 'ten_san_pham') as product_name,
    max(cells.value_text) filter (where cells.column_key = 'chu_the') as producer_name,
    (max(cells.canonical_value) filter (where cells.column_key = 'nhom_san_pham'))::integer as category_no,
    max(cells.value_text) filter (where cells.column_key = 'dia_ban') as commune_text,
    max(cells.value_text) filter (where cells.column_key = 'huyen') as district_text,
    (max(cells.canonical_value) filter (where cells.column_key = 'so_sao'))::integer as stars,
    max(cells.value_text) filter (where cells.column_key = 'so_quyet_dinh') as decision_number,
    max(cells.as_of_date) filter (where cells.column_key = 'ngay_quyet_dinh') as recognised_on,
    max(cells.as_of_date) filter (where cells.column_key = 'ngay_het_han') as stated_expiry,
    submissions.submission_id,
    min(cells.sheet) as sheet,
    (array_agg(cells.cell_ref order by cells.row_no, cells.column_no))[1] as cell_ref,
    submissions.submission_origin
from {{ ref('stg_listed_cells') }} as cells
inner join {{ ref('int_changed_submissions') }} as submissions on cells.submission_id = submissions.submission_id
where
    submissions.form_code = 'OCOP-01'
    and cells.row_key is not null
    and {{ in_block_in_force('cells', 'submissions') }}
    and {{ in_slice_submissions('cells.submission_id') }}
    and {{ in_slices('submissions.province_unit_code', 'submissions.period_code') }}
group by
    submissions.province_unit_code, submissions.period_code, cells.row_key, submissions.submission_id,
    submissions.submission_origin
