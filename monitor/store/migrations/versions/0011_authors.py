"""Articles found by their author without reading them: who wrote a text is stored behind its markup."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An index."""
    op.create_index(op.f("ix_revision_author"), "revision", ["author"])
