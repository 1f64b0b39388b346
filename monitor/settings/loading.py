"""Load: find the files, read them, lay the environment over them, check everything, build the settings."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from monitor.errors import ConfigurationError, Problem
from monitor.settings import building, checking
from monitor.settings.data import packaged
from monitor.settings.documents import Document, Place, read
from monitor.settings.environment import Overrides, overrides
from monitor.settings.secret import Vault
from monitor.settings.unlocking import Locksmith, exposed
from monitor.settings.validating import validated
from monitor.settings.value import Settings

FILES = ("monitor.toml", "feeds.toml", "outlets.toml", "digests.toml", "topics.toml")
TOPIC_PACKS = "topics.d"
DEFAULT_FOLDER = Path("config")


@dataclass(slots=True)
class _Desk:
    """What has been read, and everything found wrong so far."""

    folder: Path
    documents: list[Document] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def load(config_dir: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings from `config_dir` (else MONITOR_CONFIG, else config/) and `environ`.

    A file that the folder lacks is the packaged one. Raises ConfigurationError with every problem at once.
    """
    folder = _folder(config_dir, environ)
    desk, environment = _Desk(folder), overrides(environ)
    desk.problems += environment.problems
    desk.documents = list(_documents(desk))
    settings = _build(desk, environment, environ)
    if desk.problems:
        raise ConfigurationError(*desk.problems)
    return settings


def _folder(given: Path | None, environ: Mapping[str, str]) -> Path:
    named = given or (Path(environ["MONITOR_CONFIG"]) if environ.get("MONITOR_CONFIG") else None)
    if named is not None and not named.is_dir():
        raise ConfigurationError(f"there is no folder {named}. Make one: monitor init {named}")
    return named or DEFAULT_FOLDER


def _documents(desk: _Desk) -> Iterator[Document]:
    for path in _paths(desk.folder):
        document = read(path, shown(path))
        if isinstance(document, Problem):
            desk.problems.append(document)
        else:
            yield document


def _paths(folder: Path) -> Iterator[Path]:
    """The files to read: those of `folder`, and the packaged ones for what it lacks."""
    shipped = packaged("config")
    for name in FILES[:-1]:
        yield folder / name if (folder / name).exists() else shipped / name
    own_topics = (folder / FILES[-1]).exists() or (folder / TOPIC_PACKS).is_dir()
    home = folder if own_topics else shipped
    if (home / FILES[-1]).exists():
        yield home / FILES[-1]
    yield from sorted((home / TOPIC_PACKS).glob("*.toml"))


def shown(path: Path) -> str:
    """A path as people know it: relative when it lies under where they are."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _build(desk: _Desk, environment: Overrides, environ: Mapping[str, str]) -> Settings:
    for document in desk.documents:
        desk.problems += exposed(document)
    valid = [one for document in desk.documents if (one := validated(document, environment, desk.problems))]
    locksmith = Locksmith(Vault(environ, desk.folder), desk.problems)
    found = building.declared(valid, locksmith)
    main = next((one for one in valid if one.document.path.name == FILES[0]), None)
    options = building.options(main, locksmith, environment.variables)
    desk.problems += checking.check(found, options, Place(main.document, ()) if main else None)
    return Settings(
        options=replace(options, clock=environ.get("MONITOR_CLOCK") or None, destinations=found.destinations),
        feeds=found.feeds,
        outlets=found.outlets,
        topics=found.topics,
        digests=found.digests,
        pairs=found.pairs,
        alerts=found.alerts,
        folder=desk.folder,
        files=tuple(document.path for document in desk.documents),
        places=found.places,
        groups=found.groups,
        strange=tuple(checking.strange_topics(found)),
    )
