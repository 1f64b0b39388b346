"""From valid tables to the model's values: options, feeds, outlets, topics, digests; secrets are read on the way."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from monitor.errors import Problem
from monitor.model.digest import DigestSpec
from monitor.model.feed import FeedSpec
from monitor.model.options import Options
from monitor.model.outlet import Outlet
from monitor.model.topic import TopicSpec
from monitor.settings.documents import Place
from monitor.settings.environment import Overrides
from monitor.settings.secret import PRIVATE_HEADERS, Untold, Vault, holds_password, is_reference
from monitor.settings.shapes import SECTIONS, DigestTable, FeedTable, OutletTable, TopicTable
from monitor.settings.validating import Validated

T = TypeVar("T")
SECRETS = (("database", "url"), ("mail", "user"), ("mail", "password"), ("fetch", "proxy"))
IN_THE_OPEN = "is a secret in the open; write env:NAME or file:PATH"


@dataclass(slots=True)
class Declared:
    """What the files declare. `places` has the first place of each (kind, slug); `twice` every later one."""

    feeds: tuple[FeedSpec, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    topics: tuple[TopicSpec, ...] = ()
    digests: tuple[DigestSpec, ...] = ()
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    twice: list[tuple[str, str, Place]] = field(default_factory=list)


def declared(files: Sequence[Validated], vault: Vault, problems: list[Problem]) -> Declared:
    """Everything declared by `files`; secrets that cannot be had lengthen `problems`."""
    found = Declared()
    found.feeds = tuple(
        _feed(table, place, vault, problems) for table, place in _tables(found, files, "feed", FeedTable)
    )
    found.outlets = tuple(Outlet(**_values(table)) for table, _ in _tables(found, files, "outlet", OutletTable))
    found.digests = tuple(DigestSpec(**_values(table)) for table, _ in _tables(found, files, "digest", DigestTable))
    found.topics = tuple(_topic(table) for table, _ in _tables(found, files, "topic", TopicTable))
    return found


def _tables(found: Declared, files: Sequence[Validated], kind: str, shape: type[T]) -> list[tuple[T, Place]]:
    """The tables of a kind that come first under their slug, with their places; the others are noted as twice."""
    kept = []
    for table, place in _all_tables(files, kind, shape):
        slug: str = getattr(table, "slug")  # noqa: B009 - every table here has one, the type variable does not say so
        if (kind, slug) in found.places:
            found.twice.append((kind, slug, place))
        else:
            found.places[kind, slug] = place
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


def _topic(table: TopicTable) -> TopicSpec:
    return TopicSpec(**{**_values(table), "aliases": tuple(table.aliases.items())})


def _feed(table: FeedTable, place: Place, vault: Vault, problems: list[Problem]) -> FeedSpec:
    headers = {}
    for name, text in table.headers.items():
        if name.lower() in PRIVATE_HEADERS and not is_reference(text):
            problems.append(place.problem(IN_THE_OPEN, "headers", name))
        headers[name] = _revealed(
            text, vault, problems, lambda message, name=name: place.problem(message, "headers", name)
        )
    return FeedSpec(**{**_values(table), "headers": headers})


def _revealed(text: str, vault: Vault, problems: list[Problem], problem: Callable[[str], Problem]) -> str:
    try:
        return vault.reveal(text)
    except Untold as error:
        problems.append(problem(str(error)))
        return ""


def options(
    files: Sequence[Validated],
    vault: Vault,
    environment: Overrides,
    problems: list[Problem],
    clock: str | None,
) -> Options:
    """The options of monitor.toml and the environment, with paths made absolute and secrets read."""
    one = next((one for one in files if one.document.path.name == "monitor.toml"), None)
    base = vault.folder.absolute().parent
    url = f"sqlite:///{base / 'data' / 'monitor.db'}"
    if one is None:
        return Options(url)
    tables = {section: getattr(one.table, section) for section in ("database", *SECTIONS)}
    values = {section: _values(table) for section, table in tables.items() if table is not None}
    _unlock(values, Place(one.document, ()), vault, environment.variables, problems)
    rooms = {section: SECTIONS[section](**values[section]) for section in SECTIONS if section in values}
    built = Options(values.get("database", {}).get("url") or url, clock=clock or None, **rooms)
    return _placed(built, vault)


def _unlock(
    values: Mapping[str, dict[str, Any]],
    place: Place,
    vault: Vault,
    variables: Mapping[tuple[str, str], str],
    problems: list[Problem],
) -> None:
    """Read the secrets among `values` in place. One written in the open in a file is a problem; in a variable it is not."""
    for section, key in SECRETS:
        text, variable = values.get(section, {}).get(key), variables.get((section, key))
        if not text:
            continue
        if variable is None and _in_the_open(section, key, text):
            problems.append(place.problem(IN_THE_OPEN, section, key))
        values[section][key] = _revealed(text, vault, problems, _reporter(place, section, key, variable))


def _reporter(place: Place, section: str, key: str, variable: str | None) -> Callable[[str], Problem]:
    if variable:
        return lambda message: Problem(message, key=variable)
    return lambda message: place.problem(message, section, key)


def _in_the_open(section: str, key: str, text: str) -> bool:
    return (
        holds_password(text)
        if key in {"url", "proxy"}
        else (section, key) == ("mail", "password") and not is_reference(text)
    )


def _placed(built: Options, vault: Vault) -> Options:
    """Paths that were given relatively: the outbox lies in data/, the password file beside the settings."""
    data = vault.folder.absolute().parent / "data"
    password = built.web.admin_password_file
    web = replace(built.web, admin_password_file=str(vault.folder.absolute() / password)) if password else built.web
    return replace(built, web=web, mail=replace(built.mail, folder=str(data / built.mail.folder)))
