"""The outbox carries letters besides editions; who joined and left a list; addresses that refuse us; keys of links."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
INSTANT = sa.BigInteger()  # microseconds since 1970
JSON = sa.JSON().with_variant(JSONB, "postgresql")


def upgrade() -> None:
    """Four tables, and deliveries of letters. What went wrong before is old news."""
    op.create_table(
        "letter",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("composed", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("key", name=op.f("uq_letter_key")),
    )
    with op.batch_alter_table("delivery") as delivery:
        delivery.drop_index("ix_delivery_due")
        delivery.alter_column("edition_id", existing_type=ID, nullable=True)
        delivery.add_column(sa.Column("letter_id", ID))
        delivery.add_column(sa.Column("turn", sa.Integer(), nullable=False, server_default="1"))
        delivery.add_column(sa.Column("told", INSTANT))
        delivery.create_foreign_key(op.f("fk_delivery_letter_id"), "letter", ["letter_id"], ["id"])
        delivery.create_unique_constraint(op.f("uq_delivery_letter_id_recipient"), ["letter_id", "recipient"])
        delivery.create_check_constraint(op.f("ck_delivery_of_one"), "(edition_id IS NULL) <> (letter_id IS NULL)")
        delivery.create_index("ix_delivery_due", ["channel", "phase", "turn", "next_try", "id"])
        delivery.create_index("ix_delivery_phase", ["phase", "lease_until"])
    op.execute("UPDATE delivery SET told = 0 WHERE phase IN ('refused', 'unknown', 'expired')")
    op.create_table(
        "subscriber",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("joined", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False, server_default=""),
        sa.Column("asked", INSTANT),
        sa.Column("asks", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("changed", INSTANT, nullable=False),
        sa.Column("why", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriber")),
        sa.UniqueConstraint("list", "key", name=op.f("uq_subscriber_list_key")),
    )
    op.create_index("ix_subscriber_key", "subscriber", ["key"])
    op.create_table(
        "reach",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("tried", INSTANT, nullable=False),
        sa.Column("marked", INSTANT),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("told", INSTANT),
        sa.PrimaryKeyConstraint("channel", "key", name=op.f("pk_reach")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "secret",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret")),
    )
