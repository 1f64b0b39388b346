"""Feeds know their priority, how they are reached and when they first answered; revisions what else was said."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB, "postgresql")


def upgrade() -> None:
    """Add the columns; feeds that are there are of normal priority and open to everybody."""
    op.add_column("feed", sa.Column("priority", sa.Text(), nullable=False, server_default="normal"))
    op.add_column("feed", sa.Column("access", JSON, nullable=False, server_default="{}"))
    op.add_column("feed", sa.Column("first_good", sa.BigInteger()))
    op.execute("UPDATE feed SET first_good = created WHERE last_good IS NOT NULL")
    op.add_column("revision", sa.Column("details", JSON))
