"""The demo's configuration: the packaged topics, the sample outlets and feeds, a fresh database, a clock in a hurry."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import available_timezones

from monitor.demo.seeds import SPAN_H, SeedFeed, SeedOutlet, Seeds
from monitor.demo.village import LOOPBACK, Ports
from monitor.model.alert import AlertSpec
from monitor.model.clock import ScaledClock
from monitor.model.digest import DigestSpec
from monitor.model.feed import FeedSpec
from monitor.model.options import MailOptions, Options, PollOptions, WebOptions
from monitor.model.spike import PairSpec, Sensitivity
from monitor.settings import Settings

DATABASE = "demo.sqlite"
READER = "reader@demo.example"
TOPICS = ("sohae", "sanctions", "tariffs")
HEAD_START_S = 2.0  # machine seconds for opening the doors, before hour 0
POLL = PollOptions(tick_s=0.15, interval_s=1800, floor_s=300, cap_s=2700, slowest_s=7200)
PAIRS = (PairSpec("notices", ("notices-office", "northline"), hours=24, topic="sanctions"),)
DIGESTS = (
    DigestSpec("morning", "Morning desk", topics=TOPICS, recipients=(READER, "desk@demo.example"), at=time(7, 30)),
    DigestSpec("sohae-watch", "Sohae watch", topics=("sohae",), recipients=(READER,), every_hours=6),
)
ALERTS = (
    AlertSpec("sohae-now", "Sohae, at once", topics=("sohae",), recipients=(READER,), batch_minutes=15, health=True,
              after_hours=6),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """What one run of the demo is set up with. `seconds` is how long its 48 hours take."""

    folder: Path
    host: str = "127.0.0.1"
    port: int = 8000
    mailbox_port: int = 8025
    seconds: float = 60.0

    @property
    def database_url(self) -> str:
        """A new SQLite file whose name says demo: the clock insists on that."""
        return f"sqlite:///{self.folder / DATABASE}"


def clock(seconds: float, world: datetime) -> ScaledClock:
    """News time that begins 48 h before `world`, a moment from now, and meets the world's after `seconds`."""
    rate = SPAN_H * 3600 / seconds + 1
    return ScaledClock(world - timedelta(hours=SPAN_H), round(rate), world + timedelta(seconds=HEAD_START_S))


def settings(base: Settings, seeds: Seeds, stage: Stage, ports: Ports, clock: ScaledClock) -> Settings:
    """The packaged settings with everything of the demo put in their place."""
    # two days are little to learn from: a spike that would need more stories later on is told here
    topics = tuple(replace(topic, spikes=Sensitivity.HIGH.value) for topic in base.topics if topic.slug in TOPICS)
    return replace(
        base,
        options=options(base.options, stage, ports, clock),
        feeds=feeds(seeds),
        topics=topics,
        outlets=tuple(outlet.outlet for outlet in seeds.outlets.values()),
        digests=DIGESTS,
        pairs=PAIRS,
        alerts=ALERTS,
    )


def zone_of(environ: Mapping[str, str]) -> str:
    """The zone that TZ names, so that "today" is the visitor's; else UTC."""
    wanted = environ.get("TZ", "")
    return wanted if wanted in available_timezones() else "UTC"


def options(base: Options, stage: Stage, ports: Ports, clock: ScaledClock) -> Options:
    """Every `*.example` is this machine, by a guard exception for that one port; mail goes to the mailbox."""
    news = f"{LOOPBACK}:{ports.news}"
    fetch = replace(base.fetch, allow=(news,), resolve=(("*.example", news),), host_gap_s=0.0, proxy=None)
    web = WebOptions(
        host=stage.host, port=stage.port, base_url=f"http://{stage.host}:{stage.port}", zone=zone_of(os.environ)
    )
    mail = MailOptions(
        host=LOOPBACK,
        port=ports.smtp,
        sender="monitor demo <monitor@demo.example>",
        folder=str(stage.folder / "outbox"),
    )
    return replace(
        base,
        database_url=stage.database_url,
        fetch=fetch,
        poll=POLL,
        web=web,
        mail=mail,
        clock=str(clock),
        parse=replace(base.parse, workers=1),
    )


def feeds(seeds: Seeds) -> tuple[FeedSpec, ...]:
    """The feeds of all outlets, as a file would declare them."""
    return tuple(_spec(outlet, feed) for outlet in seeds.outlets.values() for feed in outlet.feeds)


def _spec(outlet: SeedOutlet, feed: SeedFeed) -> FeedSpec:
    return FeedSpec(
        slug=feed.slug,
        url=f"http://{outlet.host}{feed.path}",
        title=feed.title,
        outlet=outlet.outlet.slug,
        lang=outlet.outlet.lang,
    )
