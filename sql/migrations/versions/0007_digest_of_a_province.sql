-- One digest a province and day, with a section an agency, where there was one a source. Of the digests of a day written before, the
-- one written last stays: with it a digest of that day that is written anew is told from a file of the province's.
alter table control.digests add column if not exists province_code text;   -- that of its sources: `48` of `48-TC`
update control.digests set province_code = split_part(source_code, '-', 1);
delete from control.digests d using control.digests other
where (d.province_code, d.day, d.format) = (other.province_code, other.day, other.format)
    and (d.written_at, d.source_code) < (other.written_at, other.source_code);
alter table control.digests drop constraint digests_pkey, drop column source_code, alter column province_code set not null,
    add primary key (province_code, day, format);
