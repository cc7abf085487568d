"""Alembic runs the migrations on the connection it is given, inside the transaction that is open on it.

`plworkbench.store.upgrade` has begun that transaction and ends it, so that a crash leaves the tables as they were.
"""

from alembic import context

from plworkbench.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
)
context.run_migrations()
