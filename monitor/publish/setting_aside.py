"""What is stored and does not work as it stands: topics and digests that can not be read any more, digests whose topics
are gone. Each is told with its trouble; everything else goes on."""

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.curate.match import TopicBook
from monitor.errors import ConfigurationError, QueryError
from monitor.lang.query import parse_query
from monitor.store import digests, topics
from monitor.store.database import Connection
from monitor.store.digests import DigestRow


@dataclass(frozen=True, slots=True)
class Aside:
    """One thing: `bad` when nothing comes of it, else something of it is missing."""

    kind: str  # topic | digest
    slug: str
    said: str
    mend: str
    bad: bool = True


def set_aside(conn: Connection) -> list[Aside]:
    """All of it, topics before digests."""
    return [*_topics(conn), *(one for row in digests.every(conn) if not row.retired for one in of_digest(conn, row))]


def _topics(conn: Connection) -> Iterator[Aside]:
    for slug, why in topics_aside(conn).items():
        said = f"It is set aside, nothing is matched with it: {why}"
        yield Aside("topic", slug, said, f"edit it in the dashboard, /topics/{slug}/edit")


def topics_aside(conn: Connection) -> dict[str, str]:
    """The topics that nothing is matched with because they can not be read, with why."""
    return {one.spec.slug: why for one in topics.every(conn) if one.retired is None and (why := topic_trouble(one))}


def topic_trouble(one: topics.Topic) -> str:
    """Why a topic can not be matched with; empty when it can."""
    if one.trouble:
        return one.trouble
    try:
        TopicBook([one.spec])
    except ConfigurationError as error:
        return str(error)
    return ""


def of_digest(conn: Connection, row: DigestRow) -> list[Aside]:
    """What is wrong with one digest."""
    slug = row.spec.slug
    mend = f"edit it in {row.place or 'digests.toml' if row.managed_by == digests.CONFIG else 'the dashboard'}"
    if row.trouble:
        return [Aside("digest", slug, f"It is set aside, it has no edition: {row.trouble}", mend)]
    if row.spec.query:
        groups = {name: terms for spec, _, _ in topics.current_in(conn) for name, terms in spec.aliases}
        try:
            parse_query(row.spec.query, groups | dict(row.spec.aliases))
        except QueryError as error:
            return [Aside("digest", slug, f"It has no edition: its query cannot be read: {error}", mend)]
    named = [one for one in topics.every(conn) if one.spec.slug in row.spec.topics] if row.spec.topics else []
    held = {one.spec.slug for one in named if one.retired is None and not topic_trouble(one)}
    gone = [topic for topic in row.spec.topics if topic not in held]
    said = f"It tells nothing of {', '.join(gone)}: no topic of that name is in force."
    return [Aside("digest", slug, said, f"{mend}, or restore the topic", bad=len(gone) == len(row.spec.topics))] * bool(
        gone
    )
