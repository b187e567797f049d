{#- 1 country, 2 province, 3 district, 4 commune: read off the code of a unit (`63-P-62`, `34-C-15976`, `VN`). -#}
{% macro level_no(admin_unit_code) -%}
    case split_part({{ admin_unit_code }}, '-', 2) when 'C' then 4 when 'D' then 3 when 'P' then 2 else 1 end
{%- endmacro %}

{#- The same for the level at which an indicator is collected; what villages and households give counts at the commune. -#}
{% macro collected_level_no(level) -%}
    case {{ level }} when 'country' then 1 when 'province' then 2 when 'district' then 3 else 4 end
{%- endmacro %}

{#- The name of that level. -#}
{% macro level_name(admin_unit_code) -%}
    case split_part({{ admin_unit_code }}, '-', 2)
        when 'C' then 'commune' when 'D' then 'district' when 'P' then 'province' else 'country'
    end
{%- endmacro %}

{#- True for indicators that only communes (xã) are expected to have: new rural development is built there; wards, townships and
    special zones stand outside its scope. -#}
{% macro counts_rural_communes(indicators) -%}
    ({{ indicators }}.theme in ('ntm_result', 'ntm_criterion') or {{ indicators }}.indicator_code = 'CT.XA')
{%- endmacro %}
