"""A digest that comes from a form instead of a file: read by the same shape, checked by the same rules."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from monitor.errors import Problem
from monitor.model.digest import DigestSpec
from monitor.model.options import Destination
from monitor.settings import checking
from monitor.settings.building import Declared, digest_of
from monitor.settings.documents import Document, Place
from monitor.settings.environment import overrides
from monitor.settings.shapes import DigestsFile
from monitor.settings.validating import validated

Wrong = tuple[str, str]  # a key of [[digest]], and what is wrong with it
Groups = Mapping[str, tuple[str, ...]]


def digest(
    values: Mapping[str, object], topics: Collection[str], groups: Groups, *, destinations: Sequence[Destination]
) -> tuple[DigestSpec | None, tuple[Wrong, ...]]:
    """The digest that `values` say, keys and values as in digests.toml, or everything that is wrong with them. It may
    name any of `topics`; its query gets a copy of the `groups` that it uses."""
    document = Document(Path("digests.toml"), "the form", "", {"digest": [dict(values)]})
    problems: list[Problem] = []
    valid = validated(document, overrides({}), problems)
    if valid is None or not isinstance(valid.table, DigestsFile):
        return None, tuple(map(_wrong, problems))
    spec = digest_of(valid.table.digest[0], groups)
    place = Place(document, ("digest", 0))
    declared = Declared(
        digests=(spec,), destinations=tuple(destinations), groups=dict(groups), places={("digest", spec.slug): place}
    )
    problems += checking.digests(declared)
    problems += _unknown(spec, topics, place)
    return (None if problems else spec), tuple(map(_wrong, problems))


def _unknown(spec: DigestSpec, topics: Collection[str], place: Place) -> Iterator[Problem]:
    for topic in spec.topics:
        if topic not in topics:
            yield place.problem(f"there is no topic {topic} in force", "topics")


def _wrong(problem: Problem) -> Wrong:
    return (problem.key or "").rpartition(".")[2], problem.message
