"""The letter itself: headers and both parts, as bytes that every mail program reads."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

import idna

from monitor.model.digest import Rendered
from monitor.model.letter import LEAVABLE, LISTS, LetterKind
from monitor.publish.words import one_line, web_link

WHOLE = frozenset({"list-unsubscribe", "list-id", "message-id"})  # ASCII by the way they are made, and on one line


class _Policy(EmailPolicy):
    """SMTP's, but a long address stays an address: the library makes encoded words of it, which no program reads."""

    def fold(self, name: str, value: Any) -> str:
        """A header as text."""
        return f"{name}: {value}{self.linesep}" if name.lower() in WHOLE else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """A header as bytes."""
        return self.fold(name, value).encode("ascii") if name.lower() in WHOLE else super().fold_binary(name, value)


POLICY = _Policy(linesep="\r\n", cte_type="7bit", raise_on_defect=False)
SUBJECT_CHARS = 200


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one recipient. `list_slug` and `list_name` say which digest (or other list) it belongs to;
    `unsubscribe` is an https address that takes a POST, where there is one. `data` is the same for machines, `link` its
    address on the dashboard, `at` when it was composed: the period of an edition."""

    recipient: str
    message_id: str
    rendered: Rendered
    date: datetime
    list_slug: str
    list_name: str
    unsubscribe: str | None = None
    kind: LetterKind = LetterKind.EDITION
    data: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""
    at: datetime | None = None

    @property
    def id(self) -> str:
        """The same for every try: what a receiver knows doubles by. The local part of the Message-ID."""
        return self.message_id.strip("<>").partition("@")[0]


def message_id(digest: str, period: datetime, recipient: str, sender: str) -> str:
    """The same edition to the same recipient has the same Message-ID, however often it is tried."""
    seed = f"{digest}\n{period.astimezone(UTC).isoformat()}\n{recipient.casefold()}"
    return f"<{hashlib.sha256(seed.encode()).hexdigest()[:32]}@{domain_of(sender)}>"


def letter_id(key: str, recipient: str, sender: str) -> str:
    """The Message-ID of a letter (an alert, a notice) by its key."""
    seed = f"letter\n{key}\n{recipient.casefold()}"
    return f"<{hashlib.sha256(seed.encode()).hexdigest()[:32]}@{domain_of(sender)}>"


@lru_cache(maxsize=64)  # asked for each recipient of an edition, of the same sender
def domain_of(address: str) -> str:
    """The ASCII domain of a mail address (`localhost` when it has none)."""
    domain = split_sender(address)[1].rpartition("@")[2]
    return ascii_address(f"x@{domain}").rpartition("@")[2] if domain else "localhost"


def ascii_address(address: str) -> str:
    """The address with its domain in ASCII. Raises ValueError when that is impossible."""
    local, at, domain = address.strip().rpartition("@")
    if not domain.isascii():
        domain = idna.encode(domain, uts46=True).decode()
    plain = f"{local}{at}{domain}"
    if (
        not local
        or not domain
        or not plain.isascii()
        or any(char.isspace() or char < " " or char in "<>," for char in plain)
    ):
        raise ValueError(f"{one_line(address, 80)!r} is not a mail address that every server takes")
    return plain


def letter(message: Outgoing, sender: str) -> EmailMessage:
    """The message as MIME. Raises ValueError on a recipient or sender that can not stand in a header."""
    mail = EmailMessage(policy=POLICY)
    mail["From"] = sender_address(sender)
    mail["To"] = Address(addr_spec=ascii_address(message.recipient))
    mail["Subject"] = one_line(message.rendered.subject, SUBJECT_CHARS)
    mail["Date"] = format_datetime(message.date.astimezone(UTC))
    mail["Message-ID"] = message.message_id
    if message.kind in LEAVABLE:  # what one is on a list for
        mail["List-Id"] = f"<{message.list_slug}.{LISTS[message.kind]}.{domain_of(sender)}>"
        mail["Precedence"] = "bulk"
    mail["Auto-Submitted"] = "auto-generated"
    if message.unsubscribe and message.unsubscribe.startswith("https://") and web_link(message.unsubscribe):
        mail["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.rendered.text, cte="quoted-printable")
    mail.add_alternative(message.rendered.html, subtype="html", cte="quoted-printable")
    return mail


def split_sender(sender: str) -> tuple[str, str]:
    """The name and the address of `Desk <desk@example.org>`, or no name and the address alone."""
    if not sender.rstrip().endswith(">"):
        return "", sender.strip()
    name, _, address = sender.rstrip().removesuffix(">").rpartition("<")
    return name.strip().strip('"'), address.strip()


def sender_address(sender: str) -> Address:
    """`Desk <desk@example.org>` as it stands in From. Raises ValueError."""
    name, address = split_sender(sender)
    return Address(display_name=one_line(name, 80), addr_spec=ascii_address(address))
