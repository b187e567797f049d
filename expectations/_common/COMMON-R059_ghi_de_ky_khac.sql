-- A file whose name says another period than its sheet, for a period that already has an accepted report of other bytes.
select distinct on (s.submission_id) s.submission_id, f.sheet, f.cell_ref, f.expected, o.delivery_name as kept
from control.submissions s
join control.findings f on f.submission_id = s.submission_id and f.verdict_no = 0 and f.rule_id = 'COMMON-R058'
join control.submissions o on o.source_code = s.source_code and o.form_code = s.form_code and o.period_code = s.period_code
where s.submission_id = any({submission_ids})
    and o.status in ('accepted', 'accepted_with_warnings', 'partially_accepted')
    and o.content_sha256 <> s.content_sha256
order by s.submission_id, o.revision_no desc
