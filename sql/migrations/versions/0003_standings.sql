-- Since when, and until when, the figures of a submission were in force, block by block: written by whatever changes it, with the
-- time of the verdict that did. Rows are closed, never altered otherwise.
create table if not exists control.standings (
    submission_id text not null references control.submissions,
    known_from timestamptz not null,
    known_to timestamptz check (known_to > known_from),           -- exclusive; null: in force
    accepted_since timestamptz not null,               -- without a break, whatever happened to single blocks
    blocks_in_force text[],                            -- null: wherever it has figures
    blocks_left_out text[] not null,
    primary key (submission_id, known_from)
);
insert into control.standings (submission_id, known_from, accepted_since, blocks_left_out)
select s.submission_id, max(v.judged_at), max(v.judged_at), '{}'    -- a ledger from before this table: what is in force now
from control.submissions s join control.verdicts v using (submission_id)
where s.status in ('accepted', 'accepted_with_warnings', 'partially_accepted')
    and not exists (select from control.standings)
group by s.submission_id;
