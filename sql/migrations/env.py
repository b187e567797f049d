"""Alembic's own entry: migrations not yet applied, in one transaction, each noted in control.applied_migrations."""

from alembic import context

from mtqg.stack.migrations import HISTORY, note_applied

connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table="schema_version", version_table_schema="control",
                  on_version_apply=note_applied)
with context.begin_transaction():
    connection.exec_driver_sql("select pg_advisory_xact_lock(hashtext('mtqg migrations'))")
    connection.exec_driver_sql(HISTORY)
    context.run_migrations()
