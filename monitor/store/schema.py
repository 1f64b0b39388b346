"""The tables, as SQLAlchemy Core sees them. The migrations make them; a test holds the two together.

The search index (`article_search`) is not here: it is an FTS5 table on SQLite and a tsvector table on PostgreSQL, and
belongs to `dialect`.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from monitor.store.instant import Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only for INTEGER PRIMARY KEY
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)


def _ref(name: str, target: str, *, primary_key: bool = False, nullable: bool = False) -> Column[int]:
    return Column(name, Id, ForeignKey(target), primary_key=primary_key, nullable=nullable)


# --- feeds -----------------------------------------------------------------------------------------------------------

feed = Table(
    "feed",
    metadata,
    _id(),
    Column("slug", Text, nullable=False, unique=True),
    Column("declared_url", Text, nullable=False),  # as its declaration says
    Column("url", Text, nullable=False),  # where it is polled: the declared one, or where that has moved for good
    Column("host", Text, nullable=False),  # lower case, of `url`: politeness is per host
    Column("title", Text, nullable=False, server_default=""),
    Column("site_url", Text),
    Column("outlet", Text),  # slug, where the declaration names it
    Column("lang", Text),
    Column("interval_s", Integer),  # fixed by a person; NULL: cadence decides
    Column("priority", Text, nullable=False, server_default="normal"),  # model.feed.Priority
    Column("headers", Json, nullable=False),  # {} mostly; values may be env: references, never secrets
    Column("access", Json, nullable=False, server_default="{}"),  # model.feed.Access: references, never secrets
    Column("managed_by", Text, nullable=False),  # config | app
    Column("created", Instant, nullable=False),
    Column("retired", Instant),  # taken out of the files; articles stay
    Column("paused", Instant),
    # how it is now (hot: written by every poll)
    Column("next_poll_at", Instant, nullable=False),
    Column("lease_token", BigInteger, nullable=False, server_default="0"),
    Column("lease_until", BigInteger, nullable=False, server_default="0"),  # microseconds of the database's own clock
    Column("lease_holder", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_hash", Text),
    Column("rhythm", Json, nullable=False),  # model.feed.Rhythm
    Column("state", Text, nullable=False, server_default="new"),
    Column("state_detail", Text, nullable=False, server_default=""),
    Column("last_polled", Instant),
    Column("first_good", Instant),  # what is older and comes later was left out then
    Column("last_good", Instant),
    Column("last_full", Instant),  # last unconditional fetch
    Column("newest", Instant),  # when it last gave something new
    Column("interval_now_s", Integer, nullable=False, server_default="1800"),
    Column("interval_why", Text, nullable=False, server_default=""),
    Column("left_out", Integer, nullable=False, server_default="0"),  # entries beyond limits, in all
    Index(
        "ix_feed_due",
        "next_poll_at",
        sqlite_where=text("retired IS NULL AND paused IS NULL"),
        postgresql_where=text("retired IS NULL AND paused IS NULL"),
    ),
    Index("ix_feed_host", "host"),
)

host = Table(
    "host",
    metadata,
    Column("host", Text, primary_key=True),
    Column("wait_until", Instant, nullable=False),  # Retry-After, honoured for the whole host and across restarts
    Column("why", Text, nullable=False),
)

poll_event = Table(
    "poll_event",
    metadata,
    _id(),
    _ref("feed_id", "feed.id"),
    Column("at", Instant, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("status", Integer),
    Column("wire_bytes", BigInteger, nullable=False),
    Column("ms", Integer, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("overlap", Integer, nullable=False),
    Column("left_out", Integer, nullable=False),
    Column("detail", Text, nullable=False),
    Index("ix_poll_event_feed_at", "feed_id", "at"),
    Index("ix_poll_event_at", "at"),
)

feed_state = Table(
    "feed_state",
    metadata,
    _id(),
    _ref("feed_id", "feed.id"),
    Column("state", Text, nullable=False),
    Column("start", Instant, nullable=False),
    Column("end", Instant),
    Column("detail", Text, nullable=False, server_default=""),
    Index("ix_feed_state_feed_start", "feed_id", "start"),
    Index("ix_feed_state_end", "end"),
)

# --- outlets ---------------------------------------------------------------------------------------------------------

outlet = Table(
    "outlet",
    metadata,
    _id(),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False, server_default="unknown"),
    Column("country", Text),
    Column("lang", Text),
    Column("managed_by", Text, nullable=False),  # config | app | seen (made by registrable domain)
    Column("merged_into", Id, ForeignKey("outlet.id")),  # a person merged two
)

outlet_name = Table(
    "outlet_name",
    metadata,
    Column("kind", Text, primary_key=True),  # host | alias (folded) | credit (folded)
    Column("name", Text, primary_key=True),
    _ref("outlet_id", "outlet.id"),
)

# --- articles --------------------------------------------------------------------------------------------------------

article = Table(
    "article",
    metadata,
    _id(),
    _ref("outlet_id", "outlet.id"),
    Column("url", Text),  # canonical
    Column("lang", Text),
    Column("published", Instant),
    Column("first_seen", Instant, nullable=False),
    Column("effective", Instant, nullable=False),
    Column("external_id", Text),
    Column("backfill", Boolean, nullable=False),
    Column("gone", Instant),  # retention leaves this tombstone
    Column("absent", Instant),  # its feed was read then, and did not have it yet; NULL: nobody knows
    Index("ix_article_effective", "effective", "id"),
    Index("ix_article_first_seen", "first_seen", "id"),
    Index("ix_article_outlet", "outlet_id", "effective"),
)

revision = Table(
    "revision",
    metadata,
    _ref("article_id", "article.id", primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("seen", Instant, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("cut", Json, nullable=False),  # names of fields that a limit shortened
    Column("text_hash", LargeBinary(16), nullable=False),  # folded title, summary and body
    Column("feed_id", Id),  # the feed that gave this text: only that one edits it
    Column("details", Json),  # model.entry.Details; NULL when there are none
    Index("ix_revision_seen", "seen"),
    Index("ix_revision_author", "author"),
)

article_key = Table(
    "article_key",
    metadata,
    Column(
        "hash", LargeBinary(16), primary_key=True
    ),  # blake2b-128 of (scope, kind, value): hostile input can not collide
    Column("kind", Text, nullable=False),  # guid | url | fallback | external
    Column("scope", Text, nullable=False),  # feed slug for guid, source for external, "" otherwise
    _ref("article_id", "article.id"),
    Index("ix_article_key_article", "article_id"),
    sqlite_with_rowid=False,
)

sighting = Table(
    "sighting",
    metadata,
    _ref("feed_id", "feed.id", primary_key=True),
    Column("entry_hash", LargeBinary(16), primary_key=True),  # of guid, else raw url, else title and text
    _ref("article_id", "article.id"),
    Column("guid", Text),
    Column("raw_url", Text),
    Column("raw_hash", LargeBinary(16), nullable=False),  # equal: nothing to do
    Column("first_seen", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    Index("ix_sighting_article", "article_id"),
    sqlite_with_rowid=False,
)

same_hint = Table(  # guid says A and url says B: A, and an edge for the judge
    "same_hint",
    metadata,
    _ref("a", "article.id", primary_key=True),
    _ref("b", "article.id", primary_key=True),
    Column("why", Text, nullable=False),
)

# --- topics ----------------------------------------------------------------------------------------------------------

topic = Table(
    "topic",
    metadata,
    _id(),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("managed_by", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("slot", Integer, nullable=False),  # colour and shape, in order of creation, from 1
    Column("created", Instant, nullable=False),
    Column("retired", Instant),
    Column("place", Text, nullable=False, server_default=""),  # file:line of one that the configuration declares
)

topic_mark = Table(  # moves whenever a topic changes: who tags looks at it first
    "topic_mark",
    metadata,
    Column("id", Integer, primary_key=True),  # one row: 1
    Column("n", BigInteger, nullable=False),
)

topic_version = Table(
    "topic_version",
    metadata,
    _ref("topic_id", "topic.id", primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("spec", Json, nullable=False),  # model.topic.TopicSpec
    Column("created", Instant, nullable=False),
    Column("author", Text, nullable=False),
    Column("note", Text, nullable=False, server_default=""),
)

topic_match = Table(
    "topic_match",
    metadata,
    _id(),
    _ref("topic_id", "topic.id"),
    Column("version", Integer, nullable=False),
    _ref("article_id", "article.id"),
    Column("revision", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("evidence", Json, nullable=False),  # [[term, field, start, end], …]
    Column("retag", Boolean, nullable=False),  # made by a retag: enters no edition or alert
    Column("effective", Instant, nullable=False),  # the article's, so that a topic's page needs one index
    Column("valid_from", Instant, nullable=False),
    Column("valid_to", Instant),
    Index(
        "uq_topic_match_open",
        "topic_id",
        "article_id",
        unique=True,
        sqlite_where=text("valid_to IS NULL"),
        postgresql_where=text("valid_to IS NULL"),
    ),
    Index("ix_topic_match_article", "article_id"),
    Index("ix_topic_match_effective", "topic_id", "effective"),
)

retag = Table(  # the archive is matched again with a topic: how far that is
    "retag",
    metadata,
    _id(),
    _ref("topic_id", "topic.id"),
    Column("version", Integer, nullable=False),  # a newer one begins again
    Column("since", Instant),  # only articles effective from then on
    Column("top", BigInteger, nullable=False),  # the greatest article when it began: later ones are tagged as they come
    Column("last", BigInteger, nullable=False),  # the last article that was looked at
    Column("total", Integer, nullable=False),
    Column("looked", Integer, nullable=False),
    Column("opened", Integer, nullable=False),
    Column("closed", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("begun", Instant, nullable=False),
    Column("moved", Instant, nullable=False),
    Column("ended", Instant),
    Column("outcome", Text, nullable=False, server_default=""),  # done | stopped | retired
    Index(
        "uq_retag_open",
        "topic_id",
        unique=True,
        sqlite_where=text("ended IS NULL"),
        postgresql_where=text("ended IS NULL"),
    ),
)

spike = Table(  # more stories on a topic than usual: found once, held while it lasts
    "spike",
    metadata,
    _id(),
    _ref("topic_id", "topic.id"),
    Column("at", Instant, nullable=False),  # when it was found
    Column("start", Instant, nullable=False),  # the stories began in (start, end]
    Column("end", Instant, nullable=False),
    Column("hours", Integer, nullable=False),
    Column("stories", Integer, nullable=False),
    Column("expected", Float, nullable=False),
    Column("tail", Float, nullable=False),  # probability of so many or more
    Column("sensitivity", Text, nullable=False),  # model.spike.Sensitivity
    Column("learning", Boolean, nullable=False),  # less than 28 days were known
    Column("reason", Text, nullable=False),
    Column("story_ids", Json, nullable=False),  # as they were numbered then
    Column("peak", Integer, nullable=False),  # the most stories in its window so far
    Column("held", Instant, nullable=False),  # when it last was one
    Column("until", Instant),  # over for good
    Index(
        "uq_spike_open",
        "topic_id",
        unique=True,
        sqlite_where=text("until IS NULL"),
        postgresql_where=text("until IS NULL"),
    ),
    Index("ix_spike_at", "at"),
    Index("ix_spike_topic", "topic_id", "at"),
)

silence = Table(  # one feed of a pair says nothing while another speaks
    "silence",
    metadata,
    _id(),
    Column("pair", Text, nullable=False),
    _ref("feed_id", "feed.id"),  # the silent one
    _ref("speaking_id", "feed.id"),
    _ref("article_id", "article.id", nullable=True),  # what that one said
    Column("at", Instant, nullable=False),  # when it was found
    Column("spoke", Instant, nullable=False),
    Column("heard", Instant),  # when the silent one last said something
    Column("hours", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("until", Instant),
    Index(
        "uq_silence_open",
        "pair",
        "feed_id",
        unique=True,
        sqlite_where=text("until IS NULL"),
        postgresql_where=text("until IS NULL"),
    ),
    Index("ix_silence_at", "at"),
)

# --- judging ---------------------------------------------------------------------------------------------------------

unjudged = Table("unjudged", metadata, _ref("article_id", "article.id", primary_key=True))

verdict = Table(
    "verdict",
    metadata,
    _id(),
    Column("kind", Text, nullable=False),  # reprint | story | origin
    _ref("article_id", "article.id"),
    Column("target", BigInteger),  # original article | story | outlet
    Column("p", Float, nullable=False),
    Column("reason", Json, nullable=False),
    Column("author", Text, nullable=False),  # machine, or a person's name: a person wins for ever
    Column("valid_from", Instant, nullable=False),
    Column("valid_to", Instant),
    Index(
        "uq_verdict_open",
        "kind",
        "article_id",
        unique=True,
        sqlite_where=text("valid_to IS NULL"),
        postgresql_where=text("valid_to IS NULL"),
    ),
    Index("ix_verdict_article", "article_id"),
    Index("ix_verdict_target", "kind", "target"),
)

judgement = Table(  # a cache of the open verdicts
    "judgement",
    metadata,
    _ref("article_id", "article.id", primary_key=True),
    Column("judged", Instant, nullable=False),
    Column("grp", BigInteger, nullable=False),  # reprint group: its smallest article; technical
    Column("reprint_of", BigInteger),  # NULL on the original
    Column("story_id", BigInteger),
    Column("origin", BigInteger),  # outlet; NULL: unknown
    Column("origin_kind", Text, nullable=False, server_default="unknown"),  # own | carried | cited | document | unknown
    Index("ix_judgement_grp", "grp"),
    Index("ix_judgement_story", "story_id"),
    Index("ix_judgement_judged", "judged"),
    Index("ix_judgement_reprint_of", "reprint_of"),
)

decision = Table(  # what people said; verdicts and judgements follow from it
    "decision",
    metadata,
    _id(),
    Column("kind", Text, nullable=False),  # model.decision.DecisionKind
    _ref("article_id", "article.id"),
    Column("other_id", BigInteger),  # article
    _ref("outlet_id", "outlet.id", nullable=True),
    Column("author", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("undone", Instant),
    Column("undone_by", Text),
    Column("said", Json, nullable=False),  # {"apart": …, "together": …} labelled pairs, {"before": …} where they stood
    Index("ix_decision_article", "article_id"),
    Index("ix_decision_other", "other_id"),
)

unweighed = Table(  # stories whose articles a person changed: the judge weighs them anew
    "unweighed",
    metadata,
    Column("story_id", Id, primary_key=True, autoincrement=False),
)

story = Table(
    "story",
    metadata,
    _id(),
    Column("lang", Text),
    Column("lead", BigInteger, nullable=False),  # the article whose headline it carries
    Column("first_seen", Instant, nullable=False),  # effective of its first article
    Column("last_seen", Instant, nullable=False),
    Column("articles", Integer, nullable=False),  # with reprints
    Column("outlets", Integer, nullable=False),
    Column("origins", Integer, nullable=False),
    Column("terms", Json, nullable=False),  # the centroid, {term: weight}, for the judge
    Column("settled", Boolean, nullable=False, server_default=text("false")),  # looked at since it changed
    Column("linked", Boolean, nullable=False, server_default=text("false")),  # …for links to other languages
    Index("ix_story_first_seen", "first_seen", "id"),
    Index("ix_story_unsettled", "id", sqlite_where=text("NOT settled"), postgresql_where=text("NOT settled")),
    Index("ix_story_unlinked", "id", sqlite_where=text("NOT linked"), postgresql_where=text("NOT linked")),
    Index("ix_story_last_seen", "lang", "last_seen"),
    sqlite_autoincrement=True,  # verdicts name stories that are gone: no number comes again
)

story_term = Table(  # the judge's index from terms to stories
    "story_term",
    metadata,
    Column("term", BigInteger, primary_key=True),
    _ref("story_id", "story.id", primary_key=True),
    Index("ix_story_term_story", "story_id"),
    sqlite_with_rowid=False,
)

term_day = Table(  # local document frequencies, per language and day
    "term_day",
    metadata,
    Column("lang", Text, primary_key=True),
    Column("term", BigInteger, primary_key=True, autoincrement=False),  # 0: the articles of that day
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("n", Integer, nullable=False),
    sqlite_with_rowid=False,
)

story_link = Table(  # one event in two languages; verdicts: closed, never deleted. Stories may be gone
    "story_link",
    metadata,
    _id(),
    Column("a", BigInteger, nullable=False),  # the smaller number
    Column("b", BigInteger, nullable=False),
    Column("p", Float, nullable=False),  # below one half: a person said that these are two events
    Column("why", Json, nullable=False),
    Column("author", Text, nullable=False),
    Column("valid_from", Instant, nullable=False),
    Column("valid_to", Instant),
    Index(
        "uq_story_link_open",
        "a",
        "b",
        unique=True,
        sqlite_where=text("valid_to IS NULL"),
        postgresql_where=text("valid_to IS NULL"),
    ),
    Index("ix_story_link_a", "a"),
    Index("ix_story_link_b", "b"),
)

story_reading = Table(  # what of a story other languages share
    "story_reading",
    metadata,
    _ref("story_id", "story.id", primary_key=True),
    Column("texts", BigInteger, nullable=False),  # a hash of the revisions that were read
    Column("signs", Json, nullable=False),  # {"weight": {sign: …}, "marks": …, "days": …, "all_days": …}
)

story_sign = Table(  # the judge's index from signs to stories
    "story_sign",
    metadata,
    Column("sign", BigInteger, primary_key=True),
    _ref("story_id", "story.id", primary_key=True),
    Index("ix_story_sign_story", "story_id"),
    sqlite_with_rowid=False,
)

dup_fp = Table(
    "dup_fp",
    metadata,
    Column("fp", BigInteger, primary_key=True, autoincrement=False),  # unsigned 64 bit as two's complement
    Column("grp", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Integer, nullable=False),
    Index("ix_dup_fp_day", "day"),
    sqlite_with_rowid=False,
)

dup_sketch = Table(
    "dup_sketch",
    metadata,
    _ref("article_id", "article.id", primary_key=True),
    Column("tokens", Integer, nullable=False),
    Column("shingles", LargeBinary, nullable=False),  # uint32, little endian, ≤ 1,000
    Column("nums", Json, nullable=False),
    Column("caps", Json, nullable=False),
    Column("title", Json, nullable=False),  # tokens of the title
    Column("marks", Json, nullable=False),  # what must not differ: [[kind, value, in the lead], …]
    Column("grp", BigInteger, nullable=False),  # a group keeps at most four sketches, whatever its size
    Column("grams", LargeBinary, nullable=False, server_default=""),  # 4,096 bits, little endian
    Index("ix_dup_sketch_grp", "grp"),
)

dup_line = Table(
    "dup_line",
    metadata,
    Column("outlet_id", BigInteger, primary_key=True, autoincrement=False),
    Column("line_hash", BigInteger, primary_key=True, autoincrement=False),
    Column("n", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    sqlite_with_rowid=False,
)

lease = Table(
    "lease",
    metadata,
    Column("name", Text, primary_key=True),  # judge | ingest
    Column("token", BigInteger, nullable=False),
    Column("holder", Text, nullable=False),
    Column("until", BigInteger, nullable=False),  # microseconds of the database's own clock
)

# --- counters for the pages, kept by the writer
# ------------------------------------------------------------------------

topic_hour = Table(
    "topic_hour",
    metadata,
    _ref("topic_id", "topic.id", primary_key=True),
    Column("hour", Integer, primary_key=True, autoincrement=False),  # hours since 1970, UTC, of `effective`
    Column("articles", Integer, nullable=False),
    sqlite_with_rowid=False,
)

outlet_day = Table(
    "outlet_day",
    metadata,
    _ref("outlet_id", "outlet.id", primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),  # days since 1970, UTC, of `effective`
    Column("articles", Integer, nullable=False),
    sqlite_with_rowid=False,
)

change = Table(
    "change",
    metadata,
    Column("id", Integer, primary_key=True),  # one row: 1
    Column("n", BigInteger, nullable=False),
)

# --- publishing ------------------------------------------------------------------------------------------------------

digest = Table(
    "digest",
    metadata,
    _id(),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("managed_by", Text, nullable=False),
    Column("spec", Json, nullable=False),  # model.digest.DigestSpec
    Column("created", Instant, nullable=False),
    Column("since", Instant, nullable=False),  # the last cut before its first edition
    Column("retired", Instant),
    Column("paused", Instant),  # until somebody resumes it: its editions are left out
    Column("place", Text, nullable=False, server_default=""),  # file:line of one of the configuration
    Column("version", Integer, nullable=False, server_default="1"),  # of the spec: who saves says what was edited
    Column("author", Text, nullable=False, server_default=""),
)

edition = Table(
    "edition",
    metadata,
    _id(),
    _ref("digest_id", "digest.id"),
    Column("period", Instant, nullable=False),  # the scheduled instant, UTC
    Column("start", Instant, nullable=False),  # the previous cut
    Column("end", Instant, nullable=False),
    Column("composed", Instant, nullable=False),
    Column("skipped", Boolean, nullable=False),  # empty, and the digest does not want it
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("content", Json, nullable=False),  # model.digest.EditionContent
    Column("ahead", Instant),  # when it was noticed that it ends in the future: a clock ran ahead as it was cut
    UniqueConstraint("digest_id", "period"),
    Index("ix_edition_end", "digest_id", "end"),
)

edition_item = Table(
    "edition_item",
    metadata,
    _ref("digest_id", "digest.id", primary_key=True),
    _ref("article_id", "article.id", primary_key=True),
    _ref("edition_id", "edition.id"),
    Index("ix_edition_item_edition", "edition_id"),
)

letter = Table(
    "letter",  # what the outbox carries besides editions: alerts, notices to the owner, confirmations
    metadata,
    _id(),
    Column("kind", Text, nullable=False),  # model.letter.LetterKind
    Column("key", Text, nullable=False, unique=True),  # what it is about: the same is queued once
    Column("slug", Text, nullable=False),  # of the list that it belongs to
    Column("name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("data", Json, nullable=False),  # the same for machines
    Column("link", Text, nullable=False),  # path on the dashboard
    Column("composed", Instant, nullable=False),
)

delivery = Table(
    "delivery",
    metadata,
    _id(),
    _ref("edition_id", "edition.id", nullable=True),  # this or a letter, never both
    _ref("letter_id", "letter.id", nullable=True),
    Column("recipient", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("phase", Text, nullable=False),
    Column("turn", Integer, nullable=False, server_default="1"),  # letters, 0, go before editions
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("doubts", Integer, nullable=False, server_default="0"),  # times nobody knows whether it arrived
    Column("next_try", Instant),  # NULL: nothing more will be tried
    Column("answer", Text, nullable=False, server_default=""),  # the server's last words
    Column("sent", Instant),
    Column("told", Instant),  # when the owner was told that it did not arrive
    Column("lease_token", BigInteger, nullable=False, server_default="0"),
    Column("lease_until", BigInteger, nullable=False, server_default="0"),
    UniqueConstraint("edition_id", "recipient"),
    UniqueConstraint("letter_id", "recipient"),
    CheckConstraint("(edition_id IS NULL) <> (letter_id IS NULL)", name="ck_delivery_of_one"),
    Index("ix_delivery_due", "channel", "phase", "turn", "next_try", "id"),
    Index("ix_delivery_phase", "phase", "lease_until"),
)

alert = Table(
    "alert",
    metadata,
    _id(),
    Column("slug", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("managed_by", Text, nullable=False),
    Column("spec", Json, nullable=False),  # model.alert.AlertSpec
    Column("created", Instant, nullable=False),
    Column("begun", Json, nullable=False),  # {topic, or "" for feeds: microseconds since 1970}: what was is no news
    Column("looked", Instant, nullable=False),  # what was judged long before was looked at
    Column("turn", BigInteger, nullable=False, server_default="0"),  # moves with every change: one writer wins
    Column("letters", Integer, nullable=False, server_default="0"),  # sent so far: the number of the last
    Column("retired", Instant),
)

alert_item = Table(
    "alert_item",  # something that happened, told once
    metadata,
    _id(),
    _ref("alert_id", "alert.id"),
    Column("kind", Text, nullable=False),  # model.alert.AlertKind
    Column("key", Text, nullable=False),
    Column("topic", Text, nullable=False, server_default=""),  # slug
    _ref("article_id", "article.id", nullable=True),
    Column("detail", Json, nullable=False),
    Column("found", Instant, nullable=False),
    Column("held", Text, nullable=False, server_default=""),  # model.alert.Hold
    Column("told", Instant),
    Column("letter", Integer),  # number of the letter that tells it
    Column("over", Instant),  # of a feed: when it recovered
    UniqueConstraint("alert_id", "key"),
    Index("ix_alert_item_told", "alert_id", "told"),
    Index("ix_alert_item_article", "article_id"),
)

alert_taken = Table(
    "alert_taken",  # articles that an alert has dealt with, for a topic: they are news no more, wherever they go
    metadata,
    _ref("alert_id", "alert.id", primary_key=True),
    _ref("topic_id", "topic.id", primary_key=True),
    _ref("article_id", "article.id", primary_key=True),
    Index("ix_alert_taken_article", "article_id"),
    sqlite_with_rowid=False,
)

alert_letter = Table(
    "alert_letter",  # what each letter of an alert told
    metadata,
    _ref("alert_id", "alert.id", primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _ref("letter_id", "letter.id"),
    Column("at", Instant, nullable=False),
    Column("content", Json, nullable=False),  # model.alert.AlertContent
    Index("ix_alert_letter_at", "at"),
)

subscriber = Table(
    "subscriber",  # who joined a list, or left it: this wins over the files
    metadata,
    _id(),
    Column("list", Text, nullable=False),  # digests/SLUG, alerts/SLUG
    Column("key", Text, nullable=False),  # the recipient in small letters
    Column("recipient", Text, nullable=False),
    Column("state", Text, nullable=False),  # model.letter.Standing
    Column("joined", Boolean, nullable=False),  # by asking; else the files name it
    Column("asked_by", Text, nullable=False, server_default=""),  # the person who asked
    Column("asked", Instant),
    Column("asks", Integer, nullable=False, server_default="0"),  # confirmations sent, in a row
    Column("changed", Instant, nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    UniqueConstraint("list", "key"),
    Index("ix_subscriber_key", "key"),
)

reach = Table(
    "reach",  # addresses that refuse us; one that takes a message has no row
    metadata,
    Column("channel", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("recipient", Text, nullable=False),
    Column("refused", Integer, nullable=False),  # editions in a row
    Column("item", Text, nullable=False),  # the last that counted
    Column("answer", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("tried", Instant, nullable=False),
    Column("marked", Instant),  # since then nothing is sent there
    Column("gone", Boolean, nullable=False),  # it said that it is no more: not tried again by itself
    Column("told", Instant),
    sqlite_with_rowid=False,
)

secret = Table(
    "secret",  # keys that links are signed with
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# --- people ----------------------------------------------------------------------------------------------------------

person = Table(
    "person",
    metadata,
    _id(),
    Column("name", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),  # reader | editor | admin
    Column("password", Text),  # argon2; NULL: can not log in (`local`)
    Column("settings", Json, nullable=False),  # zone, theme, …
    Column("created", Instant, nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    _ref("person_id", "person.id"),
    Column("csrf", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
)

login_try = Table(
    "login_try",
    metadata,
    _id(),
    Column("key", Text, nullable=False),  # account or address
    Column("at", Instant, nullable=False),
    Index("ix_login_try_key", "key", "at"),
)
