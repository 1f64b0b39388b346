"""Matching the archive again with the topics in force: in batches, each of them one transaction, beside whoever polls.

The rows of the wishes keep how far it is. A batch is matched outside of its transaction; inside, the articles are
locked, and one that was revised meanwhile is matched once more. What comes after a wish was made is tagged as it comes,
by the topics in force (`poll.line`), so nothing falls between the two.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from monitor.curate.match import TopicBook
from monitor.errors import ConfigurationError
from monitor.model.topic import Match
from monitor.store import archive, matches, retags, topics
from monitor.store.archive import Shelved
from monitor.store.database import Connection, Database
from monitor.store.retags import Retag

BATCH = 200  # articles a transaction
Found = dict[int, dict[str, Match]]  # article -> topic -> match


@dataclass(slots=True)
class Retagger:
    """Works wishes off, a batch at a time. Several may be at it at once, in one process or many."""

    db: Database
    now: Callable[[], datetime]
    batch: int = BATCH
    _book: TopicBook = field(default_factory=lambda: TopicBook(()))
    _shelf: topics.Shelf | None = None

    def step(self, only: Collection[int] | None = None) -> int | None:
        """The next batch of the oldest stretch among these wishes, or all: how many articles were looked at. None when
        nothing is left to do."""
        with self.db.read() as conn:
            wishes = retags.unfinished(conn, only)
            if not wishes:
                return None
            together = [one for one in wishes if one.stretch == wishes[0].stretch]
            shelf = self._topics(conn)
            current = [one for one in together if shelf.versions.get(one.topic) == one.version]
            since, last, top = wishes[0].stretch
            texts = archive.after(conn, last, since=since, top=top, limit=self.batch) if current else []
        if len(current) < len(together):
            self._settle([one for one in together if one not in current], shelf)
            return 0
        if not self._read(shelf, together):
            return 0
        found = {item.article: self._matched(item) for item in texts}
        return self.db.run(lambda conn: self._store(conn, together, texts, found, shelf.mark))

    def _topics(self, conn: Connection) -> topics.Shelf:
        """Those in force; read only when one changed."""
        if self._shelf is None or self._shelf.mark != topics.mark_of(conn):
            self._shelf = topics.shelf(conn)
        return self._shelf

    def _settle(self, wishes: Sequence[Retag], shelf: topics.Shelf) -> None:
        """Their topics were saved again, or retired."""

        def work(conn: Connection) -> None:
            for one in retags.lock(conn, wishes):
                version = shelf.versions.get(one.topic)
                if version is None:
                    retags.end(conn, one.id, retags.RETIRED, self.now())
                else:
                    retags.begin_again(conn, one, version, self.now())

        self.db.run(work)

    def _read(self, shelf: topics.Shelf, wishes: Sequence[Retag]) -> bool:
        """Have the book of these topics; False when there is one that can not be read: its wish is given up."""
        versions = {one.topic: one.version for one in wishes}
        if self._book.versions == versions and self._book.mark == shelf.mark:
            return True
        try:
            specs = [spec for spec in shelf.specs if spec.slug in versions]
            self._book = TopicBook(specs, versions, shelf.mark)
        except ConfigurationError as error:
            outcome = f"not readable: {error}"[:500]
            self.db.run(lambda conn: [retags.end(conn, one.id, outcome, self.now()) for one in wishes])
            return False
        return True

    def _matched(self, item: Shelved) -> dict[str, Match]:
        return {match.topic: match for match in self._book.match(item.document)}

    def _store(
        self, conn: Connection, wishes: Sequence[Retag], texts: Sequence[Shelved], found: Found, mark: int
    ) -> int:
        wishes = retags.lock(conn, wishes)
        if not wishes or topics.mark_of(conn, hold=True) != mark:
            return 0  # somebody else did this batch, it was stopped, or a topic was saved: look again
        now, fresh = self.now(), self._as_it_stands(conn, texts, found)
        for one in wishes:
            mine = {number: by_topic.get(one.topic) for number, by_topic in fresh.items()}
            opened, closed = matches.retag(conn, one.topic, mine, now=now, version=one.version) if mine else (0, 0)
            counts = len(texts), opened, closed
            retags.advance(conn, one, last=texts[-1].article if texts else one.top, counts=counts, now=now)
            if len(texts) < self.batch:
                retags.end(conn, one.id, retags.DONE, now)
        return len(texts)

    def _as_it_stands(self, conn: Connection, texts: Sequence[Shelved], found: Found) -> Found:
        """What was found, but anew for texts that changed since they were read; from here on they stay."""
        stand = archive.lock(conn, [item.article for item in texts])
        changed = [item.article for item in texts if stand.get(item.article) != item.revision]
        if not changed:
            return found
        kept = {number: by_topic for number, by_topic in found.items() if number not in changed}
        return kept | {item.article: self._matched(item) for item in archive.by_id(conn, changed)}
