"""What goes through the outbox besides editions, whom nothing is sent to any more, and who is told of it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from monitor.model.digest import Phase, Rendered
from monitor.model.letter import Envelope, Letter, LetterKind
from monitor.model.options import Destination, MailOptions, Options, WebOptions
from monitor.publish import porting
from monitor.publish.channels import Gone, Later, Refused, Result, Sent, webhook
from monitor.publish.composing import compose_now
from monitor.publish.deliver import Delivered, deliver_due
from monitor.publish.message import Outgoing, letter, letter_id
from monitor.publish.signing import Claim, signer
from monitor.store import deliveries, outbox, reach, subscribers, upgrade
from monitor.store.database import Database
from tests.builders.editions import END, SPEC
from tests.builders.judged import Archive
from tests.publish.test_deliver import Scripted

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MINA, OWNER = "mina@example.org", "owner@example.org"
LOCAL = Options("sqlite://")
PUBLIC = replace(LOCAL, web=WebOptions(base_url="https://monitor.example"))
OWNED = replace(LOCAL, mail=MailOptions(owner=OWNER, sender="monitor <monitor@example.org>"))
ALERT = Letter(LetterKind.ALERT, "alert/8841/1", "sohae", "Sohae", Rendered("Alert", "Text\n", "<p>Text</p>"),
               {"story": 8841}, "/stories/8841")  # fmt: skip


@pytest.fixture
def db(database: Database) -> Database:
    Archive(database).digest(replace(SPEC, recipients=(MINA,)))
    return database


def edition(db: Database, n: int, options: Options = LOCAL) -> int:
    """One more, `n` hours after the first."""
    return compose_now(db, "sohae", now=END + n * HOUR, options=options)


def run(db: Database, channel: Scripted, at: timedelta = timedelta(), options: Options = LOCAL) -> list[Delivered]:
    return deliver_due(db, {channel.name: channel}, now=END + at, options=options)


def queue(db: Database, one: Letter = ALERT, to: tuple[str, ...] = (MINA,), channel: str = "mail") -> int | None:
    envelopes = [Envelope(recipient, channel, letter_id(one.key, recipient, "d@example.org")) for recipient in to]
    return db.run(lambda conn: outbox.queue(conn, one, envelopes, END))


# --- letters


def test_a_letter_is_queued_once_by_its_key_and_goes_before_editions(db: Database) -> None:
    edition(db, 0)
    assert queue(db) is not None
    assert queue(db) is None
    channel = Scripted([Sent("250")])
    done = run(db, channel, HOUR)
    assert [one.edition is None for one in done] == [True, False]
    alert = channel.sent[0]
    assert (alert.kind, alert.list_slug, alert.data, alert.link) == (
        LetterKind.ALERT, "sohae", {"story": 8841}, "http://127.0.0.1:8000/stories/8841",
    )  # fmt: skip
    assert letter(alert, "d@example.org")["List-Id"] == "<sohae.alerts.example.org>"
    assert run(db, channel, 2 * HOUR) == []


def test_an_edition_is_whole_for_machines(db: Database) -> None:
    Archive(db).article("Pier grows")
    edition(db, 0)
    channel = Scripted([Sent("250")])
    run(db, channel)
    said = webhook.content(channel.sent[0])
    assert said["type"] == "edition.published"
    data = json.loads(json.dumps(said["data"]))
    assert data["edition"]["sections"][0]["items"][0]["lead"]["title"] == "Pier grows"
    assert data["link"] == "http://127.0.0.1:8000/digests/sohae/editions/20261123T0630Z"


# --- leaving


def test_each_recipient_has_a_link_and_headers_of_their_own(db: Database) -> None:
    edition(db, 0, PUBLIC)
    channel = Scripted([Sent("250")])
    run(db, channel, options=PUBLIC)
    (message,) = channel.sent
    address = f"https://monitor.example/u/{signer(db).leave(Claim('digests/sohae', MINA))}"
    raw = letter(message, "d@example.org").as_bytes()
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["List-Unsubscribe"] == f"<{address}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"\r\nList-Unsubscribe: <{address}>\r\nList-Unsubscribe-Post: ".encode() in raw
    assert f"Stop:\n{address}\n" in message.rendered.text
    assert f'href="{address}"' in message.rendered.html
    assert "/u/yours" not in message.rendered.text + message.rendered.html


@pytest.mark.parametrize("base", ["http://127.0.0.1:8000", "http://localhost:8000"])
def test_a_dashboard_of_this_machine_only_offers_no_link(db: Database, base: str) -> None:
    options = replace(LOCAL, web=WebOptions(base_url=base))
    edition(db, 0, options)
    channel = Scripted([Sent("250")])
    run(db, channel, options=options)
    assert channel.sent[0].unsubscribe is None
    assert "/u/" not in channel.sent[0].rendered.text


@pytest.mark.parametrize(
    "base", ["https://10.1.2.3", "https://monitor", "https://monitor.lan", "http://monitor.example"]
)
def test_one_click_is_offered_only_where_everybody_can_reach_it_by_https(db: Database, base: str) -> None:
    options = replace(LOCAL, web=WebOptions(base_url=base))
    edition(db, 0, options)
    channel = Scripted([Sent("250")])
    run(db, channel, options=options)
    assert channel.sent[0].unsubscribe is None
    assert f"{base}/u/ey" in channel.sent[0].rendered.text or f"{base}/u/" in channel.sent[0].rendered.text


def test_a_destination_is_led_to_the_page_of_its_digest(db: Database) -> None:
    there = Destination("desk", "webhook", "https://a.example/", "whsec_x")
    options = replace(PUBLIC, destinations=(there,))
    Archive(db).digest(replace(SPEC, recipients=("desk",), channel="webhook"))
    edition(db, 0, options)
    channel = Scripted([Sent("200")], name="webhook")
    run(db, channel, options=options)
    assert channel.sent[0].unsubscribe is None
    assert "https://monitor.example/digests/sohae\n" in channel.sent[0].rendered.text


def test_who_leaves_between_composing_and_sending_gets_nothing(db: Database) -> None:
    number = edition(db, 0)
    with db.write() as conn:
        subscribers.stop(conn, "digests/sohae", "MINA@example.org", END, "left")
    channel = Scripted([Sent("250")])
    (done,) = run(db, channel)
    assert (done.phase, done.next_try, channel.tried) == (Phase.STOPPED, None, [])
    assert edition(db, 1) != number
    assert run(db, channel, HOUR) == []
    queue(db)  # another list
    assert [one.phase for one in run(db, channel, 2 * HOUR)] == [Phase.SENT]


def test_who_left_and_joined_is_taken_along(db: Database, tmp_path: Path) -> None:
    with db.write() as conn:
        subscribers.stop(conn, "digests/sohae", MINA, END, "left")
        subscribers.ask(conn, "digests/sohae", "new@example.org", END, "Mina")
        subscribers.ask(conn, "digests/sohae", "joined@example.org", END, "Mina")
        subscribers.confirm(conn, "digests/sohae", "joined@example.org", END)
    document = porting.exported(db, now=END)
    other = Database(f"sqlite:///{tmp_path}/other.db")
    upgrade.create(other)
    assert porting.imported(other, document, now=END)["subscribers"] == {"added": 2}
    assert porting.imported(other, document, now=END)["subscribers"] == {"known": 2}
    with other.read() as conn:
        assert subscribers.addressed(conn, "digests/sohae", (MINA, "b@example.org")) == (
            "b@example.org",
            "joined@example.org",
        )
    other.close()


# --- addresses that refuse


def refuse(db: Database, first: int, count: int, answer: Result | None = None, options: Options = LOCAL) -> Scripted:
    channel = Scripted([answer or Refused("550 nobody")])
    for n in range(first, first + count):
        edition(db, n)
        run(db, channel, n * HOUR, options)
    return channel


def marks(db: Database) -> list[bool]:
    with db.read() as conn:
        return [one.marked is not None for one in reach.unreached(conn)]


def test_three_editions_refused_in_a_row_mark_an_address(db: Database) -> None:
    assert len(refuse(db, 0, 2).tried) == 2
    assert marks(db) == [False]
    assert len(refuse(db, 2, 3).tried) == 1  # the third; the next two are not tried
    assert marks(db) == [True]
    with db.read() as conn:
        last = deliveries.of_edition(conn, 5)[0]
    assert (last.phase, last.tries) == (Phase.REFUSED, 0)
    assert last.answer.startswith("not tried since 2026-11-23 08:30 UTC: it refused 3 in a row (550 nobody)")


def test_trying_one_edition_again_does_not_count_again(db: Database) -> None:
    channel = refuse(db, 0, 1)
    for n in range(4):
        deliveries.resend(db, 1, now=END + n * MINUTE)
        run(db, channel, n * MINUTE)
    assert marks(db) == [False]


@pytest.mark.parametrize("good", [lambda db: refuse(db, 2, 1, Sent("250")), lambda db: None])
def test_a_success_resets_and_what_is_deferred_does_not(db: Database, good: Callable[[Database], object]) -> None:
    refuse(db, 0, 2)
    if good(db):
        assert marks(db) == []
        refuse(db, 3, 2)
        assert marks(db) == [False]
    else:
        refuse(db, 2, 1, Later("451"))
        assert marks(db) == [False]
        refuse(db, 3, 1)
        assert marks(db) == [True]


def test_a_marked_address_is_tried_again_after_a_week_or_when_somebody_says_so(db: Database) -> None:
    refuse(db, 0, 3)
    assert refuse(db, 7 * 24 + 1, 1).tried == []
    assert refuse(db, 7 * 24 + 3, 1).tried == [MINA]
    assert refuse(db, 7 * 24 + 4, 1).tried == []
    assert db.run(lambda conn: reach.restore(conn, "Mina@Example.org")) == 1
    assert refuse(db, 7 * 24 + 5, 1, Sent("250")).tried == [MINA]
    assert marks(db) == []


def test_one_that_says_it_is_gone_is_left_alone_for_good(db: Database) -> None:
    assert refuse(db, 0, 2, Gone("410 Gone")).tried == [MINA]
    assert refuse(db, 24 * 30, 1).tried == []
    assert db.run(lambda conn: reach.restore(conn, MINA)) == 1
    assert refuse(db, 24 * 31, 1, Sent("200")).tried == [MINA]


def test_a_confirmation_is_tried_all_the_same(db: Database) -> None:
    refuse(db, 0, 3)
    queue(db)
    queue(db, replace(ALERT, kind=LetterKind.CONFIRMATION, key="confirmation/1"))
    channel = Scripted([Sent("250")])
    assert sorted(one.phase for one in run(db, channel, 4 * HOUR)) == [Phase.REFUSED, Phase.SENT]
    assert [one.kind for one in channel.sent] == [LetterKind.CONFIRMATION]


# --- the owner


def told(channel: Scripted) -> list[Outgoing]:
    return [message for message in channel.sent if message.kind is LetterKind.NOTICE]


def answer_to(recipient: str, answer: Result) -> Scripted:
    """Everybody else gets theirs."""

    class Picky(Scripted):
        def send(self, message: Outgoing, *, committed: Callable[[], None]) -> Result:
            if message.recipient == recipient:
                return answer
            return super().send(message, committed=committed)

    return Picky([Sent("250")])


def test_the_owner_is_told_once_an_hour_at_most_and_of_each_thing_once(db: Database) -> None:
    channel = answer_to(MINA, Refused("550 nobody"))
    for n in range(5):
        edition(db, n)
        run(db, channel, n * HOUR, OWNED)
        run(db, channel, n * HOUR + MINUTE, OWNED)
        run(db, channel, n * HOUR + 2 * MINUTE, OWNED)
    notices = told(channel)
    assert [one.recipient for one in notices] == [OWNER] * len(notices)
    assert [one.rendered.subject for one in notices] == [
        "[monitor] Sohae did not reach mina@example.org", "[monitor] Sohae did not reach mina@example.org",
        "[monitor] mina@example.org: nothing more is sent there", "[monitor] Sohae did not reach mina@example.org",
        "[monitor] Sohae did not reach mina@example.org",
    ]  # fmt: skip
    assert "monitor digest restore mina@example.org" in notices[2].rendered.text.replace("\n", " ")
    mail = letter(notices[0], "d@example.org")
    assert (mail["List-Id"], mail["Precedence"], mail["Auto-Submitted"]) == (None, None, "auto-generated")


def test_what_is_given_up_is_told_and_a_lost_notice_tells_nobody(db: Database) -> None:
    edition(db, 0)
    channel = Scripted([Later("451 later")])
    for n in range(40):
        run(db, channel, n * HOUR, OWNED)
    with db.read() as conn:
        assert deliveries.of_edition(conn, 1)[0].phase is Phase.EXPIRED
        assert outbox.newest(conn, LetterKind.NOTICE) is not None
    for n in range(40, 90):
        run(db, channel, n * HOUR, OWNED)
    with db.read() as conn:
        numbers = conn.exec_driver_sql("SELECT count(*) FROM letter").scalar_one()
    assert numbers == 1


def test_without_an_owner_nothing_is_queued(db: Database) -> None:
    refuse(db, 0, 3)
    with db.read() as conn:
        assert outbox.newest(conn, LetterKind.NOTICE) is None
