-- Every model of a build asks which slices it redoes, and which submissions ever held figures of them: found by key, so that asking
-- costs what changed and not what there has been.
create index if not exists changed_slices_of_build on control.changed_slices (build_id, admin_unit_code, period_code);
create index if not exists changed_slices_by_slice on control.changed_slices (period_code, admin_unit_code, submission_id);
