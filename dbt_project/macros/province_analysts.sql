{#- Post-hook of every mart: analysts of provinces read it, and where the model says `own_rows` (a column that begins with a
    province's code) only the rows of their own province; a model that says `analysts=false` they do not read at all. Nothing is
    executed, and no lock taken, where it is so already. -#}
{% macro open_to_province_analysts() -%}
    {%- if execute and model.config.get('analysts', true) -%}
        {%- set found = rows_of(
            "select relrowsecurity::text, has_table_privilege('province_analyst', oid, 'select')::text from pg_class where oid = '"
            ~ this ~ "'::regclass")[0] -%}
        {%- set own_rows = model.config.get('own_rows') -%}
        {%- if own_rows and found[0] != 'true' %} {{ own_rows_only(own_rows) }} {%- endif -%}
        {%- if found[1] != 'true' %} grant select on {{ this }} to province_analyst; {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#- The login role of a province's analyst is `analyst_48`: who may become that role is the only thing that decides. -#}
{% macro own_rows_only(column) %}
    alter table {{ this }} enable row level security;
    drop policy if exists everything on {{ this }};
    create policy everything on {{ this }} for select to bi_reader, mtqg_loader using (true);
    drop policy if exists own_province on {{ this }};
    create policy own_province on {{ this }} for select to province_analyst
    using (split_part({{ column }}, '-', 1) = (select substring(current_user::text from '^analyst_([0-9]{2})$')));
{% endmacro %}
