"""What `monitor topics explain` and `monitor explain --topic` say: the verdict in words, how the query was read, and
the query as a tree with what was found for each clause."""

from collections.abc import Iterator
from dataclasses import asdict

from monitor.cli.invocation import Invocation
from monitor.cli.output import safe
from monitor.cli.topic_desk import book_of
from monitor.curate.verdict import branches, sentence, tree
from monitor.lang.query import read_query
from monitor.model.topic import Document, Explanation


class Explained:
    """A topic asked about a document."""

    def __init__(self, invocation: Invocation, slug: str, document: Document) -> None:
        """Ask it. Raises NotFound for a topic that is not there."""
        book = book_of(invocation, slug)
        self.slug, self.document = slug, document
        self.why: Explanation = book.explain(slug, document)
        spec = next(spec for spec in book.specs if spec.slug == slug)
        self.remarks = read_query(spec.query, dict(spec.aliases)).remarks()

    def as_json(self) -> dict[str, object]:
        """For machines."""
        said = {"topic": self.slug, "verdict": sentence(self.why, self.document), "read": self.remarks}
        return {**said, **asdict(self.why)}

    def drawn(self) -> str:
        """For people: ✓ or ✗ before each clause, and behind it what was found."""
        return "\n".join(map(safe, self._lines()))

    def _lines(self) -> Iterator[str]:
        yield sentence(self.why, self.document)
        yield from (f"({remark})" for remark in self.remarks)
        for depth, twig in branches(tree(self.why, self.document)):
            found = f"   {twig.found}" if twig.found else ""
            yield f"{'  ' * depth}{'✓' if twig.holds else '✗'} {twig.clause}{found}"
