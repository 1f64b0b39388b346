"""Telling whoever runs monitor what did not arrive: one notice an hour at most, through the same outbox."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from monitor.model.letter import Envelope, Letter, LetterKind
from monitor.model.options import Options
from monitor.publish.message import letter_id
from monitor.publish.plainly import plain_letter
from monitor.publish.words import count, listed, one_line
from monitor.store import outbox, reach, trouble
from monitor.store.database import Connection, Database
from monitor.store.reach import Unreached
from monitor.store.trouble import Lost

CHANNEL = "mail"
GAP = timedelta(hours=1)  # between two notices
SHOWN = 20  # of a kind
WORDS = {"refused": "was refused", "expired": "was given up after a day",
         "unknown": "may or may not have arrived"}  # fmt: skip


def notice_trouble(db: Database, *, now: datetime, options: Options) -> int | None:
    """Queue a notice about deliveries and addresses that the owner does not know of yet. None: nothing to say, nobody
    to say it to, or too soon after the last one."""
    if options.mail.owner is None:
        return None
    with db.read() as conn:
        if not _news(conn, now):
            return None
    return db.run(lambda conn: _notice(conn, now, options))


def _news(conn: Connection, now: datetime) -> bool:
    last = outbox.newest(conn, LetterKind.NOTICE)
    if last is not None and timedelta() <= now - last < GAP:
        return False
    return bool(_marked(conn) or trouble.untold(conn, now, limit=1))


def _marked(conn: Connection) -> tuple[Unreached, ...]:
    return tuple(one for one in reach.unreached(conn) if one.marked and one.told is None)


def _notice(conn: Connection, now: datetime, options: Options) -> int | None:
    marked, lost = _marked(conn), trouble.untold(conn, now)
    if not marked and not lost:
        return None
    owner = options.mail.owner or ""
    for one in marked:
        reach.tell(conn, one.channel, one.recipient, now)
    trouble.tell(conn, [one.id for one in lost], now)
    told = _letter(marked, lost, options.web.base_url)
    envelope = Envelope(owner, CHANNEL, letter_id(told.key, owner, options.mail.sender))
    return outbox.queue(conn, told, [envelope], now)


def _letter(marked: Sequence[Unreached], lost: Sequence[Lost], base_url: str) -> Letter:
    seed = repr([(one.channel, one.recipient, one.marked) for one in marked] + [one.id for one in lost])
    key = f"notice/{sha256(seed.encode()).hexdigest()[:32]}"
    rendered = plain_letter(subject(marked, lost), "What did not arrive", _lines(marked, lost),
                            ("See it on the dashboard", f"{base_url.rstrip('/')}/digests"))  # fmt: skip
    data = {
        "marked": [{"channel": one.channel, "recipient": one.recipient, "answer": one.answer} for one in marked],
        "lost": [{"delivery": one.id, "name": one.name, "recipient": one.recipient, "phase": one.phase.value,
                  "answer": one.answer} for one in lost],
    }  # fmt: skip
    return Letter(LetterKind.NOTICE, key, "delivery", "Delivery", rendered, data, "/digests")


def subject(marked: Sequence[Unreached], lost: Sequence[Lost]) -> str:
    """`[monitor] Sohae did not reach mina@example.org`, or how many did not."""
    if marked:
        return f"[monitor] {listed([one_line(one.recipient, 60) for one in marked], 1)}: nothing more is sent there"
    if len(lost) == 1:
        return f"[monitor] {one_line(lost[0].name, 60)} did not reach {one_line(lost[0].recipient, 60)}"
    return f"[monitor] {count(len(lost), 'delivery', 'deliveries')} did not arrive"


def _lines(marked: Sequence[Unreached], lost: Sequence[Lost]) -> list[str]:
    lines = [_mark(one) for one in marked[:SHOWN]]
    lines += [_loss(one) for one in lost[:SHOWN]]
    rest = max(0, len(marked) - SHOWN) + max(0, len(lost) - SHOWN)
    return lines + ([f"And {rest} more: `monitor digest list` and the dashboard have them all."] if rest else [])


def _mark(one: Unreached) -> str:
    why = "says that it is gone" if one.gone else f"refused {count(one.refused, 'edition')} in a row"
    again = "It is not tried again by itself." if one.gone else "It is tried again in a week."
    return (
        f"{one_line(one.recipient, 100)} ({one.channel}) {why}: {one_line(one.answer, 200)}. Nothing more is sent "
        f"there. {again} Mend the address, then: monitor digest restore {one_line(one.recipient, 100)}"
    )


def _loss(one: Lost) -> str:
    return (
        f"“{one_line(one.subject, 80)}” to {one_line(one.recipient, 100)} ({one.channel}) "
        f"{WORDS[one.phase.value]}: {one_line(one.answer, 200) or 'no answer'}"
    )
