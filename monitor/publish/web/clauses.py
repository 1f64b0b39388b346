"""Why an article matches a topic or not, clause by clause, as its page shows it."""

from dataclasses import asdict, dataclass

from monitor.curate.match import TopicBook
from monitor.curate.verdict import Twig, sentence, tree
from monitor.errors import NotFound
from monitor.lang.query import read_query
from monitor.model.topic import Explanation
from monitor.store import archive, topics
from monitor.store.database import Connection


@dataclass(frozen=True, slots=True)
class Clauses:
    """A topic asked about an article as it stands now: the verdict, how the query was read, and its clauses."""

    topic: str
    name: str
    version: int
    said: str
    remarks: tuple[str, ...]
    tree: Twig
    why: Explanation


def clauses(conn: Connection, article: int, slug: str) -> Clauses:
    """Ask a topic about an article. Raises NotFound for one that is not there."""
    topic = topics.by_slug(conn, slug)
    stored = archive.by_id(conn, [article])
    if not stored:
        raise NotFound(f"there is no article {article}")
    spec, document = topic.spec, stored[0].document
    why = TopicBook([spec]).explain(slug, document)
    remarks = read_query(spec.query, dict(spec.aliases)).remarks()
    said = sentence(why, document)
    return Clauses(slug, spec.name, topic.version, said, remarks, tree(why, document), why)


def clauses_json(found: Clauses) -> dict[str, object]:
    """The same for machines, whole."""
    said = {"topic": found.topic, "version": found.version, "verdict": found.said, "read": list(found.remarks)}
    return {**said, **asdict(found.why)}
