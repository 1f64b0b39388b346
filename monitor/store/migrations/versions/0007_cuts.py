"""Editions that were cut while the clock ran ahead, and where each digest's last edition ended."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.BigInteger()  # microseconds since 1970


def upgrade() -> None:
    """One column and one index."""
    op.add_column("edition", sa.Column("ahead", INSTANT))
    op.create_index("ix_edition_end", "edition", ["digest_id", "end"])
