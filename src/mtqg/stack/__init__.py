"""The local stack: an embedded PostgreSQL and the Airflow processes, started, watched and stopped by us."""
