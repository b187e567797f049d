{#- Facts: the slices of this build are deleted and inserted; of a build of every slice, those that have come out otherwise. Readers
    see the rows before or after, and never wait. -#}
{% macro get_incremental_slices_sql(arguments) %}
    {%- set target = arguments['target_relation'] -%}
    {%- set columns = get_quoted_csv(arguments['dest_columns'] | map(attribute='name')) -%}
    {%- set has_rows = rows_of('select exists (select from ' ~ target ~ ')')[0] -%}
    {%- set only_differing = is_full_build() and target.schema == 'mart' and has_rows and has_rows[0] -%}
    {%- set differing = 'pg_temp.differing_' ~ target.identifier -%}
    {% if only_differing -%}
        create temporary table {{ differing.split('.')[1] }} on commit drop as
        select province_unit_code, period_code
        from ({{ slices_with_their_sum(target) }}) as stored
        full join ({{ slices_with_their_sum(arguments['temp_relation']) }}) as made using (province_unit_code, period_code)
        where (stored.n_rows, stored.sum_of_rows) is distinct from (made.n_rows, made.sum_of_rows);
        analyze {{ differing }};
    {%- endif %}

    delete from {{ target }}
    {% if only_differing -%}
        where (province_unit_code, period_code) in (select province_unit_code, period_code from {{ differing }});
    {%- else -%}
        where {{ in_slices('province_unit_code', 'period_code', config.get('reach', 'reported')) }};
    {%- endif %}

    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ arguments['temp_relation'] }}
    {%- if only_differing %}
        where (province_unit_code, period_code) in (select province_unit_code, period_code from {{ differing }});
        drop table {{ differing }}
    {%- endif %};

    {{ analyze_partitions(target) }}
{% endmacro %}

{#- Each slice of a fact with its number of rows and the sum of their hashes. -#}
{% macro slices_with_their_sum(fact) -%}
    select
        province_unit_code, period_code, count(*) as n_rows, sum(hashtextextended(fact::text, 0)::numeric) as sum_of_rows
    from {{ fact }} as fact
    group by province_unit_code, period_code
{%- endmacro %}

{#- Small tables computed whole: only rows that differ are deleted and inserted, so that the table, what stands on it and
    whoever reads it stay undisturbed. -#}
{% macro get_incremental_difference_sql(arguments) %}
    {%- set target = arguments['target_relation'] -%}
    {%- set names = arguments['dest_columns'] | map(attribute='name') | list -%}
    {%- set columns = get_quoted_csv(names) -%}
    delete from {{ target }} as stored
    where not exists (
        select from {{ arguments['temp_relation'] }} as computed
        where {{ same(arguments['unique_key']) }}
            and ({{ prefixed('computed', names) }}) is not distinct from ({{ prefixed('stored', names) }})
    );

    insert into {{ target }} ({{ columns }})
    select {{ columns }}
    from {{ arguments['temp_relation'] }} as computed
    where not exists (select from {{ target }} as stored where {{ same(arguments['unique_key']) }});
{% endmacro %}

{#- Revisions: rows of the slices of this build that have ended since are closed, those not there yet are inserted; nothing else
    is ever touched. -#}
{% macro get_incremental_revisions_sql(arguments) %}
    {%- set target = arguments['target_relation'] -%}
    {%- set columns = get_quoted_csv(arguments['dest_columns'] | map(attribute='name')) -%}
    analyze {{ arguments['temp_relation'] }};

    update {{ target }} as stored
    set known_to = computed.known_to
    from {{ arguments['temp_relation'] }} as computed
    where {{ in_slices('stored.province_unit_code', 'stored.period_code') }}
        and {{ same(arguments['unique_key']) }}
        and stored.known_to is null
        and computed.known_to is not null;

    insert into {{ target }} ({{ columns }})
    select {{ columns }}
    from {{ arguments['temp_relation'] }} as computed
    where not exists (
        select from {{ target }} as stored
        where {{ in_slices('stored.province_unit_code', 'stored.period_code') }} and {{ same(arguments['unique_key']) }}
    );

    {{ analyze_partitions(target) }}
{% endmacro %}

{#- Rows that never change once written: those whose key is not there yet are inserted. -#}
{% macro get_incremental_missing_sql(arguments) %}
    {%- set columns = get_quoted_csv(arguments['dest_columns'] | map(attribute='name')) -%}
    insert into {{ arguments['target_relation'] }} ({{ columns }})
    select {{ columns }}
    from {{ arguments['temp_relation'] }} as computed
    where not exists (select from {{ arguments['target_relation'] }} as stored where {{ same(arguments['unique_key']) }});
{% endmacro %}

{#- The two rows have the same key; columns of it that may be empty are named in config `key_may_be_null`. -#}
{% macro same(key) -%}
    {%- for name in ([key] if key is string else key) -%}
        {%- set compared = 'is not distinct from' if name in config.get('key_may_be_null', []) else '=' -%}
        computed.{{ name }} {{ compared }} stored.{{ name }}{{ ' and ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{% macro prefixed(alias, names) -%}
    {%- for name in names -%} {{ alias }}."{{ name }}"{{ ', ' if not loop.last }} {%- endfor -%}
{%- endmacro %}
