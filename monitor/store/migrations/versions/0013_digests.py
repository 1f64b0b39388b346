"""Digests of the dashboard: paused, who saved which version, and where those of the files stand."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INSTANT = sa.BigInteger()  # microseconds since 1970


def upgrade() -> None:
    """Four columns."""
    op.add_column("digest", sa.Column("paused", INSTANT))
    op.add_column("digest", sa.Column("place", sa.Text(), nullable=False, server_default=""))
    op.add_column("digest", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("digest", sa.Column("author", sa.Text(), nullable=False, server_default=""))
