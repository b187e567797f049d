{#- Order in which of several figures of one key the one in force comes first: of the form of the lower authority rank; then of the
    report with the later as-of date, whenever it came; of reports of one day the one whose code (source.form.period) comes last, so
    that nothing hangs on the order of arrival; then of its revision accepted last. -#}
{% macro in_force_first(figures=none) -%}
    {%- set of = figures ~ '.' if figures else '' -%}
    {{ of }}authority_rank, {{ of }}report_as_of_date desc nulls last, {{ of }}report_code desc,
    {{ of }}accepted_since desc nulls last, {{ of }}submission_id
{%- endmacro %}

{#- The report that a submission is a revision of: source, form and period. -#}
{% macro report_code(submissions) -%}
    {{ submissions }}.source_code || '.' || {{ submissions }}.form_code || '.' || {{ submissions }}.period_code
{%- endmacro %}
