-- One row per edge old unit -> new unit of one day that carries any people; shares of an old unit add up to exactly 1.
select
    edges.old_admin_unit_code,
    edges.new_admin_unit_code,
    edges.level_old as old_admin_unit_level,
    edges.level_new as new_admin_unit_level,
    edges.effective_date::date as effective_date,
    edges.weight_numerator::numeric as weight_numerator,
    edges.weight_denominator::numeric as weight_denominator,
    edges.is_principal = '1' as is_principal,
    bases.rank_no::integer as basis_rank,
    edges.n_new_for_old = '1' and edges.n_old_for_new = '1' and bases.allocation_basis = 'whole' as is_one_to_one
from {{ ref('admin_unit_crosswalk') }} as edges
inner join {{ ref('allocation_bases') }} as bases on edges.weight_basis = bases.weight_basis
where edges.weight_numerator::numeric > 0
