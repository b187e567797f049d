-- Roles. Applied once by the superuser at bootstrap, with the database itself; everything after runs as mtqg_owner.
-- Passwords are set by `mtqg up` (or by the operator), never here.
do $$
declare
    name text;
begin
    foreach name in array array['mtqg_owner', 'mtqg_loader', 'mtqg_transformer', 'bi_reader', 'airflow'] loop
        if not exists (select from pg_roles where rolname = name) then
            execute format('create role %I login nosuperuser nocreatedb nocreaterole noreplication', name);
        end if;
    end loop;
end $$;

-- Analysts of provinces: a login role `analyst_48` each (`mtqg analyst 48`), member of this one. See 090_grants.sql.
do $$
begin
    if not exists (select from pg_roles where rolname = 'province_analyst') then
        create role province_analyst nologin nosuperuser nocreatedb nocreaterole noreplication;
    end if;
end $$;

-- The owner creates the facts in the name of the transformer, which then alters, comments and fills them.
grant mtqg_transformer to mtqg_owner;

alter role mtqg_owner set timezone = 'Asia/Ho_Chi_Minh';
alter role mtqg_loader set timezone = 'Asia/Ho_Chi_Minh';
alter role mtqg_transformer set timezone = 'Asia/Ho_Chi_Minh';
alter role bi_reader set timezone = 'Asia/Ho_Chi_Minh';
alter role bi_reader set default_transaction_read_only = on;
