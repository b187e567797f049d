select
    submission_id,
    known_from,
    known_to,
    accepted_since,
    array_to_string(blocks_in_force, ',') as blocks_in_force,
    array_to_string(blocks_left_out, ',') as blocks_left_out
from {{ source('control', 'standings') }}
