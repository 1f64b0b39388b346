"""The topics in force as a book, with the versions that it was compiled from."""

import logging
from collections.abc import Iterator, Sequence

from monitor.curate.match import TopicBook
from monitor.errors import ConfigurationError
from monitor.model.topic import TopicSpec
from monitor.store import topics
from monitor.store.database import Connection

log = logging.getLogger("monitor.poll")


def read_book(conn: Connection) -> TopicBook:
    """The topics in force, those of the files and those of the dashboard. One that this monitor can not read (another
    version of it saved that) is left out and logged: the others go on."""
    shelf = topics.shelf(conn)
    try:
        return TopicBook(shelf.specs, shelf.versions, shelf.mark)
    except ConfigurationError:
        return TopicBook(list(_readable(shelf.specs)), shelf.versions, shelf.mark)


def _readable(specs: Sequence[TopicSpec]) -> Iterator[TopicSpec]:
    for spec in specs:
        try:
            TopicBook([spec])
        except ConfigurationError as error:
            log.error("a topic is left out: nothing is matched with it until it is mended.\n%s", error)
        else:
            yield spec
