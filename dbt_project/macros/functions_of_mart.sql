{#- Functions for analysts, made after a run when their text changed; what they stand on is changed in place and never dropped.
    They are written so that PostgreSQL takes them into the query that calls them: conditions on the key reach the index. -#}
{% macro functions_of_mart() %}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set ready = rows_of("select 1 where to_regclass('mart.dim_indicators') is not null") -%}
        {%- set wanted = {
            'figures_as_of': figures_as_of(), 'rates_as_of': rates_as_of(), 'observations_as_of': observations_as_of()
        } -%}
        {%- for name, text in wanted.items() if ready -%}
            {%- set stored = rows_of("select obj_description(to_regprocedure('mart." ~ name ~ "(timestamptz)'), 'pg_proc')") -%}
            {%- if stored[0][0] != local_md5(text) %}
                drop function if exists mart.{{ name }}(timestamptz) cascade;
                {{ text }};
                comment on function mart.{{ name }}(timestamptz) is '{{ local_md5(text) }}';
            {% endif -%}
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}

{#- The figures of submissions as they were in force at a moment, one a key: the lower authority rank, then what was accepted later. -#}
{% macro figures_as_of() -%}
    create function mart.figures_as_of(known_at timestamptz) returns setof mart.fct_observation_revisions
    language sql stable parallel safe as $body$
        select distinct on (indicator_code, breakdown_code, admin_unit_code, period_code, value_kind) *
        from mart.fct_observation_revisions
        where known_from <= known_at and (known_to is null or known_to > known_at)
        order by
            indicator_code, breakdown_code, admin_unit_code, period_code, value_kind,
            authority_rank, accepted_since desc, submission_id
    $body$
{%- endmacro %}

{#- The rates worked out of figures in force at a moment, as int_changed_observations works them out for those in force now. -#}
{% macro rates_as_of() -%}
    create function mart.rates_as_of(known_at timestamptz) returns table (
        indicator_code text, breakdown_code text, admin_unit_code text, period_code text, value_kind text, province_unit_code text,
        ratio_value numeric, numerator_value numeric, denominator_value numeric, value_qualifier text, vintage text,
        measure_unit_code text, as_of_date date, form_code text, authority_rank integer, submission_id text, sheet text,
        cell_ref text, submission_origin text, known_from timestamptz
    )
    language sql stable parallel safe as $body$
        select
            indicators.indicator_code, uppers.breakdown_code, uppers.admin_unit_code, uppers.period_code,
            coalesce(indicators.numerator_value_kind, uppers.value_kind), uppers.province_unit_code,
            (indicators.ratio_factor * uppers.figure_value / lowers.figure_value)::numeric(38, 6), uppers.figure_value,
            lowers.figure_value, coalesce(uppers.value_qualifier, lowers.value_qualifier), uppers.vintage,
            indicators.measure_unit_code, uppers.as_of_date, uppers.form_code,
            greatest(uppers.authority_rank, lowers.authority_rank), uppers.submission_id, uppers.sheet, uppers.cell_ref,
            case when uppers.submission_origin = lowers.submission_origin then uppers.submission_origin else 'mixed' end,
            greatest(uppers.known_from, lowers.known_from)
        from mart.dim_indicators as indicators
        inner join mart.figures_as_of(known_at) as uppers
            on
                indicators.numerator_code = uppers.indicator_code
                and uppers.breakdown_code = coalesce(indicators.numerator_breakdown_code, uppers.breakdown_code)
                and uppers.value_kind = coalesce(indicators.numerator_value_kind, uppers.value_kind)
        inner join mart.figures_as_of(known_at) as lowers
            on
                indicators.denominator_code = lowers.indicator_code
                and uppers.admin_unit_code = lowers.admin_unit_code
                and uppers.period_code = lowers.period_code
                and lowers.breakdown_code = coalesce(indicators.denominator_breakdown_code, uppers.breakdown_code)
                and lowers.value_kind = coalesce(indicators.denominator_value_kind, uppers.value_kind)
        where
            indicators.version_no = 1       -- versions define anew; the parts of a rate stay
            and lowers.figure_value <> 0
            and {{ level_no('uppers.admin_unit_code') }} <= {{ collected_level_no('indicators.level_collected') }}
    $body$
{%- endmacro %}

{#- fct_observations as it was at a moment: what was reported, and the rates worked out of it, also those nobody reported. -#}
{% macro observations_as_of() -%}
    create function mart.observations_as_of(known_at timestamptz) returns table (
        indicator_code text, breakdown_code text, admin_unit_code text, period_code text, value_kind text, province_unit_code text,
        observation_value numeric, reported_value numeric, numerator_value numeric, denominator_value numeric, value_origin text,
        observation_status text, value_qualifier text, measure_unit_code text, as_of_date date, form_code text,
        authority_rank integer, submission_id text, sheet text, cell_ref text, submission_origin text, known_from timestamptz
    )
    language sql stable parallel safe as $body$
        select
            figures.indicator_code, figures.breakdown_code, figures.admin_unit_code, figures.period_code, figures.value_kind,
            figures.province_unit_code, coalesce(rates.ratio_value, figures.figure_value), figures.reported_value,
            rates.numerator_value, rates.denominator_value,
            case when rates.ratio_value is not null then 'computed' else figures.value_origin end,
            {{ observation_status(
                'figures.value_kind', 'coalesce(figures.vintage, rates.vintage)',
                'coalesce(figures.value_qualifier, rates.value_qualifier)'
            ) }},
            coalesce(figures.value_qualifier, rates.value_qualifier), figures.measure_unit_code, figures.as_of_date,
            figures.form_code, figures.authority_rank, figures.submission_id, figures.sheet, figures.cell_ref,
            coalesce(rates.submission_origin, figures.submission_origin), greatest(figures.known_from, rates.known_from)
        from mart.figures_as_of(known_at) as figures
        left join mart.rates_as_of(known_at) as rates
            on
                figures.indicator_code = rates.indicator_code
                and figures.breakdown_code = rates.breakdown_code
                and figures.admin_unit_code = rates.admin_unit_code
                and figures.period_code = rates.period_code
                and figures.value_kind = rates.value_kind
        union all
        select
            rates.indicator_code, rates.breakdown_code, rates.admin_unit_code, rates.period_code, rates.value_kind,
            rates.province_unit_code, rates.ratio_value, null, rates.numerator_value, rates.denominator_value, 'computed',
            {{ observation_status('rates.value_kind', 'rates.vintage', 'rates.value_qualifier') }}, rates.value_qualifier,
            coalesce(breakdowns.measure_unit_code, rates.measure_unit_code), rates.as_of_date, rates.form_code,
            rates.authority_rank, rates.submission_id, rates.sheet, rates.cell_ref, rates.submission_origin, rates.known_from
        from mart.rates_as_of(known_at) as rates
        left join mart.dim_breakdowns as breakdowns
            on
                breakdowns.measure_unit_code is not null
                and breakdowns.breakdown_code = any(string_to_array(rates.breakdown_code, '.'))
        where
            not exists (
                select from mart.figures_as_of(known_at) as figures
                where
                    figures.indicator_code = rates.indicator_code
                    and figures.breakdown_code = rates.breakdown_code
                    and figures.admin_unit_code = rates.admin_unit_code
                    and figures.period_code = rates.period_code
                    and figures.value_kind = rates.value_kind
            )
    $body$
{%- endmacro %}

{#- provisional: a kind that is no result yet, a preliminary report, or a figure that the cell itself calls an estimate. -#}
{% macro observation_status(value_kind, vintage, value_qualifier) -%}
    case
        when
            {{ value_kind }} in ('estimate', 'forecast', 'pending')
            or {{ vintage }} = 'preliminary'
            or {{ value_qualifier }} = 'estimated'
            then 'provisional'
        else 'final'
    end
{%- endmacro %}
