"""Reprints are recognised by runs of characters too. Fingerprints are made another way: those of before say nothing any
more and go; articles of before are folded as they were judged. Stories say whether they were looked at again."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; forget the old fingerprints."""
    op.add_column("dup_sketch", sa.Column("grams", sa.LargeBinary(), nullable=False, server_default=""))
    op.add_column("story", sa.Column("settled", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    unsettled = sa.text("NOT settled")
    op.create_index("ix_story_unsettled", "story", ["id"], sqlite_where=unsettled, postgresql_where=unsettled)
    op.execute("DELETE FROM dup_fp")
    op.execute("DELETE FROM dup_sketch")
