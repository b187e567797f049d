{#- Views change in place and only when their text or their description did: `create or replace` would wait for every open
    reader of the view, dropping it would take along what stands on it. The text's fingerprint is the comment of the
    view's rule. -#}
{% materialization view, adapter='postgres' %}
    {%- set target_relation = this.incorporate(type='view') -%}
    {#- security_invoker: who reads the view needs the rights of a reader of what it stands on, and sees the rows of one. -#}
    {%- set rights = 'with (security_invoker = true)' if config.get('security_invoker') else '' -%}
    {%- set fingerprint = local_md5(sql ~ model.description ~ tojson(model.columns) ~ rights) -%}
    {%- set stored = rows_of(
        "select obj_description(oid, 'pg_rewrite') from pg_rewrite where ev_class = to_regclass('"
        ~ target_relation.without_identifier().include(database=false) ~ '.' ~ '"' ~ this.identifier ~ '"'
        ~ "') and rulename = '_RETURN'") -%}

    {{ run_hooks(pre_hooks) }}

    {% if stored and stored[0][0] == fingerprint %}
        {% call noop_statement('main', 'UNCHANGED', 'UNCHANGED') %}{{ sql }}{% endcall %}
    {% else %}
        {% set existing = load_cached_relation(this) %}
        {% if existing is not none and not existing.is_view %}{% do adapter.drop_relation(existing) %}{% endif %}
        {% call statement('main') %}
            {%- if config.get('contract').enforced %}{{ get_assert_columns_equivalent(sql) }}{% endif %}
            do $replace$
            begin
                create or replace view {{ target_relation }} {{ rights }} as ({{ sql }});
            exception when invalid_table_definition then
                drop view {{ target_relation }} cascade;
                create view {{ target_relation }} {{ rights }} as ({{ sql }});
            end
            $replace$;
            comment on rule "_RETURN" on {{ target_relation }} is '{{ fingerprint }}';
        {% endcall %}
        {% do persist_docs(target_relation, model) %}
        {% do adapter.commit() %}
    {% endif %}

    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
