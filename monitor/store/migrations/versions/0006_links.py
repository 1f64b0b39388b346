"""Links between stories of one event in several languages: with their probability, author and times, and what they are
found by."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
INSTANT = sa.BigInteger()  # microseconds since 1970
JSON = sa.JSON().with_variant(JSONB, "postgresql")
OPEN, UNLINKED = sa.text("valid_to IS NULL"), sa.text("NOT linked")


def upgrade() -> None:
    """Links anew (nothing has ever made one before this version), two tables, and whether a story was looked at."""
    op.drop_table("story_link")
    op.create_table(
        "story_link",
        sa.Column("id", ID, nullable=False),
        sa.Column("a", sa.BigInteger(), nullable=False),
        sa.Column("b", sa.BigInteger(), nullable=False),
        sa.Column("p", sa.Float(), nullable=False),
        sa.Column("why", JSON, nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("valid_from", INSTANT, nullable=False),
        sa.Column("valid_to", INSTANT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_link")),
    )
    op.create_index("uq_story_link_open", "story_link", ["a", "b"], unique=True, sqlite_where=OPEN,
                    postgresql_where=OPEN)  # fmt: skip
    op.create_index("ix_story_link_a", "story_link", ["a"])
    op.create_index("ix_story_link_b", "story_link", ["b"])
    op.create_table(
        "story_reading",
        sa.Column("story_id", ID, autoincrement=False, nullable=False),
        sa.Column("texts", sa.BigInteger(), nullable=False),
        sa.Column("signs", JSON, nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_story_reading_story_id_story")),
        sa.PrimaryKeyConstraint("story_id", name=op.f("pk_story_reading")),
    )
    op.create_table(
        "story_sign",
        sa.Column("sign", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("story_id", ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name=op.f("fk_story_sign_story_id_story")),
        sa.PrimaryKeyConstraint("sign", "story_id", name=op.f("pk_story_sign")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_story_sign_story", "story_sign", ["story_id"])
    op.add_column("story", sa.Column("linked", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    op.execute("UPDATE story SET linked = true")  # those of before are looked at when they change
    op.create_index("ix_story_unlinked", "story", ["id"], sqlite_where=UNLINKED, postgresql_where=UNLINKED)
