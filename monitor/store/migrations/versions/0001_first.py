"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from monitor.store import dialect

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
INSTANT = sa.BigInteger()  # microseconds since 1970
JSON = sa.JSON().with_variant(JSONB, "postgresql")


def upgrade() -> None:
    """Make every table, the search index, and the one row of the change counter."""
    dialect.create_search(op.get_bind())

    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("n", sa.BigInteger(), nullable=False),
    )

    op.create_table(
        "digest",
        sa.Column("id", ID, primary_key=True),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("managed_by", sa.Text(), nullable=False),
        sa.Column("spec", JSON, nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("retired", INSTANT),
        sa.UniqueConstraint("slug", name="uq_digest_slug"),
    )

    op.create_table(
        "dup_fp",
        sa.Column("fp", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("grp", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_dup_fp_day", "dup_fp", ["day"])

    op.create_table(
        "dup_line",
        sa.Column("outlet_id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("line_hash", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )

    op.create_table(
        "feed",
        sa.Column("id", ID, primary_key=True),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("declared_url", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False, server_default=""),
        sa.Column("site_url", sa.Text()),
        sa.Column("outlet", sa.Text()),
        sa.Column("lang", sa.Text()),
        sa.Column("interval_s", sa.Integer()),
        sa.Column("headers", JSON, nullable=False),
        sa.Column("managed_by", sa.Text(), nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("retired", INSTANT),
        sa.Column("paused", INSTANT),
        sa.Column("next_poll_at", INSTANT, nullable=False),
        sa.Column("lease_token", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("lease_until", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("lease_holder", sa.Text()),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("body_hash", sa.Text()),
        sa.Column("rhythm", JSON, nullable=False),
        sa.Column("state", sa.Text(), nullable=False, server_default="new"),
        sa.Column("state_detail", sa.Text(), nullable=False, server_default=""),
        sa.Column("last_polled", INSTANT),
        sa.Column("last_good", INSTANT),
        sa.Column("last_full", INSTANT),
        sa.Column("newest", INSTANT),
        sa.Column("interval_now_s", sa.Integer(), nullable=False, server_default="1800"),
        sa.Column("interval_why", sa.Text(), nullable=False, server_default=""),
        sa.Column("left_out", sa.Integer(), nullable=False, server_default="0"),
        sa.UniqueConstraint("slug", name="uq_feed_slug"),
    )
    op.create_index(
        "ix_feed_due",
        "feed",
        ["next_poll_at"],
        sqlite_where=sa.text("retired IS NULL AND paused IS NULL"),
        postgresql_where=sa.text("retired IS NULL AND paused IS NULL"),
    )
    op.create_index("ix_feed_host", "feed", ["host"])

    op.create_table(
        "host",
        sa.Column("host", sa.Text(), primary_key=True),
        sa.Column("wait_until", INSTANT, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
    )

    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
    )

    op.create_table(
        "login_try",
        sa.Column("id", ID, primary_key=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_index("ix_login_try_key", "login_try", ["key", "at"])

    op.create_table(
        "outlet",
        sa.Column("id", ID, primary_key=True),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, server_default="unknown"),
        sa.Column("country", sa.Text()),
        sa.Column("lang", sa.Text()),
        sa.Column("managed_by", sa.Text(), nullable=False),
        sa.Column("merged_into", ID, sa.ForeignKey("outlet.id")),
        sa.UniqueConstraint("slug", name="uq_outlet_slug"),
    )

    op.create_table(
        "person",
        sa.Column("id", ID, primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password", sa.Text()),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.UniqueConstraint("name", name="uq_person_name"),
    )

    op.create_table(
        "story",
        sa.Column("id", ID, primary_key=True),
        sa.Column("lang", sa.Text()),
        sa.Column("lead", sa.BigInteger(), nullable=False),
        sa.Column("first_seen", INSTANT, nullable=False),
        sa.Column("last_seen", INSTANT, nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("outlets", sa.Integer(), nullable=False),
        sa.Column("origins", sa.Integer(), nullable=False),
        sa.Column("terms", JSON, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_story_first_seen", "story", ["first_seen", "id"])
    op.create_index("ix_story_last_seen", "story", ["lang", "last_seen"])

    op.create_table(
        "term_day",
        sa.Column("lang", sa.Text(), primary_key=True),
        sa.Column("term", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("day", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )

    op.create_table(
        "topic",
        sa.Column("id", ID, primary_key=True),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("managed_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("retired", INSTANT),
        sa.UniqueConstraint("slug", name="uq_topic_slug"),
    )

    op.create_table(
        "article",
        sa.Column("id", ID, primary_key=True),
        sa.Column("outlet_id", ID, sa.ForeignKey("outlet.id"), nullable=False),
        sa.Column("url", sa.Text()),
        sa.Column("lang", sa.Text()),
        sa.Column("published", INSTANT),
        sa.Column("first_seen", INSTANT, nullable=False),
        sa.Column("effective", INSTANT, nullable=False),
        sa.Column("external_id", sa.Text()),
        sa.Column("backfill", sa.Boolean(), nullable=False),
        sa.Column("gone", INSTANT),
    )
    op.create_index("ix_article_effective", "article", ["effective", "id"])
    op.create_index("ix_article_first_seen", "article", ["first_seen", "id"])
    op.create_index("ix_article_outlet", "article", ["outlet_id", "effective"])

    op.create_table(
        "edition",
        sa.Column("id", ID, primary_key=True),
        sa.Column("digest_id", ID, sa.ForeignKey("digest.id"), nullable=False),
        sa.Column("period", INSTANT, nullable=False),
        sa.Column("start", INSTANT, nullable=False),
        sa.Column("end", INSTANT, nullable=False),
        sa.Column("composed", INSTANT, nullable=False),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.UniqueConstraint("digest_id", "period", name="uq_edition_digest_id_period"),
    )

    op.create_table(
        "feed_state",
        sa.Column("id", ID, primary_key=True),
        sa.Column("feed_id", ID, sa.ForeignKey("feed.id"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("start", INSTANT, nullable=False),
        sa.Column("end", INSTANT),
        sa.Column("detail", sa.Text(), nullable=False, server_default=""),
    )
    op.create_index("ix_feed_state_end", "feed_state", ["end"])
    op.create_index("ix_feed_state_feed_start", "feed_state", ["feed_id", "start"])

    op.create_table(
        "outlet_day",
        sa.Column("outlet_id", ID, sa.ForeignKey("outlet.id"), primary_key=True),
        sa.Column("day", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )

    op.create_table(
        "outlet_name",
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("outlet_id", ID, sa.ForeignKey("outlet.id"), nullable=False),
    )

    op.create_table(
        "poll_event",
        sa.Column("id", ID, primary_key=True),
        sa.Column("feed_id", ID, sa.ForeignKey("feed.id"), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("wire_bytes", sa.BigInteger(), nullable=False),
        sa.Column("ms", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("overlap", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
    )
    op.create_index("ix_poll_event_at", "poll_event", ["at"])
    op.create_index("ix_poll_event_feed_at", "poll_event", ["feed_id", "at"])

    op.create_table(
        "session",
        sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("expires", INSTANT, nullable=False),
    )

    op.create_table(
        "story_link",
        sa.Column("a", ID, sa.ForeignKey("story.id"), primary_key=True),
        sa.Column("b", ID, sa.ForeignKey("story.id"), primary_key=True),
        sa.Column("why", JSON, nullable=False),
    )

    op.create_table(
        "story_term",
        sa.Column("term", sa.BigInteger(), primary_key=True),
        sa.Column("story_id", ID, sa.ForeignKey("story.id"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_story_term_story", "story_term", ["story_id"])

    op.create_table(
        "topic_hour",
        sa.Column("topic_id", ID, sa.ForeignKey("topic.id"), primary_key=True),
        sa.Column("hour", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )

    op.create_table(
        "topic_version",
        sa.Column("topic_id", ID, sa.ForeignKey("topic.id"), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("spec", JSON, nullable=False),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
    )

    op.create_table(
        "article_key",
        sa.Column("hash", sa.LargeBinary(16), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("article_id", ID, sa.ForeignKey("article.id"), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_article_key_article", "article_key", ["article_id"])

    op.create_table(
        "delivery",
        sa.Column("id", ID, primary_key=True),
        sa.Column("edition_id", ID, sa.ForeignKey("edition.id"), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("doubts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("next_try", INSTANT),
        sa.Column("answer", sa.Text(), nullable=False, server_default=""),
        sa.Column("sent", INSTANT),
        sa.Column("lease_token", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("lease_until", sa.BigInteger(), nullable=False, server_default="0"),
        sa.UniqueConstraint("edition_id", "recipient", name="uq_delivery_edition_id_recipient"),
    )
    op.create_index("ix_delivery_due", "delivery", ["phase", "next_try"])

    op.create_table(
        "dup_sketch",
        sa.Column("article_id", ID, sa.ForeignKey("article.id"), primary_key=True),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("shingles", sa.LargeBinary(), nullable=False),
        sa.Column("nums", JSON, nullable=False),
        sa.Column("caps", JSON, nullable=False),
        sa.Column("title", JSON, nullable=False),
        sa.Column("marks", JSON, nullable=False),
        sa.Column("grp", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_dup_sketch_grp", "dup_sketch", ["grp"])

    op.create_table(
        "edition_item",
        sa.Column("digest_id", ID, sa.ForeignKey("digest.id"), primary_key=True),
        sa.Column("article_id", ID, sa.ForeignKey("article.id"), primary_key=True),
        sa.Column("edition_id", ID, sa.ForeignKey("edition.id"), nullable=False),
    )
    op.create_index("ix_edition_item_edition", "edition_item", ["edition_id"])

    op.create_table(
        "judgement",
        sa.Column("article_id", ID, sa.ForeignKey("article.id"), primary_key=True),
        sa.Column("judged", INSTANT, nullable=False),
        sa.Column("grp", sa.BigInteger(), nullable=False),
        sa.Column("reprint_of", sa.BigInteger()),
        sa.Column("story_id", sa.BigInteger()),
        sa.Column("origin", sa.BigInteger()),
        sa.Column("origin_kind", sa.Text(), nullable=False, server_default="unknown"),
    )
    op.create_index("ix_judgement_grp", "judgement", ["grp"])
    op.create_index("ix_judgement_judged", "judgement", ["judged"])
    op.create_index("ix_judgement_reprint_of", "judgement", ["reprint_of"])
    op.create_index("ix_judgement_story", "judgement", ["story_id"])

    op.create_table(
        "revision",
        sa.Column("article_id", ID, sa.ForeignKey("article.id"), primary_key=True),
        sa.Column("n", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("seen", INSTANT, nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("cut", JSON, nullable=False),
        sa.Column("text_hash", sa.LargeBinary(16), nullable=False),
        sa.Column("feed_id", ID),
    )
    op.create_index("ix_revision_seen", "revision", ["seen"])

    op.create_table(
        "same_hint",
        sa.Column("a", ID, sa.ForeignKey("article.id"), primary_key=True),
        sa.Column("b", ID, sa.ForeignKey("article.id"), primary_key=True),
        sa.Column("why", sa.Text(), nullable=False),
    )

    op.create_table(
        "sighting",
        sa.Column("feed_id", ID, sa.ForeignKey("feed.id"), primary_key=True),
        sa.Column("entry_hash", sa.LargeBinary(16), primary_key=True),
        sa.Column("article_id", ID, sa.ForeignKey("article.id"), nullable=False),
        sa.Column("guid", sa.Text()),
        sa.Column("raw_url", sa.Text()),
        sa.Column("raw_hash", sa.LargeBinary(16), nullable=False),
        sa.Column("first_seen", INSTANT, nullable=False),
        sa.Column("last_seen", INSTANT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sighting_article", "sighting", ["article_id"])

    op.create_table(
        "topic_match",
        sa.Column("id", ID, primary_key=True),
        sa.Column("topic_id", ID, sa.ForeignKey("topic.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("article_id", ID, sa.ForeignKey("article.id"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("evidence", JSON, nullable=False),
        sa.Column("retag", sa.Boolean(), nullable=False),
        sa.Column("effective", INSTANT, nullable=False),
        sa.Column("valid_from", INSTANT, nullable=False),
        sa.Column("valid_to", INSTANT),
    )
    op.create_index("ix_topic_match_article", "topic_match", ["article_id"])
    op.create_index("ix_topic_match_effective", "topic_match", ["topic_id", "effective"])
    op.create_index(
        "uq_topic_match_open",
        "topic_match",
        ["topic_id", "article_id"],
        unique=True,
        sqlite_where=sa.text("valid_to IS NULL"),
        postgresql_where=sa.text("valid_to IS NULL"),
    )

    op.create_table(
        "unjudged",
        sa.Column("article_id", ID, sa.ForeignKey("article.id"), primary_key=True),
    )

    op.create_table(
        "verdict",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("article_id", ID, sa.ForeignKey("article.id"), nullable=False),
        sa.Column("target", sa.BigInteger()),
        sa.Column("p", sa.Float(), nullable=False),
        sa.Column("reason", JSON, nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("valid_from", INSTANT, nullable=False),
        sa.Column("valid_to", INSTANT),
    )
    op.create_index("ix_verdict_article", "verdict", ["article_id"])
    op.create_index("ix_verdict_target", "verdict", ["kind", "target"])
    op.create_index(
        "uq_verdict_open",
        "verdict",
        ["kind", "article_id"],
        unique=True,
        sqlite_where=sa.text("valid_to IS NULL"),
        postgresql_where=sa.text("valid_to IS NULL"),
    )

    op.execute("INSERT INTO change (id, n) VALUES (1, 0)")
