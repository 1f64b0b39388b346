"""What people decide is kept, with the stories that the judge has to weigh anew because of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
INSTANT = sa.BigInteger()  # microseconds since 1970
JSON = sa.JSON().with_variant(JSONB, "postgresql")


def upgrade() -> None:
    """Two tables."""
    op.create_table(
        "decision",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("article_id", ID, sa.ForeignKey("article.id"), nullable=False),
        sa.Column("other_id", sa.BigInteger()),
        sa.Column("outlet_id", ID, sa.ForeignKey("outlet.id")),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("undone", INSTANT),
        sa.Column("undone_by", sa.Text()),
        sa.Column("said", JSON, nullable=False),
    )
    op.create_index("ix_decision_article", "decision", ["article_id"])
    op.create_index("ix_decision_other", "decision", ["other_id"])
    op.create_table(
        "unweighed",
        sa.Column("story_id", ID, primary_key=True, autoincrement=False),
    )
