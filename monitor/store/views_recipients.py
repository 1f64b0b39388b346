"""Who gets a digest, as pages and commands show it: whom it names, who joined, was asked, left, is marked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from monitor.model.digest import DigestSpec
from monitor.model.letter import LetterKind, Standing, key_of, list_of
from monitor.store import reach, subscribers
from monitor.store.reach import Unreached
from monitor.store.subscribers import Subscriber

ON, ASKED, LEFT, MARKED, REFUSED = "on", "asked", "left", "marked", "refused"


@dataclass(frozen=True, slots=True)
class RecipientLine:
    """One recipient. `state`: on | asked (has not confirmed) | left | marked (refuses; nothing is sent) | refused (the
    last edition, or the last two). `since` and `detail` say when and why, where that is not the files' doing."""

    recipient: str
    state: str
    joined: bool  # by asking; else the digest names them
    since: datetime | None = None
    detail: str = ""


def recipients(conn: Connection, spec: DigestSpec) -> tuple[RecipientLine, ...]:
    """Everybody whom a digest has to do with: what needs a look first, then by address."""
    standing = {key_of(one.recipient): one for one in subscribers.of_list(conn, _list(spec))}
    refusing = {key_of(one.recipient): one for one in reach.unreached(conn) if one.channel == spec.channel}
    named = {key_of(to): to for to in reversed(spec.recipients)}
    joined = {key: one.recipient for key, one in standing.items() if key not in named}
    pending = {key for key, one in standing.items() if one.state is Standing.PENDING and key in named}
    own = {key: one for key, one in standing.items() if key not in pending}  # whom the digest names needs not confirm
    lines = [_line(to, own.get(key), refusing.get(key)) for key, to in {**named, **joined}.items()]
    return tuple(sorted(lines, key=lambda one: (_ORDER.index(one.state), key_of(one.recipient))))


_ORDER = (MARKED, REFUSED, LEFT, ASKED, ON)


def _list(spec: DigestSpec) -> str:
    return list_of(LetterKind.EDITION, spec.slug)


def _line(to: str, standing: Subscriber | None, refusing: Unreached | None) -> RecipientLine:
    joined = standing.joined if standing else False
    if standing and standing.state is Standing.STOPPED:
        return RecipientLine(to, LEFT, joined, standing.changed, standing.why)
    if standing and standing.state is Standing.PENDING:
        return RecipientLine(to, ASKED, joined, standing.asked, f"asked by {standing.asked_by or 'somebody'}")
    if refusing:
        return RecipientLine(to, MARKED if refusing.marked else REFUSED, joined, refusing.since, refusing.answer)
    return RecipientLine(to, ON, joined, standing.changed if standing else None, standing.why if standing else "")


@dataclass(frozen=True, slots=True)
class Away:
    """How many of a digest's recipients get it, left, were asked, joined, and are marked."""

    getting: int = 0
    left: int = 0
    asked: int = 0
    joined: int = 0
    marked: int = 0


def away(conn: Connection, spec: DigestSpec) -> Away:
    """The same in numbers."""
    lines = recipients(conn, spec)
    return Away(
        getting=sum(one.state in (ON, REFUSED) for one in lines),
        left=sum(one.state == LEFT for one in lines), asked=sum(one.state == ASKED for one in lines),
        joined=sum(one.joined and one.state not in (LEFT, ASKED) for one in lines),
        marked=sum(one.state == MARKED for one in lines),
    )  # fmt: skip
