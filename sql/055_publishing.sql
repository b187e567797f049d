-- One build, seen whole. While a build runs, dbt writes beside the marts: `mart_next.X__rows` holds what it has made of mart.X, the
-- view `mart_next.X` shows mart.X as it will be, for the models after it and for the tests. Nothing of it is in `mart` before every
-- test has passed; then mart_next.publish(build) carries it over, all marts in one transaction. Readers see the marts of one build
-- or those of the next, and neither side waits for the other: rows are written, no table is exchanged.
set role mtqg_transformer;

-- What is to be carried over, written by the macros of dbt_project/macros/publishing.sql; empty unless a build runs or has failed.
create table if not exists mart_next.statements (
    mart_name text primary key,
    build_id bigint not null,
    statement text not null
);

-- Nothing waits to be published: each view of mart_next shows the mart of its name as it is.
create or replace function mart_next.forget() returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    mart record;
begin
    for mart in
        select c.relname, string_agg(format('%I', a.attname), ', ' order by a.attnum) as columns
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relnamespace = 'mart'::regnamespace and c.relkind in ('r', 'p') and c.relowner = 'mtqg_transformer'::regrole
            and (to_regclass(format('mart_next.%I', c.relname)) is null
                 or to_regclass(format('mart_next.%I', c.relname || '__rows')) is not null)
        group by c.oid
    loop
        execute format('create or replace view mart_next.%I as select %s from mart.%I', mart.relname, mart.columns, mart.relname);
        execute format('drop table if exists mart_next.%I', mart.relname || '__rows');
    end loop;
    delete from mart_next.statements;
end $$;

-- The marts are those of this build.
create or replace function mart_next.publish(build bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    mart record;
begin
    for mart in select s.statement from mart_next.statements s where s.build_id = build order by s.mart_name loop
        execute mart.statement;
    end loop;
    perform mart_next.forget();
end $$;

reset role;

revoke all on function mart_next.forget(), mart_next.publish(bigint) from public;
grant usage on schema mart_next to mtqg_loader;
grant execute on function mart_next.forget(), mart_next.publish(bigint) to mtqg_loader;
