"""The outbox: how many copies arrive, whatever the server does and wherever we die."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from monitor.errors import LostLease
from monitor.model.digest import Phase
from monitor.model.options import MailOptions, Options
from monitor.publish.channels import (
    Channel,
    Later,
    Misconfigured,
    Refused,
    Result,
    Sent,
    Unknown,
    channels_from,
)
from monitor.publish.composing import compose_due
from monitor.publish.deliver import Delivered, deliver_due, retry_delay
from monitor.publish.message import Outgoing
from monitor.store import deliveries, schema, trouble
from monitor.store.database import Database
from monitor.store.deliveries import DeliveryRow
from tests.builders.editions import END, SPEC
from tests.builders.judged import Archive
from tests.fakes.smtp_script import GOOD, Fault, Script, scripted_smtp

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
THREE = ("a@example.org", "b@example.org", "c@example.org")
OPTIONS = Options("sqlite://")
HOLD = replace(OPTIONS, mail=MailOptions(unknown="hold"))


class Crash(BaseException):
    """We die here."""


@dataclass
class Scripted:
    """A channel that answers as told, in turn; the last answer for all that follow. `sent` is what arrived."""

    answers: list[Result | Callable[[], Result]]
    name: str = "mail"
    commit: bool = True
    sent: list[Outgoing] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)

    def send(self, message: Outgoing, *, committed: Callable[[], None]) -> Result:
        self.tried.append(message.recipient)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if callable(answer):
            answer = answer()
        if self.commit and isinstance(answer, Sent | Unknown):
            committed()
        if isinstance(answer, Sent):
            self.sent.append(message)
        return answer

    def trouble(self, recipient: str) -> str | None:
        return None

    def close(self) -> None:
        """Nothing."""


@pytest.fixture
def db(database: Database) -> Database:
    """One edition, waiting for one recipient."""
    return _composed(database, ("mina@example.org",))


def _composed(database: Database, recipients: tuple[str, ...]) -> Database:
    archive = Archive(database)
    archive.digest(replace(SPEC, recipients=recipients))
    archive.article("Pier grows")
    assert len(compose_due(database, now=END, options=OPTIONS)) == 1
    return database


def run(db: Database, channel: Channel, after: timedelta = MINUTE, options: Options = OPTIONS) -> list[Delivered]:
    return deliver_due(db, {channel.name: channel}, now=END + after, options=options)


def rows(db: Database) -> list[DeliveryRow]:
    with db.read() as conn:
        return deliveries.of_edition(conn, 1)


def phases(db: Database) -> list[Phase]:
    return [row.phase for row in rows(db)]


def lapse(db: Database) -> None:
    """Time passes: leases of the dead run out."""
    with db.write() as conn:
        conn.execute(update(schema.delivery).where(schema.delivery.c.lease_until > 0).values(lease_until=1))


def test_sent_once_and_never_again(db: Database) -> None:
    channel = Scripted([Sent("250 ok")])
    (done,) = run(db, channel)
    assert (done.phase, done.answer, done.next_try) == (Phase.SENT, "250 ok", None)
    assert run(db, channel, HOUR) == []
    (row,) = rows(db)
    assert (row.phase, row.tries, row.sent, row.message_id) == (Phase.SENT, 1, END + MINUTE, channel.sent[0].message_id)
    assert "Pier grows" in channel.sent[0].rendered.text


def test_retries_at_1_5_15_60_minutes_then_hourly_then_expired(db: Database) -> None:
    channel = Scripted([Later("451 greylisted")])
    at, waits = timedelta(0), []
    for _ in range(60):
        (done,) = run(db, channel, at)
        if done.next_try is None:
            break
        assert done.phase is Phase.READY
        wait = done.next_try - (END + at)
        assert run(db, channel, at + wait - MINUTE / 2) == []
        waits.append(wait)
        at += wait
    assert waits[:6] == [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, HOUR, HOUR]
    assert phases(db) == [Phase.EXPIRED]
    assert timedelta(hours=22) < at <= timedelta(hours=24)


def test_the_retry_table() -> None:
    assert [retry_delay(n) for n in (1, 2, 3, 4, 5)] == [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, HOUR]
    assert retry_delay(27) is None


def test_a_refused_recipient_is_never_tried_again(db: Database) -> None:
    channel = Scripted([Refused("550 nobody"), Sent("250 ok")])
    run(db, channel)
    assert run(db, channel, 24 * HOUR) == []
    assert (phases(db), rows(db)[0].answer) == ([Phase.REFUSED], "550 nobody")


def test_one_refusal_costs_nobody_else_their_copy(database: Database) -> None:
    db = _composed(database, THREE)
    channel = Scripted([Sent("250"), Refused("550"), Sent("250")])
    run(db, channel)
    assert phases(db) == [Phase.SENT, Phase.REFUSED, Phase.SENT]
    assert len({message.message_id for message in channel.sent}) == 2


def test_an_unknown_one_is_resent_once_with_the_same_message_id(db: Database) -> None:
    channel = Scripted([Unknown("gone after the dot")])
    (first,) = run(db, channel)
    assert (first.phase, first.next_try) == (Phase.UNKNOWN, END + 2 * MINUTE)
    (second,) = run(db, channel, 2 * MINUTE)
    assert (second.phase, second.next_try) == (Phase.UNKNOWN, None)
    assert run(db, channel, 24 * HOUR) == []
    assert len(channel.tried) == 2


def test_an_unknown_one_that_is_resent_well_is_sent(db: Database) -> None:
    channel = Scripted([Unknown("?"), Later("451"), Sent("250")])
    run(db, channel)
    (later,) = run(db, channel, 2 * MINUTE)
    assert later.phase is Phase.UNKNOWN
    assert [done.phase for done in run(db, channel, 10 * MINUTE)] == [Phase.SENT]


def test_an_unknown_one_is_held_where_that_is_wanted(db: Database) -> None:
    channel = Scripted([Unknown("?"), Sent("250")])
    run(db, channel, options=HOLD)
    assert run(db, channel, 24 * HOUR, HOLD) == []
    assert (phases(db), channel.sent) == ([Phase.UNKNOWN], [])


def test_what_may_have_arrived_is_never_called_refused_or_expired(db: Database) -> None:
    run(db, Scripted([Unknown("?")]))
    (done,) = run(db, Scripted([Refused("550")]), 2 * MINUTE)
    assert (done.phase, done.next_try) == (Phase.UNKNOWN, None)


def test_a_wrong_configuration_is_said_and_stops_the_batch(database: Database) -> None:
    db = _composed(database, THREE)
    channel = Scripted([Misconfigured("login failed")])
    (done,) = run(db, channel)
    assert done.answer == "configuration: login failed"
    assert channel.tried == ["a@example.org"]
    assert [row.tries for row in rows(db)] == [1, 0, 0]
    mended = Scripted([Sent("250")])
    assert len(run(db, mended, 2 * MINUTE)) == 3


def test_a_server_that_is_down_is_asked_once_a_run(database: Database) -> None:
    db = _composed(database, THREE)
    channel = Scripted([Later("no route", stop=True)])
    assert len(run(db, channel)) == 1
    assert channel.tried == ["a@example.org"]


def test_a_channel_that_is_not_there(db: Database) -> None:
    (done,) = deliver_due(db, {}, now=END, options=OPTIONS)
    assert (done.phase, done.answer) == (Phase.READY, "there is no channel 'mail'")


def test_a_channel_that_breaks_is_later_before_the_commit_and_unknown_after(db: Database) -> None:
    class Broken(Scripted):
        def send(self, message: Outgoing, *, committed: Callable[[], None]) -> Result:
            if self.commit:
                committed()
            raise KeyError("a mistake")

    (done,) = run(db, Broken([], commit=False))
    assert done.phase is Phase.READY
    (done,) = run(db, Broken([]), 2 * MINUTE)
    assert done.phase is Phase.UNKNOWN


def test_to_stop_is_heard_between_two_messages(database: Database) -> None:
    db = _composed(database, THREE)
    channel = Scripted([Sent("250")])
    done = deliver_due(db, {"mail": channel}, now=END, options=OPTIONS, stop=lambda: len(channel.sent) > 0)
    assert len(done) == 1
    assert len(run(db, channel)) == 2


# --- crash points


def die() -> Result:
    raise Crash


def test_killed_before_the_dot_it_is_sent_exactly_once(db: Database) -> None:
    with pytest.raises(Crash):
        run(db, Scripted([die]))
    assert phases(db) == [Phase.SENDING]
    channel = Scripted([Sent("250")])
    assert run(db, channel) == []  # the dead one still holds its lease
    lapse(db)
    assert [done.phase for done in run(db, channel, 2 * MINUTE)] == [Phase.SENT]


class DiesAfterCommit(Scripted):
    def send(self, message: Outgoing, *, committed: Callable[[], None]) -> Result:
        committed()
        raise Crash


@pytest.mark.parametrize(("options", "copies"), [(OPTIONS, 1), (HOLD, 0)], ids=["resend", "hold"])
def test_killed_after_the_commit_it_is_unknown(db: Database, options: Options, copies: int) -> None:
    with pytest.raises(Crash):
        run(db, DiesAfterCommit([]))
    assert phases(db) == [Phase.DATA_COMMITTED]
    lapse(db)
    channel = Scripted([Sent("250")])
    run(db, channel, 2 * MINUTE, options)
    assert len(channel.sent) == copies
    assert phases(db) == [Phase.SENT if copies else Phase.UNKNOWN]


def test_killed_twice_after_the_commit_it_is_left_to_a_person(db: Database) -> None:
    for minutes in (1, 2):
        with pytest.raises(Crash):
            run(db, DiesAfterCommit([]), minutes * MINUTE)
        lapse(db)
    assert run(db, Scripted([Sent("250")]), 24 * HOUR) == []
    assert phases(db) == [Phase.UNKNOWN]
    deliveries.resend(db, 1, now=END + HOUR)
    assert [done.phase for done in run(db, Scripted([Sent("250")]), HOUR)] == [Phase.SENT]


def test_killed_before_sending_the_lease_runs_out(db: Database) -> None:
    wanted = deliveries.Wanted(180, 9)
    (job,) = deliveries.claim(db, now=END, wanted=wanted)
    assert deliveries.claim(db, now=END, wanted=wanted) == []
    lapse(db)
    (again,) = deliveries.claim(db, now=END, wanted=wanted)
    assert again.token > job.token
    with pytest.raises(LostLease):
        deliveries.begin(db, job, 180, END)
    assert deliveries.begin(db, again, 180, END) is None


def test_who_lost_the_lease_stops_before_the_dot(db: Database) -> None:
    class Sleeper(Scripted):
        def send(self, message: Outgoing, *, committed: Callable[[], None]) -> Result:
            lapse(db)
            deliveries.recover(db, now=END, resend=True)
            committed()
            raise AssertionError("the dot would have gone out")

    assert run(db, Sleeper([])) == []
    assert phases(db) == [Phase.READY]


def test_several_daemons_send_each_delivery_once(database: Database) -> None:
    recipients = tuple(f"r{n}@example.org" for n in range(40))
    db = _composed(database, recipients)
    channels = [Scripted([Sent("250")]) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda channel: run(db, channel), channels))
    sent = sorted(message.recipient for channel in channels for message in channel.sent)
    assert sent == sorted(recipients)
    assert set(phases(db)) == {Phase.SENT}


def test_resend_sends_what_was_sent_with_the_same_message_id(database: Database) -> None:
    db = _composed(database, THREE)
    channel = Scripted([Sent("250")])
    run(db, channel)
    assert deliveries.resend(db, 1, now=END + HOUR, recipients=["b@example.org"]) == 1
    run(db, channel, HOUR)
    first, again = (message for message in channel.sent if message.recipient == "b@example.org")
    assert first.message_id == again.message_id
    assert first.rendered == again.rendered


# --- the whole way, to real servers that misbehave


def slowly(answer: bytes) -> Callable[[bytes], bytes]:
    def answered(line: bytes) -> bytes:
        time.sleep(0.1)
        return answer

    return answered


ONCE, NEVER = (1, 1), (0, 0)  # copies where an unknown one is resent, and where it is held
SLOW: Script = {step: slowly(answer) for step, answer in GOOD.items() if isinstance(answer, bytes)}
Row = tuple[str, list[Script], tuple[int, int]]


def deferred(step: str, code: str) -> Row:
    answer = f"{code} later".encode()
    return f"{code} at {step}", [{step: answer, "helo": answer}, {}], ONCE


def dropped(step: str) -> Row:
    return f"hangs up at {step}", [{step: Fault.DROP}, {}], ONCE


COPIES: list[Row] = [
    ("accepts", [{}], ONCE),
    *(deferred(step, code) for step in ("greeting", "ehlo", "mail", "rcpt", "data", "dot") for code in ("451", "421")),
    *map(dropped, ("greeting", "ehlo", "mail", "rcpt", "data", "body")),
    ("hangs in DATA", [{"body": Fault.HANG, "data": b"354 go on"}, {}], ONCE),
    ("refuses in DATA for now", [{"body": b"421 closing"}, {}], ONCE),
    ("is slow at every step", [SLOW], ONCE),
    ("hangs at QUIT", [{"quit": Fault.HANG}], ONCE),
    ("hangs up at QUIT", [{"quit": Fault.DROP}], ONCE),
    ("refuses the recipient", [{"rcpt": b"550 nobody"}, {}], NEVER),
    ("refuses the message at DATA", [{"data": b"554 no"}, {}], NEVER),
    ("refuses the message after the dot", [{"dot": b"554 spam"}, {}], NEVER),
    ("takes smaller messages only", [{"ehlo": b"250-here\r\n250 SIZE 1000"}], NEVER),
    ("finds the message too large", [{"ehlo": b"250-here\r\n250 SIZE 9000000", "mail": b"552 too large"}], NEVER),
    ("takes it and hangs up", [{"dot": Fault.TAKE_AND_DROP}, {}], (2, 1)),
    ("hangs up after the dot", [{"dot": Fault.DROP}, {}], (1, 0)),
    ("hangs after the dot", [{"dot": Fault.HANG}, {}], (1, 0)),
    ("always takes it and hangs up", [{"dot": Fault.TAKE_AND_DROP}], (2, 1)),
]  # fmt: skip
ROWS = [
    pytest.param(scripts, unknown, copies[index], id=f"{name}, {unknown}")
    for name, scripts, copies in COPIES
    for index, unknown in enumerate(("resend", "hold"))
    if index == 0 or copies[0] != copies[1]
]


@pytest.mark.parametrize(("scripts", "unknown", "copies"), ROWS)
def test_copies(db: Database, scripts: list[Script], unknown: str, copies: int) -> None:
    with scripted_smtp(*scripts) as server:
        options = replace(OPTIONS, mail=speaking_to(server.port, unknown=unknown))
        for minutes in (0, 1, 2, 7, 30):
            deliver_due(db, channels_from(options), now=END + minutes * MINUTE, options=options)
    assert len(server.taken) == copies
    ids = {line for _, content in server.taken for line in content.split(b"\r\n") if line.startswith(b"Message-ID")}
    assert len(ids) <= 1
    (phase,) = phases(db)
    assert phase in ({Phase.SENT, Phase.UNKNOWN} if copies else {Phase.REFUSED, Phase.UNKNOWN})


def speaking_to(port: int, **more: object) -> MailOptions:
    plain = {"host": "127.0.0.1", "port": port, "timeout_s": 1.0, "answer_s": 0.5, "sender": "d@example.org"}
    return MailOptions(**plain | more)  # type: ignore[arg-type]


def test_a_server_that_refuses_one_of_three(database: Database) -> None:
    db = _composed(database, THREE)
    script: Script = {"rcpt": lambda line: b"550 nobody" if b"b@" in line else b"250 ok"}
    with scripted_smtp(script) as server:
        options = replace(OPTIONS, mail=speaking_to(server.port))
        for minutes in (0, 1, 2, 7):
            deliver_due(db, channels_from(options), now=END + minutes * MINUTE, options=options)
    assert [to for to, _ in server.taken] == ["a@example.org", "c@example.org"]
    assert phases(db) == [Phase.SENT, Phase.REFUSED, Phase.SENT]
    assert server.connections == 1


def test_a_server_that_has_had_enough_of_a_connection_takes_the_rest_over_another(database: Database) -> None:
    db = _composed(database, THREE)
    with scripted_smtp({"rset": b"421 enough"}, {"mail": Counted(1, b"421 enough")}, {}) as server:
        options = replace(OPTIONS, mail=speaking_to(server.port))
        deliver_due(db, channels_from(options), now=END, options=options)
    assert [to for to, _ in server.taken] == list(THREE)
    assert phases(db) == [Phase.SENT] * 3


class Counted:
    """Answers well so many times, then otherwise."""

    def __init__(self, good: int, then: bytes) -> None:
        self.good, self.then = good, then

    def __call__(self, line: bytes) -> bytes:
        self.good -= 1
        return b"250 ok" if self.good >= 0 else self.then


STRICT: list[tuple[str, dict[str, object]]] = [
    ("no TLS where it is wanted", {"tls": "starttls"}),
    ("a login where there is none", {"user": "me", "password": "not-secret"}),
    ("TLS at once where there is none", {"tls": "tls"}),
]


@pytest.mark.parametrize("wrong", [row[1] for row in STRICT], ids=[row[0] for row in STRICT])
def test_what_is_required_and_missing_is_an_error_of_the_configuration(db: Database, wrong: dict[str, object]) -> None:
    with scripted_smtp() as server:
        options = replace(OPTIONS, mail=speaking_to(server.port, **wrong))
        for minutes in (0, 1):
            done = deliver_due(db, channels_from(options), now=END + minutes * MINUTE, options=options)
            assert [one.answer[:14] for one in done] == ["configuration:"]
        assert server.taken == []
        with db.read() as conn:
            assert len(trouble.misconfigured(conn, END)) == 1
        mended = replace(OPTIONS, mail=speaking_to(server.port))
        deliver_due(db, channels_from(mended), now=END + HOUR, options=mended)
    assert len(server.taken) == 1
