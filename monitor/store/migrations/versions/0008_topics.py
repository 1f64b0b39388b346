"""Topics: where a file declares one, a counter of their changes, and how far the archive is matched again."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
INSTANT = sa.BigInteger()  # microseconds since 1970
OPEN = sa.text("ended IS NULL")


def upgrade() -> None:
    """A column, the one row of a counter, and a table."""
    op.add_column("topic", sa.Column("place", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "topic_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_mark")),
    )
    op.execute("INSERT INTO topic_mark (id, n) VALUES (1, 1)")
    op.create_table(
        "retag",
        sa.Column("id", ID, nullable=False),
        sa.Column("topic_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("since", INSTANT),
        sa.Column("top", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("looked", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("begun", INSTANT, nullable=False),
        sa.Column("moved", INSTANT, nullable=False),
        sa.Column("ended", INSTANT),
        sa.Column("outcome", sa.Text(), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_retag_topic_id_topic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retag")),
    )
    op.create_index("uq_retag_open", "retag", ["topic_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
