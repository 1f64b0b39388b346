"""Secrets in files: found when they stand in the open, read where they are referred to."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from monitor.errors import Problem
from monitor.lang.headers import name_trouble, value_trouble
from monitor.settings.documents import Document, Place
from monitor.settings.secret import PRIVATE_HEADERS, Untold, Vault, holds_password, is_reference

SECRETS = (("database", "url"), ("mail", "user"), ("mail", "password"), ("fetch", "proxy"))
HIDDEN = frozenset({"password", "token"})
ADDRESSES = frozenset({"url", "proxy"})
IN_THE_OPEN = "is a secret in the open; write env:NAME or file:PATH"


@dataclass(frozen=True, slots=True)
class Locksmith:
    """Reads secrets; what cannot be read becomes a problem and an empty text."""

    vault: Vault
    problems: list[Problem]

    def open(self, text: str, problem: Callable[[str], Problem]) -> str:
        """What `text` refers to, or `text`; `problem` makes one of a message."""
        try:
            return self.vault.reveal(text)
        except Untold as error:
            self.problems.append(problem(str(error)))
            return ""

    def headers(self, headers: Mapping[str, str], place: Place) -> dict[str, str]:
        """The headers of the feed declared at `place`, with their secrets."""
        found: dict[str, str] = {}
        for name, text in headers.items():
            problem = reporter(place, ("headers", name), None)
            found[name] = self._header(text, problem)
            twice = name.lower() in {other.lower() for other in found if other != name}
            if why := name_trouble(name) or ("is there already, in other letters" if twice else None):
                self.problems.append(problem(why))
        return found

    def _header(self, text: str, problem: Callable[[str], Problem]) -> str:
        """The value as it can be sent; the blanks around it are no part of it."""
        value = self.open(text, problem).strip()
        if why := value_trouble(value):
            self.problems.append(problem(why))
        return value

    def options(self, values: Mapping[str, dict[str, Any]], place: Place, variables: Mapping[Any, str]) -> None:
        """Read the secrets among the options in place. `variables` names the variable that a value came from."""
        for section, key in SECRETS:
            if text := values.get(section, {}).get(key):
                values[section][key] = self.open(text, reporter(place, (section, key), variables.get((section, key))))


def exposed(document: Document) -> Iterator[Problem]:
    """Secrets that stand in a file in the open. Looks at the bare values: they may be wrong in other ways too."""
    place = Place(document, ())
    for section, key in SECRETS:
        text = _table(document.values.get(section)).get(key)
        if isinstance(text, str) and _in_the_open(key, text):
            yield place.problem(IN_THE_OPEN, section, key)
    yield from _destinations(place, document.values.get("destination"))
    feeds = document.values.get("feed")
    for number, feed in enumerate(feeds if isinstance(feeds, list) else ()):
        for name, text in _table(_table(feed).get("headers")).items():
            if name.lower() in PRIVATE_HEADERS and isinstance(text, str) and not is_reference(text):
                yield place.problem(IN_THE_OPEN, "feed", number, "headers", name)
        for name, text in _table(_table(feed).get("access")).items():
            if isinstance(text, str) and _in_the_open(name, text):
                yield place.problem(IN_THE_OPEN, "feed", number, "access", name)


def _destinations(place: Place, tables: object) -> Iterator[Problem]:
    """An address that opens by itself is a secret; one that asks for a secret beside it is none."""
    for number, one in enumerate(tables if isinstance(tables, list) else ()):
        address, secret = _table(one).get("address"), _table(one).get("secret")
        if isinstance(secret, str) and not is_reference(secret):
            yield place.problem(IN_THE_OPEN, "destination", number, "secret")
        if isinstance(address, str) and "://" in address and not is_reference(address):
            web = address.startswith(("https://", "http://")) and not holds_password(address)
            if secret is None or not web:
                yield place.problem(IN_THE_OPEN, "destination", number, "address")


def _table(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _in_the_open(key: str, text: str) -> bool:
    return holds_password(text) if key in ADDRESSES else key in HIDDEN and not is_reference(text)


def reporter(place: Place, inner: tuple[str, ...], variable: str | None) -> Callable[[str], Problem]:
    """Makes problems of messages about `inner` at `place`, or about the variable that said it."""
    if variable:
        return lambda message: Problem(message, key=variable)
    return lambda message: place.problem(message, *inner)
