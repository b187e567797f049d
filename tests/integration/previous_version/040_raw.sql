-- Every filled cell of every submission, with what it means. Written by mtqg_loader only, whole submissions at a time.
create table if not exists raw.reported_cells (
    submission_id text not null,
    sheet text not null,
    cell_ref text not null,                            -- A1
    part_no smallint not null,                         -- 0 the cell; 1.. further facts of one cell (`42/85`)
    row_no integer not null,
    column_no integer not null,
    block_code text,
    cell_role text not null check (cell_role in ('value', 'row_label', 'header', 'title', 'note', 'total')),
    row_role text,                                     -- item, subtotal, total
    row_key text,
    column_key text,
    value_text text not null,                          -- as typed
    value numeric,                                     -- the number typed, in the measure unit of the cell
    value_state text not null check (value_state in
        ('number', 'text', 'zero', 'missing', 'not_available', 'not_applicable', 'error')),
    value_qualifier text check (value_qualifier in ('estimated', 'approximate', 'above', 'below')),   -- null: exact
    measure_unit_code text,
    measure_unit_label text,
    canonical_value numeric,                           -- in the canonical measure unit; money in đồng
    indicator_code text,
    breakdown_code text,
    admin_unit_code text,
    component_code text,
    capital_source_code text,
    origin_year smallint,
    period_code text,
    as_of_date date,
    value_kind text check (value_kind in ('actual', 'estimate', 'forecast', 'target', 'pending')),
    cell_status text not null check (cell_status in ('accepted', 'rejected', 'quarantined', 'ignored')),
    registry_version text not null,
    primary key (submission_id, sheet, cell_ref, part_no)
);
alter table raw.reported_cells add column if not exists value_qualifier text
    check (value_qualifier in ('estimated', 'approximate', 'above', 'below'));

-- Figures in force, for rules that compare with what was accepted before: the accepted cells of every submission in force, of a
-- form that is accepted block by block those of the blocks in which it is.
create or replace view raw.cells_in_force as
select s.source_code, s.form_code, s.period_code as slice_period_code, s.admin_unit_code as province_unit_code, c.*
from control.submissions s
join raw.reported_cells c using (submission_id)
where s.status in ('accepted', 'accepted_with_warnings', 'partially_accepted')
    and c.cell_status = 'accepted'
    and coalesce(c.block_code = any(s.blocks_in_force), s.blocks_in_force is null)
    and not coalesce(c.block_code = any(s.blocks_left_out), false);
