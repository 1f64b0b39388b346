"""Alembic's entry: it runs the versions on the connection that `monitor.store.upgrade` hands it, in its transaction."""

from alembic import context

from monitor.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True)
context.run_migrations()
