{#- Functions for analysts, made after a run when their text changed; what they stand on is changed in place and never dropped.
    They are written so that PostgreSQL takes them into the query that calls them: conditions on the key reach the index. -#}
{% macro functions_of_mart() %}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set ready = rows_of("select 1 where to_regclass('mart.dim_indicators') is not null") -%}
        {%- set wanted = {
            'figures_as_of': figures_as_of(), 'rates_as_of': rates_as_of(), 'observations_as_of': observations_as_of(),
            'capital_as_of': capital_as_of()
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

{#- The figures of submissions as they were in force at a moment, one a key: the order is that of int_changed_figures. -#}
{% macro figures_as_of() -%}
    create function mart.figures_as_of(known_at timestamptz) returns setof mart.fct_observation_revisions
    language sql stable parallel safe as $body$
        select distinct on (indicator_code, breakdown_code, admin_unit_code, period_code, value_kind) *
        from mart.fct_observation_revisions
        where known_from <= known_at and (known_to is null or known_to > known_at)
        order by
            indicator_code, breakdown_code, admin_unit_code, period_code, value_kind,
            {{ in_force_first() }}
    $body$
{%- endmacro %}

{#- The rates worked out of figures in force at a moment, as int_changed_observations works them out for those in force now. -#}
{% macro rates_as_of() -%}
    create function mart.rates_as_of(known_at timestamptz) returns table (
        indicator_code text, breakdown_code text, admin_unit_code text, period_code text, value_kind text, province_unit_code text,
        ratio_value numeric, numerator_value numeric, denominator_value numeric, value_qualifier text, vintage text,
        measure_unit_code text, as_of_date date, form_code text, authority_rank integer, submission_id text, sheet text,
        cell_ref text, submission_origin text, known_from timestamptz, correction_id text
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
            greatest(uppers.known_from, lowers.known_from), coalesce(uppers.correction_id, lowers.correction_id)
        from mart.dim_indicators as indicators
        inner join mart.figures_as_of(known_at) as uppers
            on
                indicators.numerator_code = uppers.indicator_code
                -- written so that the planner sees how many rows are left
                and (
                    indicators.numerator_breakdown_code is null or indicators.numerator_breakdown_code = uppers.breakdown_code
                )
                and (indicators.numerator_value_kind is null or indicators.numerator_value_kind = uppers.value_kind)
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
        authority_rank integer, submission_id text, sheet text, cell_ref text, submission_origin text, known_from timestamptz,
        correction_id text
    )
    language sql stable parallel safe as $body$
        with parts as (
            select
                indicator_code, breakdown_code, admin_unit_code, period_code, value_kind, province_unit_code, figure_value,
                null::numeric as ratio_value, reported_value, null::numeric as numerator_value,
                null::numeric as denominator_value, value_origin, value_qualifier, null as rate_qualifier, vintage,
                measure_unit_code, as_of_date, form_code, authority_rank, submission_id, sheet, cell_ref, submission_origin,
                known_from, correction_id, false as is_rate
            from mart.figures_as_of(known_at)
            union all
            select
                rates.indicator_code, rates.breakdown_code, rates.admin_unit_code, rates.period_code, rates.value_kind,
                rates.province_unit_code, null, rates.ratio_value, null, rates.numerator_value, rates.denominator_value,
                'computed', null, rates.value_qualifier, rates.vintage,
                coalesce(breakdowns.measure_unit_code, rates.measure_unit_code), rates.as_of_date, rates.form_code,
                rates.authority_rank, rates.submission_id, rates.sheet, rates.cell_ref, rates.submission_origin,
                rates.known_from, rates.correction_id, true
            from mart.rates_as_of(known_at) as rates
            left join mart.dim_breakdowns as breakdowns
                on
                    breakdowns.measure_unit_code is not null
                    and breakdowns.breakdown_code = any(string_to_array(rates.breakdown_code, '.'))
        ),
        -- a key has at most a figure and a rate: the two are put together by grouping, which needs no guess of how many there are
        figures as (
            select
                indicator_code, breakdown_code, admin_unit_code, period_code, value_kind,
                {% for name in ['province_unit_code', 'vintage', 'measure_unit_code', 'as_of_date', 'form_code', 'authority_rank',
                                'submission_id', 'sheet', 'cell_ref'] -%}
                    coalesce(max({{ name }}) filter (where not is_rate), max({{ name }}) filter (where is_rate)) as {{ name }},
                {% endfor -%}
                max(figure_value) as figure_value, max(ratio_value) as ratio_value, max(reported_value) as reported_value,
                max(numerator_value) as numerator_value, max(denominator_value) as denominator_value,
                max(value_origin) filter (where not is_rate) as value_origin,
                coalesce(max(value_qualifier), max(rate_qualifier)) as value_qualifier,
                coalesce(max(submission_origin) filter (where is_rate), max(submission_origin)) as submission_origin,
                max(known_from) as known_from,
                case when bool_or(is_rate) then max(correction_id) filter (where is_rate) else max(correction_id) end
                    as correction_id
            from parts
            group by indicator_code, breakdown_code, admin_unit_code, period_code, value_kind
        )
        select
            indicator_code, breakdown_code, admin_unit_code, period_code, value_kind, province_unit_code,
            coalesce(ratio_value, figure_value), reported_value, numerator_value, denominator_value,
            case when ratio_value is not null then 'computed' else value_origin end,
            {{ observation_status('value_kind', 'vintage', 'value_qualifier') }}, value_qualifier, measure_unit_code, as_of_date,
            form_code, authority_rank, submission_id, sheet, cell_ref, submission_origin, known_from, correction_id
        from figures
    $body$
{%- endmacro %}

{#- The lines of capital as they were in force at a moment, one a key: the order is that of int_changed_capital. -#}
{% macro capital_as_of() -%}
    create function mart.capital_as_of(known_at timestamptz) returns setof mart.fct_capital_revisions
    language sql stable parallel safe as $body$
        select distinct on (
            admin_unit_code, component_code, capital_source_code, plan_year, origin_year, period_code, value_kind
        ) *
        from mart.fct_capital_revisions
        where known_from <= known_at and (known_to is null or known_to > known_at)
        order by
            admin_unit_code, component_code, capital_source_code, plan_year, origin_year, period_code, value_kind,
            {{ in_force_first() }}
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
