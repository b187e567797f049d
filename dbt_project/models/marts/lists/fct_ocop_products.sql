{{ config(
    materialized='incremental', incremental_strategy='slices', on_schema_change='append_new_columns',
    indexes=[{'columns': ['province_unit_code', 'period_code']}]
) }}
-- Grain: one recognised product in a province's list of a period. A certificate is valid for 36 months (QĐ 148/QĐ-TTg) where
-- the list does not say until when; its state is that of the last day of the period.
with dated as (
    select
        products.*,
        periods.start_date,
        periods.end_date,
        coalesce(products.stated_expiry, (products.recognised_on + interval '36 months')::date) as expires_on
    from {{ ref('int_changed_ocop_products') }} as products
    inner join {{ ref('dim_periods') }} as periods on products.period_code = periods.period_code
)

select
    dated.province_unit_code as admin_unit_code,
    dated.period_code,
    dated.product_key,
    dated.province_unit_code,
    dated.product_name,
    dated.producer_name,
    dated.category_no as category_code,
    categories.name_vi as category_name_vi,
    categories.name_en as category_name_en,
    dated.commune_text,
    dated.district_text,
    dated.stars,
    dated.decision_number,
    dated.recognised_on,
    dated.expires_on,
    dated.stated_expiry is null and dated.expires_on is not null as is_expiry_computed,
    case
        when dated.expires_on is null then 'unknown'
        when dated.expires_on < dated.end_date then 'expired'
        when dated.expires_on < dated.end_date + 180 then 'expiring'
        else 'valid'
    end as expiry_status,
    coalesce(dated.recognised_on between dated.start_date and dated.end_date, false) as is_recognised_in_period,
    dated.end_date as as_of_date,
    dated.submission_id,
    dated.sheet,
    dated.cell_ref,
    dated.submission_origin
from dated
left join {{ ref('stg_code_lists') }} as categories
    on categories.list_code = 'product_category' and categories.code = dated.category_no::text
where {{ in_slices('dated.province_unit_code', 'dated.period_code') }}
