{{ config(unique_key=['component_code', 'valid_from'], tags=['reference']) }}
-- One row per programme, phase, component, sub-project or topic and validity interval, with the programme it belongs to.
select
    programmes.component_code,
    programmes.valid_from,
    programmes.valid_to,
    tops.programme_code,
    programmes.parent_code,
    programmes.programme_level,
    programmes.phase,
    programmes.sort_order,
    programmes.name_vi,
    programmes.name_en,
    programmes.short_vi,
    programmes.is_name_confirmed,
    programmes.legal_basis,
    merged.programme_code as merged_programme_code,
    programmes.provenance
from {{ ref('stg_programmes') }} as programmes
inner join {{ ref('int_programme_ancestors') }} as tops
    on programmes.component_code = tops.component_code and tops.depth = 0
left join {{ ref('stg_programme_crosswalk') }} as merged on programmes.component_code = merged.old_programme_code
