-- Who may do what. bi_reader: mart and nothing else, read only.
grant usage on schema control, raw to mtqg_loader, mtqg_transformer;
grant select, insert, update, delete on all tables in schema control, raw to mtqg_loader;
grant maintain on all tables in schema control, raw to mtqg_loader;    -- analyze, before rules compare what has just arrived
-- Verdicts, corrections and what people decided are written once.
revoke update, delete on control.verdicts, control.approvals, control.corrections from mtqg_loader;
revoke insert, update, delete, maintain on control.schema_version, control.applied_migrations from mtqg_loader;
revoke insert, update, delete, maintain on control.ledger_entries from mtqg_loader;      -- its triggers write it
grant usage on all sequences in schema control, raw to mtqg_loader;
grant select on all tables in schema control, raw to mtqg_transformer;

grant usage on schema mart to bi_reader, mtqg_loader;
grant select on all tables in schema mart to bi_reader, mtqg_loader;
alter default privileges for role mtqg_transformer in schema mart grant select on tables to bi_reader, mtqg_loader;
alter default privileges for role mtqg_transformer in schema mart grant execute on functions to bi_reader;

-- Analysts of provinces read what dbt opens to them mart by mart (macro open_to_province_analysts): published figures of all,
-- submissions, findings and attempts of their own province alone.
grant usage on schema mart to province_analyst;
grant select on mart.releases, mart.release_figures to province_analyst;

-- Rules of scope history, forms and national read the reference lists and figures already accepted.
grant usage on schema staging, intermediate to mtqg_loader;
alter default privileges for role mtqg_transformer in schema staging grant select on tables to mtqg_loader;
alter default privileges for role mtqg_transformer in schema intermediate grant select on tables to mtqg_loader;

revoke all on database mtqg from public;
grant connect on database mtqg to mtqg_loader, mtqg_transformer, bi_reader, province_analyst;
