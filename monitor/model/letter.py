"""What the outbox carries, editions or not: letters, the lists they belong to, and who is on those."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from monitor.model.digest import Rendered


class LetterKind(StrEnum):
    """What is sent. An edition is kept on its own shelf; the others are letters."""

    EDITION = "edition"
    ALERT = "alert"
    NOTICE = "notice"  # to whoever runs monitor
    CONFIRMATION = "confirmation"  # asks whether an address wants to be on a list


LISTS = {LetterKind.EDITION: "digests", LetterKind.ALERT: "alerts", LetterKind.NOTICE: "notices",
         LetterKind.CONFIRMATION: "confirmations"}  # fmt: skip
LEAVABLE = frozenset({LetterKind.EDITION, LetterKind.ALERT})  # what a recipient can unsubscribe from


class Standing(StrEnum):
    """Where somebody stands who joined a list or left it. Whom the files name has no standing until they leave."""

    PENDING = "pending"  # asked, and did not confirm yet
    ACTIVE = "active"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, rendered once. `key` says what it is about: whoever queues it second finds it there. `slug` and
    `name` are those of its list, `data` is the same for machines, `link` its path on the dashboard."""

    kind: LetterKind
    key: str
    slug: str
    name: str
    rendered: Rendered
    data: Mapping[str, Any] = field(default_factory=dict)
    link: str = "/"


@dataclass(frozen=True, slots=True)
class Envelope:
    """To whom something goes, by which channel, under which Message-ID."""

    recipient: str
    channel: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Item:
    """What a delivery carries, as its channel needs it."""

    kind: LetterKind
    rendered: Rendered
    data: Mapping[str, Any]
    link: str  # path on the dashboard
    at: datetime  # when it was composed: the period of an edition


def list_of(kind: LetterKind, slug: str) -> str:
    """The list as subscriptions name it: digests/morning."""
    return f"{LISTS[kind]}/{slug}"


def key_of(recipient: str) -> str:
    """The same address has the same key, however it is written."""
    return recipient.strip().casefold()
