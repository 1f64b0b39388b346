"""kill -9 at every phase of a delivery, before and after each thing that is written down, on both databases.

Real processes, a real server that counts copies. Each round has one letter to three recipients and three deaths, at
points that go round, so that ten rounds die at every point; MONITOR_ROUNDS and MONITOR_SEED make it as long, and
different.
"""

import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from monitor.model.digest import Phase, Rendered
from monitor.model.letter import Envelope, Letter, LetterKind
from monitor.model.options import MailOptions, Options
from monitor.publish.channels import channels_from
from monitor.publish.deliver import deliver_due
from monitor.publish.message import letter_id
from monitor.store import outbox
from monitor.store.database import Database
from monitor.store.schema import delivery
from tests.builders.editions import END
from tests.fakes.smtp_script import Fault, ScriptedSmtp, scripted_smtp
from tests.publish.mortal import INSIDE, Life, Nursery, nursery

ROUNDS = int(os.environ.get("MONITOR_ROUNDS", "10"))
SEED = int(os.environ.get("MONITOR_SEED", "1"))
OUTSIDE = ("greeting", "ehlo", "mail", "rcpt", "data", "body", "dot", "quit")  # where the server kills it
POINTS = INSIDE + OUTSIDE
DEATHS = 3  # a round
SENDER = "desk@example.org"
MINUTE = timedelta(minutes=1)
WORDS = {"greeting": b"220 ready", "ehlo": b"250 here", "mail": b"250 ok", "rcpt": b"250 ok", "data": b"354 go on",
         "body": b"", "dot": b"250 taken", "quit": b"221 bye"}  # fmt: skip


@dataclass
class Killer:
    """Kills whoever is `victim` when the server comes to `point` for the `nth` time."""

    victim: int = 0
    point: str = ""
    nth: int = 1
    seen: Counter[str] = field(default_factory=Counter)

    def aim(self, victim: int) -> None:
        self.victim = victim

    def at(self, point: str) -> Callable[[bytes], bytes | Fault]:
        def answer(line: bytes) -> bytes | Fault:
            self.seen[point] += 1
            if self.victim and point == self.point and self.seen[point] >= self.nth:
                os.kill(self.victim, signal.SIGKILL)
                self.victim = 0
                return WORDS[point] if point == "dot" else Fault.DROP
            return WORDS[point]

        return answer


@dataclass
class Ward:
    """A database with a server before it, and what is known of each delivery: how often it died between the dot and
    the answer."""

    db: Database
    server: ScriptedSmtp
    killer: Killer
    dice: random.Random
    nursery: Nursery
    unknown: str = "resend"
    doubts: Counter[str] = field(default_factory=Counter)
    minute: int = 0
    deaths: int = 0

    @property
    def mail(self) -> MailOptions:
        return MailOptions(host="127.0.0.1", port=self.server.port, sender=SENDER, timeout_s=10.0, answer_s=10.0,
                           unknown=self.unknown)  # fmt: skip

    def queue(self, number: int) -> list[str]:
        """One letter; its Message-IDs."""
        rendered = Rendered("Alert", "Text\n", "<p>Text</p>")
        letter = Letter(LetterKind.ALERT, f"round {number}", "sohae", "Sohae", rendered)
        to = [f"r{n}@example.org" for n in range(3)]
        envelopes = [Envelope(one, "mail", letter_id(letter.key, one, SENDER)) for one in to]
        with self.db.write() as conn:
            outbox.queue(conn, letter, envelopes, END + self.minute * MINUTE)
        return [one.message_id for one in envelopes]

    def die(self, point: str) -> None:
        """One process that delivers, killed at `point`; then time passes until its lease is over."""
        self.minute += 2
        url = self.db.url.render_as_string(hide_password=False)
        nth = 1 if point in ("greeting", "quit") else self.dice.randint(1, 2)
        self.killer.seen.clear()
        self.killer.point, self.killer.nth, self.killer.victim = point, nth, 0
        ended = self.nursery.begin(Life(url, self.mail, self.now, point, nth), self.killer.aim)
        self.killer.victim = 0
        assert ended in (0, -signal.SIGKILL)
        self.deaths += ended != 0
        self._lapse()

    @property
    def now(self) -> datetime:
        return END + self.minute * MINUTE

    def _lapse(self) -> None:
        with self.db.write() as conn:
            rows = conn.execute(select(delivery.c.message_id, delivery.c.phase))
            self.doubts.update(row.message_id for row in rows if row.phase == Phase.DATA_COMMITTED.value)
            conn.execute(update(delivery).where(delivery.c.lease_until > 0).values(lease_until=1))

    def finish(self) -> None:
        """Somebody who lives delivers the rest."""
        options = Options("sqlite://", mail=self.mail)
        for _ in range(3):
            self.minute += 2
            deliver_due(self.db, channels_from(options), now=self.now, options=options)

    def copies(self) -> Counter[str]:
        """How many came, by Message-ID."""
        lines = [line for _, content in self.server.taken for line in content.split(b"\r\n")]
        return Counter(line.partition(b": ")[2].decode() for line in lines if line.startswith(b"Message-ID"))

    def check(self, number: str) -> None:
        """What is said of a delivery is true of its copies."""
        with self.db.read() as conn:
            row = conn.execute(select(delivery).where(delivery.c.message_id == number)).one()
        copies, doubts, phase = self.copies()[number], self.doubts[number], Phase(row.phase)
        told = f"{number}: {copies} copies, {doubts} doubts, {phase}, {row.answer} (seed {SEED})"
        if doubts == 0:
            assert (copies, phase) == (1, Phase.SENT), told
        elif self.unknown == "hold":
            assert copies <= 1, told
            assert phase is Phase.UNKNOWN, told
        else:
            assert copies <= 2, told
            assert copies >= 1 or doubts > 1, told
            assert phase is (Phase.SENT if doubts == 1 else Phase.UNKNOWN), told


@pytest.mark.parametrize("unknown", ["resend", "hold"])
def test_killed_at_every_phase(database: Database, unknown: str) -> None:
    killer = Killer()
    script = {point: killer.at(point) for point in OUTSIDE}
    with scripted_smtp(script) as server, nursery() as lives:
        ward = Ward(database, server, killer, random.Random(f"{SEED} {unknown}"), lives, unknown)
        rounds = range(unknown == "hold", ROUNDS, 2)  # half of them so, half of them so
        for number in rounds:
            numbers = ward.queue(number)
            for death in range(DEATHS):
                ward.die(POINTS[(number * DEATHS + death) % len(POINTS)])
            ward.finish()
            for one in numbers:
                ward.check(one)
        assert ward.deaths >= len(rounds)  # some come to nothing: what is left to do is too short for the point
