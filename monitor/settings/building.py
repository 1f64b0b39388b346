"""From valid tables to the model's values: options, feeds, outlets, topics, digests; secrets are read on the way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from monitor.errors import Problem
from monitor.lang.groups import with_groups
from monitor.model.alert import AlertSpec
from monitor.model.digest import DigestSpec
from monitor.model.feed import FeedSpec
from monitor.model.options import Destination, Options
from monitor.model.outlet import Outlet
from monitor.model.proxy import proxy_of
from monitor.model.spike import PairSpec
from monitor.model.topic import TopicSpec
from monitor.settings import entrance
from monitor.settings.documents import Place
from monitor.settings.shapes import (
    SECTIONS,
    AlertTable,
    DestinationTable,
    DigestTable,
    FeedTable,
    GroupsFile,
    OutletTable,
    PairTable,
    TopicsFile,
    TopicTable,
)
from monitor.settings.unlocking import Locksmith, reporter
from monitor.settings.validating import Validated


class Declaration(Protocol):
    """A table that declares something under a slug."""

    @property
    def slug(self) -> str:
        """Its name in commands and addresses."""
        ...


T = TypeVar("T", bound=Declaration)


@dataclass(slots=True)
class Declared:
    """What the files declare. `places` has the first place of each (kind, slug); `twice` every later one."""

    feeds: tuple[FeedSpec, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    topics: tuple[TopicSpec, ...] = ()
    digests: tuple[DigestSpec, ...] = ()
    alerts: tuple[AlertSpec, ...] = ()
    destinations: tuple[Destination, ...] = ()
    pairs: tuple[PairSpec, ...] = ()
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    twice: list[tuple[str, str, Place]] = field(default_factory=list)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)  # shared by all topics
    group_places: dict[str, Place] = field(default_factory=dict)  # the table that each stands in
    groups_twice: list[tuple[str, str, Place]] = field(default_factory=list)  # name, where it is first, and again


def declared(files: Sequence[Validated], locksmith: Locksmith) -> Declared:
    """Everything declared by `files`. Secrets that cannot be had are problems of the locksmith."""
    found = Declared()
    found.feeds = tuple(_feed(table, place, locksmith) for table, place in _tables(found, files, "feed", FeedTable))
    found.pairs = tuple(PairSpec(**_values(table)) for table, _ in _tables(found, files, "pair", PairTable))
    found.outlets = tuple(Outlet(**_values(table)) for table, _ in _tables(found, files, "outlet", OutletTable))
    found.destinations = tuple(
        _destination(table, place, locksmith) for table, place in _tables(found, files, "destination", DestinationTable)
    )
    _share(found, files)
    found.topics = tuple(_topic(table, found.groups) for table, _ in _tables(found, files, "topic", TopicTable))
    groups = {**dict(pair for topic in found.topics for pair in topic.aliases), **found.groups}
    found.digests = tuple(digest_of(table, groups) for table, _ in _tables(found, files, "digest", DigestTable))
    found.alerts = tuple(AlertSpec(**_values(table)) for table, _ in _tables(found, files, "alert", AlertTable))
    return found


def _tables(found: Declared, files: Sequence[Validated], kind: str, shape: type[T]) -> list[tuple[T, Place]]:
    """The tables of a kind that come first under their slug, with their places; the others are noted as twice."""
    kept = []
    for table, place in _all_tables(files, kind, shape):
        if (kind, table.slug) in found.places:
            found.twice.append((kind, table.slug, place))
        else:
            found.places[kind, table.slug] = place
            kept.append((table, place))
    return kept


def _all_tables(files: Sequence[Validated], kind: str, shape: type[T]) -> Iterator[tuple[T, Place]]:
    for one in files:
        if isinstance(one.table, shape):  # a topic pack: the file is the table
            yield one.table, Place(one.document, ())
        for number, table in enumerate(getattr(one.table, kind, ())):
            yield table, Place(one.document, (kind, number))


def _values(table: Any) -> dict[str, Any]:
    return {name: getattr(table, name) for name in type(table).model_fields}


def _share(found: Declared, files: Sequence[Validated]) -> None:
    """The groups that are defined for all topics."""
    for one in files:
        if isinstance(one.table, TopicsFile | GroupsFile):
            place = Place(one.document, ("aliases",))
            for name, terms in one.table.aliases.items():
                if name in found.groups:
                    found.groups_twice.append((name, found.group_places[name].at(name), place))
                else:
                    found.groups[name], found.group_places[name] = terms, place


def digest_of(table: DigestTable, groups: Mapping[str, tuple[str, ...]]) -> DigestSpec:
    """With a copy of the groups that its query uses."""
    used = with_groups(TopicSpec(table.slug, table.name, table.query), groups).aliases
    return DigestSpec(**_values(table), aliases=used)


def _topic(table: TopicTable, groups: Mapping[str, tuple[str, ...]]) -> TopicSpec:
    return with_groups(TopicSpec(**{**_values(table), "aliases": tuple(table.aliases.items())}), groups)


def _destination(table: DestinationTable, place: Place, locksmith: Locksmith) -> Destination:
    """With its secrets. An address that is no URL is a path: relative to data/ beside the configuration."""

    def opened(key: str, text: str | None) -> str:
        return locksmith.open(text or "", reporter(place, (key,), None)).strip()

    address = opened("address", table.address)
    if address and "://" not in address:
        address = str(locksmith.vault.folder.absolute().parent / "data" / address)
    return Destination(table.slug, table.channel, address, opened("secret", table.secret) or None)


def _feed(table: FeedTable, place: Place, locksmith: Locksmith) -> FeedSpec:
    values = _values(table)
    way_in = entrance.access(_values(table.access), values, place, locksmith)
    return FeedSpec(**{**values, "headers": locksmith.headers(table.headers, place), "access": way_in})


def options(one: Validated | None, locksmith: Locksmith, variables: Mapping[tuple[str, str], str]) -> Options:
    """The options of monitor.toml (already overlaid by the environment), with paths made absolute and secrets read."""
    folder = locksmith.vault.folder.absolute()
    url = f"sqlite:///{folder.parent / 'data' / 'monitor.db'}"
    if one is None:
        return Options(url)
    tables = {section: getattr(one.table, section) for section in ("database", *SECTIONS)}
    values = {section: _values(table) for section, table in tables.items() if table is not None}
    locksmith.options(values, Place(one.document, ()), variables)
    url = values.pop("database", {}).get("url") or url
    built = _placed(Options(url, **{section: SECTIONS[section](**keys) for section, keys in values.items()}), folder)
    locksmith.problems.extend(_unusable(built, Place(one.document, ()), variables))
    return built


def _unusable(built: Options, place: Place, variables: Mapping[tuple[str, str], str]) -> Iterator[Problem]:
    """What fetching cannot work with: its proxy, its authorities."""
    fetch = built.fetch
    if fetch.proxy:
        try:
            proxy_of(fetch.proxy)
        except ValueError as error:
            yield reporter(place, ("fetch", "proxy"), variables.get(("fetch", "proxy")))(str(error))
    if fetch.authorities and (why := entrance.authorities_trouble(fetch.authorities)):
        yield reporter(place, ("fetch", "authorities"), variables.get(("fetch", "authorities")))(why)


def _placed(built: Options, folder: Path) -> Options:
    """Paths that were given relatively: the outbox lies in data/, the password file counts from the configuration."""
    password = built.web.admin_password_file
    web = replace(built.web, admin_password_file=str(folder / password) if password else None)
    trusted = built.fetch.authorities
    fetch = replace(built.fetch, authorities=str(folder / trusted) if trusted else None)
    return replace(
        built, web=web, fetch=fetch, mail=replace(built.mail, folder=str(folder.parent / "data" / built.mail.folder))
    )
