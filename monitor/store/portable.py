"""What people configured and decided, as plain values that another database understands: slugs and keys, no numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from monitor.errors import UsageError
from monitor.model.digest import DigestSpec
from monitor.model.feed import FeedSpec
from monitor.model.letter import Standing
from monitor.model.topic import TopicSpec
from monitor.store import decisions, digests, editions, feeds, subscribers, topics
from monitor.store import schema as s
from monitor.store.judging_shelves import chunks
from monitor.store.subscribers import Subscriber

APP = "app"
REFERENCES = ("env:", "file:")
_FEED: TypeAdapter[FeedSpec] = TypeAdapter(FeedSpec)
_TOPIC: TypeAdapter[TopicSpec] = TypeAdapter(TopicSpec)
_DIGEST: TypeAdapter[DigestSpec] = TypeAdapter(DigestSpec)
Json = dict[str, Any]


# --- out ----------------------------------------------------------------------------------------------------


def configured(conn: Connection) -> Json:
    """Feeds, topics and digests that people made here. Topics of the files are told too, marked as such: they travel
    with the files."""
    return {
        "feeds": list(_feeds(conn)),
        "topics": [
            {**asdict(one.spec), "managed_by": one.managed_by, "version": one.version, "place": one.place}
            for one in topics.every(conn)
            if one.retired is None and not one.trouble
        ],
        "digests": [
            {**_DIGEST.dump_python(row.spec, mode="json"), "paused": row.paused is not None}
            for row in editions.active(conn)
            if row.managed_by == APP
        ],
        "subscribers": [
            {"list": one.list, "recipient": one.recipient, "state": one.state.value, "joined": one.joined,
             "changed": one.changed.isoformat(), "why": one.why}
            for one in subscribers.decided(conn)
        ],
    }  # fmt: skip


def _feeds(conn: Connection) -> Iterable[Json]:
    f = s.feed.c
    rows = conn.execute(select(s.feed).where(f.managed_by == APP, f.retired.is_(None)).order_by(f.slug))
    for row in rows:
        yield {
            "slug": row.slug, "url": _without_secret(row.declared_url), "title": row.title, "outlet": row.outlet,
            "lang": row.lang, "interval_s": row.interval_s, "priority": row.priority,
            "headers": _references(row.headers), "access": _references(row.access), "paused": row.paused is not None,
        }  # fmt: skip


def _references(values: Mapping[str, str] | None) -> Json:
    """Only what names a secret, never one: what says something itself stays at home."""
    return {name: value for name, value in (values or {}).items() if str(value).startswith(REFERENCES)}


def _without_secret(url: str) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def decided(conn: Connection, *, texts: bool) -> tuple[Json, list[Json]]:
    """(articles by their numbers here, decisions that stand): articles by their keys; `texts`: with what they say."""
    standing = decisions.standing(conn)
    pairs = [pair for one in standing for _, *pair in (*one.apart, *one.together)]
    named = {one.article for one in standing} | {one.other for one in standing if one.other}
    articles = _articles(conn, sorted(named | {article for pair in pairs for article in pair}), texts=texts)
    told = [
        {
            "kind": one.kind.value, "article": str(one.article), "other": str(one.other) if one.other else None,
            "outlet": one.outlet, "author": one.author, "at": one.at.isoformat(),
            "apart": [[scope, str(a), str(b)] for scope, a, b in one.apart],
            "together": [[scope, str(a), str(b)] for scope, a, b in one.together],
        }
        for one in standing
    ]  # fmt: skip
    return articles, told


def _articles(conn: Connection, numbers: Sequence[int], *, texts: bool) -> Json:
    a, o, r, k = s.article, s.outlet, s.revision, s.article_key.c
    tables = a.join(o, o.c.id == a.c.outlet_id).join(r, (r.c.article_id == a.c.id) & r.c.current.is_(True))
    found: Json = {}
    for some in chunks(numbers):
        columns = (a.c.id, a.c.url, a.c.lang, o.c.slug, r.c.title, r.c.summary, r.c.body)
        for row in conn.execute(select(*columns).select_from(tables).where(a.c.id.in_(some))):
            said = {"text": max(row.body, row.summary, key=len)} if texts else {}
            found[str(row.id)] = {"url": row.url, "outlet": row.slug, "lang": row.lang, "title": row.title,
                                  "keys": [], **said}  # fmt: skip
        for key in conn.execute(select(k.article_id, k.hash).where(k.article_id.in_(some)).order_by(k.hash)):
            found[str(key.article_id)]["keys"].append(bytes(key.hash).hex())
    return found


# --- in -----------------------------------------------------------------------------------------------------


def put_feed(conn: Connection, told: Json, now: datetime) -> str:
    """Add a feed of a person's. Returns what became of it: added | known."""
    known = conn.execute(select(s.feed.c.slug, s.feed.c.retired).where(s.feed.c.slug == told["slug"])).first()
    if known is not None and known.retired is None:
        return "known"
    plain = {name: value for name, value in told.items() if name != "paused" and value is not None}
    feeds.declare_in(conn, [_FEED.validate_python(plain)], managed_by=APP, now=now)
    if told.get("paused"):
        conn.execute(s.feed.update().where(s.feed.c.slug == told["slug"]).values(paused=now))
    return "added"


def put_topic(conn: Connection, told: Json, now: datetime, author: str) -> str:
    """Add a topic of a person's, or a version of it; one of the files is left to them. Returns what became of it:
    added | changed | known | left to the files."""
    plain = {name: value for name, value in told.items() if name not in ("managed_by", "version", "place")}
    spec = _TOPIC.validate_python(plain)
    known = {one.slug: one for one, _, _ in topics.current_in(conn)}
    if known.get(spec.slug) == spec:
        return "known"
    if told.get("managed_by", APP) != APP:
        return "left to the files"
    topics.declare_in(conn, [spec], managed_by=APP, now=now, author=author)
    return "changed" if spec.slug in known else "added"


def put_digests(conn: Connection, told: Sequence[Json], now: datetime) -> list[str]:
    """Add digests of people, or change them. Returns what became of each: added | changed | known."""
    return [_put_digest(conn, one, now) for one in told]


def _put_digest(conn: Connection, told: Json, now: datetime) -> str:
    spec = digests.from_json({name: value for name, value in told.items() if name != "paused"})
    known = {row.spec.slug for row in digests.every(conn) if row.retired is None}
    if not digests.save_in(conn, spec, now=now, author="import"):
        return "known"
    if spec.slug in known:
        return "changed"
    if told.get("paused"):
        conn.execute(s.digest.update().where(s.digest.c.slug == spec.slug).values(paused=now))
    return "added"


def put_subscriber(conn: Connection, told: Json) -> str:
    """Take over who joined or left a list. Returns: added | changed | known."""
    try:
        at, standing = datetime.fromisoformat(told["changed"]), Standing(told["state"])
    except ValueError as error:
        raise UsageError(f"Who left or joined {told['list']!r} cannot be read: {error}.") from error
    who = Subscriber(told["list"], told["recipient"], standing, bool(told["joined"]), "", None, 0, at, told["why"])
    return subscribers.put(conn, who)


def found(conn: Connection, article: Json) -> int | None:
    """The article that one of the keys names here."""
    try:
        keys = [bytes.fromhex(key) for key in article["keys"]]
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError("An article of this file has no keys that can be read.") from error
    k = s.article_key.c
    numbers = conn.execute(select(k.article_id).where(k.hash.in_(keys)).order_by(k.article_id)).scalars().all()
    return int(numbers[0]) if numbers else None
