-- One row per way in which a figure comes onto another map, the surest first.
select distinct
    rank_no::integer as basis_rank,
    allocation_basis,
    exact_for,
    name_vi,
    name_en
from {{ ref('allocation_bases') }}
