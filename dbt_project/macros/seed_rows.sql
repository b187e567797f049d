{#- Rows of a seed go to the database as one JSON text, not as one parameter a cell: 12,000 administrative units in a second. All
    columns of seeds are text (`_seeds.yml`). -#}
{% macro postgres__load_csv_rows(model, agate_table) %}
    {%- set rows = [] -%}
    {%- for row in agate_table.rows -%} {%- do rows.append(row.values() | list) -%} {%- endfor -%}
    {%- set statement -%}
        insert into {{ this.render() }} ({{ get_seed_column_quoted_csv(model, agate_table.column_names) }})
        select
            {% for name in agate_table.column_names -%}
                filled.one ->> {{ loop.index0 }}{{ ', ' if not loop.last }}
            {%- endfor %}
        from jsonb_array_elements(%s::jsonb) as filled (one)
    {%- endset -%}
    {%- do adapter.add_query(statement, bindings=[tojson(rows)], abridge_sql_log=true) -%}
    {{ return(statement) }}
{% endmacro %}
