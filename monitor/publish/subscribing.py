"""Joining a list and leaving it. Nobody joins by what somebody else types: an address is asked first, by a mail with a
signed link that is good for a week, and nothing else is sent there before it says yes."""

import re
from datetime import datetime

from monitor.errors import NotFound, UsageError
from monitor.model.digest import DigestSpec
from monitor.model.letter import LISTS, Envelope, Letter, LetterKind, Standing, key_of, list_of
from monitor.publish.links import JOIN
from monitor.publish.message import ascii_address, letter_id
from monitor.publish.plainly import plain_letter
from monitor.publish.signing import Claim, Signer, signer
from monitor.publish.words import one_line, schedule_words
from monitor.store import alerts, editions, outbox, subscribers
from monitor.store.database import Connection, Database

CHANNEL = "mail"
ADDRESS = re.compile(r"[^@\s<>,;\"\\]{1,64}@[^@\s<>,;\"\\]+\.[^@\s<>,;\"\\]+")
ADDRESS_CHARS = 254
MOST_TO_ADDRESS, MOST_BY_PERSON = 3, 20  # confirmations within a day
TOO_MANY = "Too many confirmations were asked for within a day. Nothing was sent; ask again tomorrow."


def invite(db: Database, slug: str, address: str, *, by: str, now: datetime, base_url: str) -> str:
    """Ask an address whether it wants a digest; what happens next, in a sentence. Raises NotFound, and UsageError for
    what is no address, a digest that does not go by mail, or too many."""
    address = checked(address)
    seal = signer(db)
    return db.run(lambda conn: _invited(conn, slug, address, (by, now, base_url.rstrip("/"), seal)))


def _invited(conn: Connection, slug: str, address: str, terms: tuple[str, datetime, str, Signer]) -> str:
    by, now, base, seal = terms
    row = editions.by_slug(conn, slug)
    if row.spec.channel != CHANNEL:
        raise UsageError(f"{slug} goes by {row.spec.channel}, not by mail: nobody can subscribe to it.")
    claim = Claim(list_of(LetterKind.EDITION, slug), address)
    if _is_on(conn, row.spec, claim):
        return f"{address} is on {row.spec.name} already."
    to_address, by_person = subscribers.asked_lately(conn, address, by, now)
    if to_address >= MOST_TO_ADDRESS or by_person >= MOST_BY_PERSON:
        raise UsageError(TOO_MANY)
    subscribers.ask(conn, claim.list, address, now, by)
    letter = confirmation(row.spec, by, f"{base}{JOIN}{seal.join(claim, now)}", f"{claim.list}/{key_of(address)}/{now}")
    outbox.queue(conn, letter, [Envelope(address, CHANNEL, letter_id(letter.key, address, _sender(base)))], now)
    return (
        f"A mail goes to {address} and asks whether it wants {row.spec.name}. Nothing else is sent before it says so."
    )


def _is_on(conn: Connection, spec: DigestSpec, claim: Claim) -> bool:
    known = subscribers.one(conn, claim.list, claim.recipient)
    named = key_of(claim.recipient) in {key_of(to) for to in spec.recipients}
    return known.state is Standing.ACTIVE if known else named


def _sender(base: str) -> str:
    """An address whose domain is the dashboard's, for Message-IDs."""
    host = base.partition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0]
    return f"monitor@{host if re.fullmatch(r'[A-Za-z0-9.-]+', host) else 'localhost'}"


def checked(address: str) -> str:
    """A mail address as people type it. Raises UsageError."""
    address = address.strip()
    try:
        if len(address) > ADDRESS_CHARS or not ADDRESS.fullmatch(address):
            raise ValueError
        ascii_address(address)
    except ValueError:
        raise UsageError("That is no mail address. Write one like name@example.org.") from None
    return address


def confirmation(spec: DigestSpec, by: str, link: str, key: str) -> Letter:
    """The mail that asks."""
    name = one_line(spec.name, 80)
    who = f"{one_line(by, 60)} asks" if by else "Somebody asks"
    lines = [f"{who} to send “{name}” ({schedule_words(spec)}) to this address.",
             "Open the link and press the button to get it. It is good for seven days."]  # fmt: skip
    after = ["If that was not your wish, do nothing: nothing more is sent to you."]
    rendered = plain_letter(f"[monitor] Confirm: {name}", f"Do you want {name}?", lines, ("Yes, send it", link), after)
    return Letter(LetterKind.CONFIRMATION, f"confirmation/{key}", spec.slug, spec.name, rendered, {}, "/digests")


def name_of(conn: Connection, list_: str) -> str:
    """The list's name for people; its slug when it is no more."""
    kind, _, slug = list_.partition("/")
    try:
        if kind == LISTS[LetterKind.ALERT]:
            return alerts.by_slug(conn, slug).spec.name
        return editions.by_slug(conn, slug).spec.name
    except NotFound:
        return slug
