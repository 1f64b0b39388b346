"""The history of the tables, run by `monitor.store.upgrade`; nobody needs an alembic.ini."""
