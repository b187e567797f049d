-- Attempts are the longest table of control, some two million rows a year: what a source's last ones were, and which still run, is
-- asked at every poll and every few minutes by the gauges.
create index if not exists attempts_by_source on control.attempts (source_code, attempt_id);
create index if not exists attempts_running on control.attempts (source_code) where outcome = 'running';
drop index if exists control.attempts_source;
-- New bytes are numbered among the submissions whose id begins alike, whatever the database's order of letters.
create index if not exists submissions_by_stem on control.submissions (submission_id text_pattern_ops);
create index if not exists verdicts_by_time on control.verdicts (judged_at);
-- Whether figures of a slice were ever published is asked of every submission that is judged.
create index if not exists changed_slices_by_submission on control.changed_slices (submission_id);
