"""One file with a topic in it, wherever it lies: a draft that is not in force, or one of config/topics.d/."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from monitor.errors import ConfigurationError, Problem
from monitor.model.topic import TopicSpec
from monitor.settings import building, querying
from monitor.settings.documents import Document, read
from monitor.settings.environment import overrides
from monitor.settings.loading import shown
from monitor.settings.secret import Vault
from monitor.settings.unlocking import Locksmith
from monitor.settings.validating import validated
from monitor.settings.value import Settings

PACK, MANY = Path("topic.toml"), Path("topics.toml")  # what the names of files say of their shape


def topics_of(path: Path, settings: Settings) -> tuple[TopicSpec, ...]:
    """The topics of a file: of a topic pack one, of a topics.toml all. They may use the shared groups of the settings.

    Raises:
        ConfigurationError: it can not be read, is no topic, or has a query that can not be read; every problem.
    """
    document = read(path, shown(path))
    if isinstance(document, Problem):
        raise ConfigurationError(document)
    document = replace(document, path=MANY if "topic" in document.values else PACK)
    problems: list[Problem] = []
    documents = [document, *_sharing(settings, beside=path, many=document.path == MANY)]
    valid = [one for document in documents if (one := validated(document, overrides({}), problems))]
    found = building.declared(valid, Locksmith(Vault({}, Path()), problems))
    problems += querying.topics(found)
    if problems:
        raise ConfigurationError(*problems)
    mine = (topic for topic in found.topics if found.places["topic", topic.slug].document is document)
    return tuple(mine)


def _sharing(settings: Settings, *, beside: Path, many: bool) -> Iterator[Document]:
    """The files of the settings whose groups are for every topic, but for the one that this file stands for."""
    for path in settings.files:
        mine = path.resolve() == beside.resolve() or (many and path.name == MANY.name)
        if not mine and (path.name == MANY.name or path.name.startswith("_")):
            document = read(path, shown(path))
            if isinstance(document, Document):
                yield document
