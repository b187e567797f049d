"""Airflow's connections in the shape that connectors know."""

from __future__ import annotations

from mtqg.connectors import ConnectionSpec
from mtqg.errors import MtqgError


def resolve(connection_id: str) -> ConnectionSpec:
    """The connection, from wherever Airflow keeps it: environment, secrets backend or its own database."""
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        found = Connection.get(connection_id)
    except AirflowNotFoundException as error:
        raise MtqgError(f"connection {connection_id} of expectations/sources.yml is not known to Airflow: "
                        f"set AIRFLOW_CONN_{connection_id.upper()} or add it under Admin > Connections") from error
    return ConnectionSpec(connection_id, found.conn_type, found.host, found.port, found.login, found.password,
                          found.extra_dejson, found.schema)
