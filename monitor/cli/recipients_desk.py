"""What `monitor digest recipients|invite|restore|test-mail` do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from monitor.app import App
from monitor.errors import NotFound, UsageError
from monitor.model.coverage import Coverage
from monitor.model.digest import EditionContent, Seen, StoryItem, TopicSection
from monitor.model.options import Options
from monitor.publish.channels import Result, Sent, channels_from
from monitor.publish.message import Outgoing, domain_of
from monitor.publish.render import render
from monitor.publish.subscribing import invite
from monitor.store import editions, reach, views_recipients
from monitor.store.views_recipients import RecipientLine

RECIPIENTS = {"recipient": "recipient", "state": "state", "since": "since", "joined": "joined", "why": "detail"}
MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Tested:
    """How a test went: what became of it (sent, refused, later, …), and the answer."""

    channel: str
    recipient: str
    result: str
    answer: str
    good: bool


def recipients(app: App, slug: str) -> Iterator[RecipientLine]:
    """Everybody whom a digest has to do with. Raises NotFound."""
    with app.db.read() as conn:
        yield from views_recipients.recipients(conn, editions.by_slug(conn, slug).spec)


def invited(app: App, slug: str, address: str) -> str:
    """What happens next. Raises NotFound, UsageError."""
    base = app.options.web.base_url
    return invite(app.db, slug, address, by="whoever runs monitor", now=app.clock.now(), base_url=base)


def restored(app: App, address: str, channel: str | None) -> str:
    """What was done. Raises NotFound when nothing was held against the address."""
    if not app.db.run(lambda conn: reach.restore(conn, address, channel)):
        raise NotFound(f"nothing is held against {address}; `monitor digest recipients SLUG` shows who is marked")
    return f"{address} is tried again with the next edition."


def tested(options: Options, recipient: str, channel: str | None) -> Tested:
    """A small edition to `recipient` through `channel`: that of a destination, else mail. Raises UsageError."""
    channels, name = channels_from(options), channel or _channel_of(options, recipient)
    if name not in channels:
        raise UsageError(f"there is no channel {name!r}; there are {', '.join(sorted(channels))}")
    way = channels[name]
    if why := way.trouble(recipient):
        return Tested(name, recipient, "misconfigured", why, good=False)
    try:
        result: Result = way.send(_test_message(options, recipient, datetime.now(UTC)), committed=lambda: None)
    finally:
        way.close()
    return Tested(name, recipient, type(result).__name__.lower(), result.answer, good=isinstance(result, Sent))


def _channel_of(options: Options, recipient: str) -> str:
    found = (one.channel for one in options.destinations if one.slug == recipient)
    return next(found, MAIL)


def _item(now: datetime) -> StoryItem:
    lead = Seen(0, "monitor", "A mail from monitor arrives", None, "en", now, "monitor")
    summary = "Digests will look like this here. The headline leads nowhere: nothing happened."
    return StoryItem(None, lead, summary, (), 0, 1, (), 1.0)


def _test_message(options: Options, recipient: str, now: datetime) -> Outgoing:
    start = now - timedelta(days=1)
    content = EditionContent(
        digest="test", name="Test mail", start=start, end=now, zone=options.web.zone,
        sections=(TopicSection("test", "Test", (_item(now),)),), coverage=Coverage(start, now, 0, 0, ()), stories=1,
        articles=1, reprints=0, taken=(), period=now,
    )  # fmt: skip
    base = options.web.base_url.rstrip("/")
    rendered = render(content, base_url=base, why="You get this because somebody tried the settings of monitor.")
    number = f"<test-{uuid4().hex}@{domain_of(options.mail.sender)}>"
    return Outgoing(
        recipient, number, rendered, now, "test", "Test mail", data=editions.as_json(content), link=f"{base}/digests"
    )
