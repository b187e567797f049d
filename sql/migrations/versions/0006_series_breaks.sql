-- Days on which a series starts anew: levels before and after do not compare. Filled from the registry.
create table if not exists control.series_breaks (
    series text not null,                              -- plan_phase, commune_criteria, poverty_standard
    starts_on date not null,
    primary key (series, starts_on)
);
