"""`python -m mtqg.orchestration.metadata`: Airflow's metadata database is at this version, with our pools."""

from __future__ import annotations

from mtqg.stack.airflow import POOLS


def prepare() -> None:
    """The tables exist (made at once in an empty database, migrated in an older one) and the pools have their slots."""
    from airflow.models.pool import Pool
    from airflow.utils.db import initdb

    initdb()
    for name, (slots, description) in POOLS.items():
        Pool.create_or_update_pool(name, slots=slots, description=description, include_deferred=False)


if __name__ == "__main__":
    prepare()
