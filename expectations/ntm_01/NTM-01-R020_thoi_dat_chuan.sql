-- A commune that met the standard in the last quarter in force of the same set of criteria and is not ticked now.
with communes as (
    select c.submission_id, c.before_period, c.row_key,
        max(c.sheet) filter (where c.column_key = 'ten_xa' and not c.is_before) as sheet,
        max(c.row_no) filter (where c.column_key = 'ten_xa' and not c.is_before) as row_no,
        max(c.value_text) filter (where c.column_key = 'ten_xa' and not c.is_before) as row,
        max(c.admin_unit_code) filter (where c.column_key = 'ten_xa' and not c.is_before) as admin_unit_code,
        max(c.cell_ref) filter (where c.column_key = 'dat_chuan' and not c.is_before) as cell_ref,
        bool_or(c.is_before and c.column_key = 'dat_chuan' and c.canonical_value = 1) as met_before,
        bool_or(not c.is_before and (
            c.column_key = 'dat_chuan' and (c.canonical_value is distinct from 0 or c.cell_status <> 'accepted')
            or c.column_key in ('nang_cao', 'kieu_mau', 'hien_dai') and c.canonical_value = 1)) as meets
    from control.cells_and_before({submission_ids}) c
    where c.column_key in ('ten_xa', 'dat_chuan', 'nang_cao', 'kieu_mau', 'hien_dai') and c.row_role = 'item'
        and 'commune_criteria' <> all(c.breaks)
    group by c.submission_id, c.before_period, c.row_key
),
placed as (                                  -- an empty cell is named by the column of the others and the row of the commune
    select c.*, max(regexp_replace(c.cell_ref, '[0-9]+$', '')) over (partition by c.submission_id, c.sheet) as letters
    from communes c
)
select p.submission_id, p.sheet, coalesce(p.cell_ref, p.letters || p.row_no) as cell_ref, p.row, p.row_key, p.admin_unit_code,
    'x' as expected, p.before_period
from placed p
where p.met_before and not p.meets and p.sheet is not null
order by p.submission_id, p.row_no
