{{ config(
    materialized='incremental', incremental_strategy='difference', on_schema_change='append_new_columns', tags=['reference'],
    unique_key=['admin_unit_code', 'target_unit_code', 'valid_from', 'share_from'],
    indexes=[{'columns': ['admin_unit_code', 'target_unit_code', 'valid_from', 'share_from'], 'unique': true}]
) }}
-- One row per unit of the 63, unit of the 34 it went into, and days on which its figures go that way, through every change
-- between. Its part of a figure v is v x share_to / denominator less v x share_from / denominator, each rounded: parts add
-- up to v to the last digit, whatever the scale.
with recursive edges as (
    select * from {{ ref('int_crosswalk_edges') }}
),

paths as (
    select
        old_admin_unit_code as admin_unit_code,
        old_admin_unit_level as admin_unit_level,
        new_admin_unit_code as target_unit_code,
        effective_date as arrives_on,
        effective_date - 1 as in_force_to,
        valid_from,
        valid_to,
        share_to - weight_numerator as share_from,
        share_to,
        weight_denominator as share_denominator,
        basis_rank,
        is_one_to_one
    from edges
    union all
    select
        paths.admin_unit_code,
        paths.admin_unit_level,
        edges.new_admin_unit_code,
        edges.effective_date,
        paths.in_force_to,
        paths.valid_from,
        paths.valid_to,
        paths.share_from * edges.weight_denominator
        + (paths.share_to - paths.share_from) * (edges.share_to - edges.weight_numerator) as share_from,
        paths.share_from * edges.weight_denominator + (paths.share_to - paths.share_from) * edges.share_to as share_to,
        paths.share_denominator * edges.weight_denominator as share_denominator,
        greatest(paths.basis_rank, edges.basis_rank) as basis_rank,
        paths.is_one_to_one and edges.is_one_to_one as is_one_to_one
    from paths
    inner join edges
        on
            paths.target_unit_code = edges.old_admin_unit_code
            and paths.arrives_on between edges.valid_from and edges.valid_to
)

select
    admin_unit_code,
    admin_unit_level,
    target_unit_code,
    valid_from,
    valid_to,
    in_force_to,
    share_from,
    share_to,
    share_denominator,
    basis_rank,
    is_one_to_one
from paths
where target_unit_code like '34-%'
