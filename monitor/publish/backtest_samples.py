"""Samples of a back-test: a few articles of many, with the evidence that was found."""

import heapq
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from monitor.curate.match import TopicBook
from monitor.model.backtest import Sample
from monitor.model.topic import Document
from monitor.publish.quoting import quotes
from monitor.publish.words import shorten
from monitor.store import backtest as archive
from monitor.store.backtest import Placed
from monitor.store.database import Connection

EVERY_FACT = frozenset({"author", "url", "feed"})
LONGEST = 300  # characters that say why an article is lost
LOOKED_AT = 20  # times as many as are shown, to find ones of different stories


@dataclass(frozen=True, slots=True)
class Sampler:
    """Picks samples and looks up their evidence. `lacking`: a query that these do not match, and why not is said."""

    conn: Connection
    book: TopicBook
    outlets: archive.Outlets
    rows: Mapping[int, Placed]
    most: int

    def of(self, numbers: Collection[int], slug: str, lacking: str | None = None) -> tuple[Sample, ...]:
        """The newest of these, with what made each a hit of the query `slug`; of different stories while there are."""
        chosen = [row.article for row in self._chosen(numbers)]
        documents = dict(archive.documents(self.conn, chosen, EVERY_FACT, self.outlets))
        found = (number for number in chosen if number in documents)
        return tuple(self._sample(self.rows[number], documents[number], slug, lacking) for number in found)

    def _chosen(self, numbers: Collection[int]) -> list[Placed]:
        newest = heapq.nlargest(
            self.most * LOOKED_AT,
            (self.rows[number] for number in numbers),
            key=lambda row: (row.effective, row.article),
        )
        lines: dict[tuple[int, int], Placed] = {}
        for row in newest:
            lines.setdefault(row.line, row)
        own = set(lines.values())
        return [*lines.values(), *(row for row in newest if row not in own)][: self.most]

    def _sample(self, row: Placed, document: Document, slug: str, lacking: str | None) -> Sample:
        value, name, _ = self.outlets.of(row.outlet)
        evidence = next((match.evidence for match in self.book.match(document) if match.topic == slug), ())
        return Sample(
            article=row.article, title=document.title, url=document.url or None, outlet=value, outlet_name=name,
            lang=row.lang, effective=row.at, reprint=row.reprint, evidence=evidence,
            quotes=quotes(document, evidence), why=self._why(document, lacking) if lacking else "",
        )  # fmt: skip

    def _why(self, document: Document, slug: str) -> str:
        return shorten(self.book.explain(slug, document).why, LONGEST)
