"""How a feed is reached that is not open to everybody: its `access` table, read, and refused where it contradicts
itself. Nothing of it is ever repeated in a message."""

import re
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path

from monitor.model.fetching import NO_PROXY, Access
from monitor.model.proxy import proxy_of
from monitor.settings.documents import Place
from monitor.settings.unlocking import Locksmith

_TOKEN = re.compile(r"[\x21-\x7e]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_PATHS = ("certificate", "key")
Found = Iterator[tuple[str, str]]  # key and message


def access(said: Mapping[str, str | None], feed: Mapping[str, object], place: Place, locksmith: Locksmith) -> Access:
    """The access of the feed declared at `place`, with its secrets; `feed` is its whole table. What is wrong becomes
    problems of the locksmith."""
    given = {name: text for name, text in said.items() if text is not None}
    if not given:
        return Access()

    def report(name: str) -> Callable[[str], None]:
        return lambda message: locksmith.problems.append(place.problem(message, "access", name))

    before = len(locksmith.problems)
    opened = {name: _opened(name, text, place, locksmith) for name, text in given.items()}
    if len(locksmith.problems) == before:  # what could not be read says nothing more
        for name, message in _troubles(opened, feed):
            report(name)(message)
    return Access(**{one.name: opened.get(one.name) for one in fields(Access)})


def _opened(name: str, text: str, place: Place, locksmith: Locksmith) -> str:
    if name in _PATHS:
        return str(locksmith.vault.folder.absolute() / text)
    return locksmith.open(text, lambda message: place.problem(message, "access", name)).strip()


def _troubles(said: Mapping[str, str], feed: Mapping[str, object]) -> Found:
    yield from _contradictions(said, feed)
    yield from _unsendable(said)
    if "proxy" in said and said["proxy"] != NO_PROXY:
        yield from _proxy(said["proxy"])
    if "certificate" in said and (why := certificate_trouble(said["certificate"], said.get("key"))):
        yield "certificate", why


def _contradictions(said: Mapping[str, str], feed: Mapping[str, object]) -> Found:
    login = "user" in said or "password" in said
    if "token" in said and login:
        yield "token", "goes neither with user nor with password: give one way to log in"
    if "password" in said and "user" not in said:
        yield "password", "needs a user"
    if "key" in said and "certificate" not in said:
        yield "key", "needs a certificate"
    headers = feed.get("headers")
    named = {str(name).lower() for name in headers} if isinstance(headers, Mapping) else set()
    if "authorization" in named and (login or "token" in said):
        yield "token" if "token" in said else "user", "goes not with a header Authorization: give one of them"
    if "certificate" in said and str(feed.get("url", "")).lower().startswith("http:"):
        yield "certificate", "needs an address that begins with https://"


def _unsendable(said: Mapping[str, str]) -> Found:
    if ":" in said.get("user", ""):
        yield "user", "must not hold a colon: servers could not tell where the password begins"
    for name in ("user", "password"):
        if _CONTROLS.search(said.get(name, "")):
            yield name, "must be one line of text"
    if "token" in said and not _TOKEN.fullmatch(said["token"]):
        yield "token", "must be letters, digits and signs without blanks between them, and without the word Bearer"


def _proxy(text: str) -> Found:
    try:
        proxy_of(text)
    except ValueError as error:
        yield "proxy", f"{error}, or {NO_PROXY!r}"


def certificate_trouble(certificate: str, key: str | None = None) -> str | None:
    """Why a client's certificate (PEM) cannot be used; None when it can."""
    for name in filter(None, (certificate, key)):
        try:
            Path(name).read_bytes()
        except OSError as error:
            return f"the file {name} cannot be read: {error.strerror}"
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_cert_chain(certificate, key, password=lambda: b"")  # never asks at a terminal
    except (OSError, ValueError) as error:
        reason = str(getattr(error, "reason", None) or "no PEM").replace("_", " ").lower()
        return f"is no certificate with the key that belongs to it, in PEM and without a passphrase ({reason})"
    return None


def authorities_trouble(path: str) -> str | None:
    """Why a file of certificate authorities (PEM) cannot be used; None when it can."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and not isinstance(error, ssl.SSLError) else "no PEM"
        return f"the file {path} cannot be used: {reason}"
    return None
