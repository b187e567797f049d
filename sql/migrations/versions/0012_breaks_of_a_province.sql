-- A series may start anew in one province: its communes were merged or divided. Empty: in the country. Filled from the registry.
alter table control.series_breaks add column if not exists admin_unit_code text not null default '';
alter table control.series_breaks drop constraint if exists series_breaks_pkey;
alter table control.series_breaks add primary key (admin_unit_code, starts_on, series);
-- It asks for the province now.
drop function if exists control.breaks_between(date, date);
