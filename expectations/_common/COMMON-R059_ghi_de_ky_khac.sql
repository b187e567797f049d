-- A file whose name says another period than its sheet, for a period that already has an accepted report of other bytes.
select distinct on (s.submission_id) s.submission_id, f.sheet, f.cell_ref, f.expected, k.delivery_name as kept
from control.submissions s
join control.findings f on f.submission_id = s.submission_id and f.verdict_no = 0 and f.rule_id = 'COMMON-R058'
join control.reports_in_force o on o.source_code = s.source_code and o.form_code = s.form_code and o.period_code = s.period_code
join control.submissions k on k.submission_id = o.submission_id
where s.submission_id = any({submission_ids}) and k.content_sha256 <> s.content_sha256
order by s.submission_id, k.revision_no desc
