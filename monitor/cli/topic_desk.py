"""What `monitor topics` does: listing, choosing, finding what is to be explained."""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from monitor.app import App
from monitor.cli.invocation import Invocation
from monitor.curate.match import TopicBook
from monitor.curate.trial import census
from monitor.errors import NotFound
from monitor.model.topic import Document, TopicSpec
from monitor.store import archive, topics


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One line of `monitor topics list`."""

    topic: str
    name: str
    version: int
    managed_by: str
    terms: int
    tests: int


def in_force(app: App) -> Iterator[TopicLine]:
    """The topics in the database, in order of their slots."""
    declared = {spec.slug for spec in app.settings.topics}
    readable = {spec.slug for spec in app.topics.specs}  # what is set aside is told of, with nothing to count
    for spec, version, _ in topics.current(app.db):
        terms = census(app.topics, spec).terms if spec.slug in readable else 0
        place = "config" if spec.slug in declared else "app"
        tests = len(spec.must_match) + len(spec.must_not_match)
        yield TopicLine(spec.slug, spec.name, version, place, terms, tests)


def chosen(specs: Sequence[TopicSpec], slugs: Sequence[str]) -> list[TopicSpec]:
    """The named topics, or all. Raises NotFound."""
    known = {spec.slug: spec for spec in specs}
    for slug in slugs:
        if slug not in known:
            near = difflib.get_close_matches(slug, known, 1)
            hint = f"did you mean {near[0]}? " if near else ""
            raise NotFound(f"there is no topic {slug}; {hint}there are: {', '.join(known) or 'none'}")
    return [known[slug] for slug in slugs] if slugs else list(specs)


def book_of(invocation: Invocation, slug: str) -> TopicBook:
    """The book with this topic: that of the files if it is declared there, else that of the database."""
    declared = [spec for spec in invocation.settings.topics if spec.slug == slug]
    if declared:
        return TopicBook(declared)
    book: TopicBook = invocation.app().topics
    return book


def document(invocation: Invocation, text: str, path: Path) -> Document:
    """A stored article by its number, a file, or a headline."""
    if text.isdigit():
        return _stored(invocation.app(), int(text))
    if path.suffix and path.is_file():
        title, _, body = path.read_text("utf-8", "replace").strip().partition("\n")
        return Document(title, body=body.strip())
    return Document(text)


def _stored(app: App, number: int) -> Document:
    with app.db.read() as conn:
        found = archive.by_id(conn, [number])
    if not found:
        raise NotFound(f"there is no article {number}")
    return found[0].document
