-- Rates of the country as published, each with the parts it is made of. Filled from the registry.
create table if not exists control.national_results (
    indicator_code text not null,
    breakdown_code text not null,
    valid_from date not null,                          -- of the last day of a period
    valid_to date not null,
    numerator_code text not null,
    denominator_code text not null,
    published_value numeric not null,                  -- per cent
    margin numeric not null check (margin > 0),        -- percentage points, on either side
    primary key (indicator_code, breakdown_code, valid_from)
);
