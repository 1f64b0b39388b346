"""Alerts: what they are, what they found, what they have dealt with, what their letters told."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
INSTANT = sa.BigInteger()  # microseconds since 1970
JSON = sa.JSON().with_variant(JSONB, "postgresql")


def upgrade() -> None:
    """Four tables."""
    op.create_table(
        "alert",
        sa.Column("id", ID, nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("managed_by", sa.Text(), nullable=False),
        sa.Column("spec", JSON, nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("begun", JSON, nullable=False),
        sa.Column("looked", INSTANT, nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("letters", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("retired", INSTANT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("slug", name=op.f("uq_alert_slug")),
    )
    op.create_table(
        "alert_item",
        sa.Column("id", ID, nullable=False),
        sa.Column("alert_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False, server_default=""),
        sa.Column("article_id", ID),
        sa.Column("detail", JSON, nullable=False),
        sa.Column("found", INSTANT, nullable=False),
        sa.Column("held", sa.Text(), nullable=False, server_default=""),
        sa.Column("told", INSTANT),
        sa.Column("letter", sa.Integer()),
        sa.Column("over", INSTANT),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alert_item_alert_id_alert")),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_alert_item_article_id_article")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_item")),
        sa.UniqueConstraint("alert_id", "key", name=op.f("uq_alert_item_alert_id_key")),
    )
    op.create_index("ix_alert_item_told", "alert_item", ["alert_id", "told"])
    op.create_index("ix_alert_item_article", "alert_item", ["article_id"])
    op.create_table(
        "alert_taken",
        sa.Column("alert_id", ID, nullable=False),
        sa.Column("topic_id", ID, nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alert_taken_alert_id_alert")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_alert_taken_topic_id_topic")),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_alert_taken_article_id_article")),
        sa.PrimaryKeyConstraint("alert_id", "topic_id", "article_id", name=op.f("pk_alert_taken")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alert_taken_article", "alert_taken", ["article_id"])
    op.create_table(
        "alert_letter",
        sa.Column("alert_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("letter_id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_alert_letter_alert_id_alert")),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_alert_letter_letter_id_letter")),
        sa.PrimaryKeyConstraint("alert_id", "number", name=op.f("pk_alert_letter")),
    )
    op.create_index("ix_alert_letter_at", "alert_letter", ["at"])
