"""Spikes of topics, silences of paired feeds, and when the feed of an article was last read without it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
INSTANT = sa.BigInteger()  # microseconds since 1970
JSON = sa.JSON().with_variant(JSONB, "postgresql")
OPEN = sa.text("until IS NULL")


def upgrade() -> None:
    """Two tables and a column."""
    op.add_column("article", sa.Column("absent", INSTANT))
    op.create_table(
        "spike",
        sa.Column("id", ID, nullable=False),
        sa.Column("topic_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("start", INSTANT, nullable=False),
        sa.Column("end", INSTANT, nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("stories", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Float(), nullable=False),
        sa.Column("tail", sa.Float(), nullable=False),
        sa.Column("sensitivity", sa.Text(), nullable=False),
        sa.Column("learning", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("story_ids", JSON, nullable=False),
        sa.Column("peak", sa.Integer(), nullable=False),
        sa.Column("held", INSTANT, nullable=False),
        sa.Column("until", INSTANT),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_spike_topic_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spike")),
    )
    op.create_index("uq_spike_open", "spike", ["topic_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_spike_at", "spike", ["at"])
    op.create_index("ix_spike_topic", "spike", ["topic_id", "at"])
    op.create_table(
        "silence",
        sa.Column("id", ID, nullable=False),
        sa.Column("pair", sa.Text(), nullable=False),
        sa.Column("feed_id", ID, nullable=False),
        sa.Column("speaking_id", ID, nullable=False),
        sa.Column("article_id", ID),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("spoke", INSTANT, nullable=False),
        sa.Column("heard", INSTANT),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", INSTANT),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name=op.f("fk_silence_feed_id_feed")),
        sa.ForeignKeyConstraint(["speaking_id"], ["feed.id"], name=op.f("fk_silence_speaking_id_feed")),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_silence_article_id_article")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silence")),
    )
    op.create_index("uq_silence_open", "silence", ["pair", "feed_id"], unique=True, sqlite_where=OPEN,
                    postgresql_where=OPEN)  # fmt: skip
    op.create_index("ix_silence_at", "silence", ["at"])
