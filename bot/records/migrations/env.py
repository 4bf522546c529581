"""Run by Alembic: steps go through the connection, and in the transaction, that `engine.py` opened."""

from alembic import context

from bot.records.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
