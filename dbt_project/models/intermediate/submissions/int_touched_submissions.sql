{{ config(materialized='table', unlogged=true) }}
-- One row per submission of which this build may have to say something else than what is published: it is new, was judged again,
-- came into force or left it; it has no verdict, so that what was found may still change or be taken away (retention); or a rule
-- that it broke has another scope. Found by comparison, so that nothing hangs on clocks.
with made as (
    select * from {{ ref('dim_submissions') }}
),

stood as (
    select * from {{ published('dim_submissions') }}
)

select submission_id
from (
    select * from made
    except
    select * from stood
) as came
union
select submission_id
from (
    select * from stood
    except
    select * from made
) as went
union
select submission_id from made
where verdict_no is null
union
select findings.submission_id
from {{ ref('stg_findings') }} as findings
where
    findings.rule_id in (
        select rules.rule_id
        from (
            select
                rule_id,
                scope
            from {{ ref('dim_rules') }}
            except
            select
                rule_id,
                scope
            from {{ published('dim_rules') }}
        ) as rules
    )
