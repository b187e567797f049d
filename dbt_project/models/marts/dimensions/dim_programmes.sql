{{ config(unique_key=['component_code', 'valid_from'], tags=['reference']) }}
-- One row per programme, phase, component, sub-project or topic and validity interval, with the programme it belongs to and
-- what it became in the merged programme: the programme by resolution, the component only where that is confirmed or proposed.
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
    whole.component_code as merged_programme_code,
    programmes.provenance,
    parts.component_code as merged_component_code,
    parts.is_confirmed as is_merged_component_confirmed
from {{ ref('stg_programmes') }} as programmes
inner join {{ ref('int_programme_ancestors') }} as tops
    on programmes.component_code = tops.component_code and tops.depth = 0
left join {{ ref('stg_programme_crosswalk') }} as whole on tops.programme_code = whole.old_component_code
left join {{ ref('stg_programme_crosswalk') }} as parts on programmes.component_code = parts.old_component_code
