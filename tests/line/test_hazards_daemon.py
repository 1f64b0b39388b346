"""The whole of both tables through one running daemon at once, with good feeds beside them that must not notice.

When a feed is due: its interval is fixed, nothing is jittered, and the good servers ask for nothing, so a feed is due
one interval after the event of its last poll, which is what the database says of it. When it is started: the moment in
which its server hears the request. What is due and was not started before the measuring ended counts as late by as
much as it had waited by then. First polls are left out: they are due before there is a daemon.
"""

import json
import math
import os
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest
from sqlalchemy import func, select, update

from monitor.model.feed import FeedSpec
from monitor.model.fetching import GOOD, Outcome
from monitor.store import feeds
from monitor.store.database import Database
from monitor.store.schema import article, feed, poll_event, sighting
from tests.fakes.gauntlet import Hurdle, gauntlet, hurdles
from tests.fakes.growing import Growing, growing
from tests.fakes.newsstand import write_config
from tests.line.test_run import children, role

GOOD_FEEDS = int(os.environ.get("MONITOR_GOOD_FEEDS", "60"))
SECONDS = float(os.environ.get("MONITOR_SECONDS", "16"))  # that all of them are polled side by side
TICK_S, INTERVAL_S = 1.0, 8
LATE_S = 2 * TICK_S
FAR = timedelta(days=1)
PATIENCE_S = 180.0
GROWTH_MB = 150.0
MB = 1_000_000
FETCH = """allow = ["127.0.0.1:{good}", "127.0.0.1:{bad}"]
resolve = [["f*.example", "127.0.0.1:{good}"], ["*.example", "127.0.0.1:{bad}"]]
host_gap_s = 0.0
connect_s = 1.0
read_s = 1.0
deadline_s = 2.0
page_deadline_s = 2.0"""
POLL = f"tick_s = {TICK_S}\njitter = 0.0\nfloor_s = 1"


@dataclass
class Scene:
    """Everything that is there while the daemon runs."""

    database: Database
    folder: Path
    stand: Growing
    hurdles: Sequence[Hurdle]
    port: int
    due: datetime = field(default_factory=lambda: datetime.now(UTC))  # when the hurdles begin


@pytest.fixture
def scene(database: Database, tmp_path: Path) -> Iterator[Scene]:
    with socket.create_server(("127.0.0.2", 0)) as door, growing(GOOD_FEEDS) as stand:
        with gauntlet(door.getsockname()[1]) as bad, socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
            found = FETCH.format(good=stand.port, bad=bad)
            folder = write_config(tmp_path / "config", None, fetch=found, poll=POLL, parse="wall_s = 4.0")
            free.close()
            scene = Scene(database, folder, stand, hurdles(), port)
            declare(scene)
            yield scene
        door.settimeout(0.1)
        with pytest.raises(TimeoutError):
            door.accept()  # whatever they wanted, nobody went there


def declare(scene: Scene) -> None:
    """The good feeds are due at once, the hurdles later. As feeds of a person's: these may be polled as often as a test
    likes."""
    good = [FeedSpec(slug, f"http://{slug}.example/feed", interval_s=INTERVAL_S) for slug in scene.stand.slugs]
    bad = [FeedSpec(one.slug, one.url, interval_s=INTERVAL_S) for one in scene.hurdles]
    feeds.declare(scene.database, [*good, *bad], managed_by="app", now=datetime.now(UTC))
    postpone(scene, datetime.now(UTC) + FAR)
    spread(scene)


def spread(scene: Scene) -> None:
    """The good feeds are due one after the other, as those of a daemon are that has run for a while."""
    now, step = datetime.now(UTC), timedelta(seconds=INTERVAL_S) / GOOD_FEEDS
    dues = [(slug, now + step * n) for n, slug in enumerate(scene.stand.slugs)]
    rows = [update(feed).where(feed.c.slug == slug).values(next_poll_at=due) for slug, due in dues]
    scene.database.run(lambda conn: [conn.execute(row) for row in rows])


def postpone(scene: Scene, due: datetime) -> None:
    """All hurdles are due then."""
    scene.due = due
    later = update(feed).where(feed.c.slug.in_([one.slug for one in scene.hurdles])).values(next_poll_at=due)
    scene.database.run(lambda conn: conn.execute(later))


@contextmanager
def daemon(scene: Scene) -> Iterator[subprocess.Popen[str]]:
    """A running `monitor run` with all its roles. Its log goes into a file, so that it may say as much as it likes."""
    command = [sys.executable, "-m", "monitor", "--config", str(scene.folder), "run", "--port", str(scene.port)]
    url = scene.database.url.render_as_string(hide_password=False)
    with (scene.folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env={**os.environ, "MONITOR_DATABASE_URL": url}, stderr=log, text=True)
        try:
            yield process
        finally:
            for child in children(process):
                child.kill()
            process.kill()
            process.wait(10)


@dataclass
class Scales:
    """Looks at the memory of the process that polls, ten times a second."""

    process: psutil.Process
    seen: list[tuple[float, float, float]] = field(default_factory=list)  # Unix time, MB, CPU seconds

    @contextmanager
    def looking(self) -> Iterator["Scales"]:
        over = threading.Event()

        def look() -> None:
            while not over.wait(0.1):
                used = self.process.cpu_times()
                self.seen.append((time.time(), self.process.memory_info().rss / MB, used.user + used.system))

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield self
        finally:
            over.set()
            thread.join()

    def growth(self, since: datetime) -> float:
        """MB of the peak above what there was at `since`."""
        calm = [mb for at, mb, _ in self.seen if at <= since.timestamp()]
        return max(mb for _, mb, _ in self.seen) - calm[-1]

    def busy(self, since: datetime) -> float:
        """Its share of a core from `since` on."""
        spent = [(at, cpu) for at, _, cpu in self.seen if at >= since.timestamp()]
        return (spent[-1][1] - spent[0][1]) / (spent[-1][0] - spent[0][0])


def test_nobody_notices_that_all_hazards_are_polled_at_once(scene: Scene) -> None:
    with daemon(scene) as process:
        wait_for(lambda: role(process, "ingest"), "the process that polls")
        ingest = role(process, "ingest")
        assert ingest is not None
        with Scales(ingest).looking() as scales:
            wait_for(lambda: len(unpolled(scene)) == len(scene.hurdles), "every good feed to be polled once")
            postpone(scene, datetime.now(UTC) + timedelta(seconds=1))
            wait_for(lambda: not astray(scene), lambda: "\n".join(map(str, astray(scene))))
            time.sleep(max(0.0, scene.due.timestamp() + SECONDS - time.time()))
            measured = time.time()
            late = sorted(lateness(scene, measured))
            scene.stand.frozen = True
            wait_for(lambda: stored(scene) == scene.stand.articles(), "every article to be stored")
        grown, busy = scales.growth(scene.due), scales.busy(scene.due)
        print(f"\n{told(late)}; ingest grew by {grown:.0f} MB, at {busy:.0%} of a core", flush=True)  # noqa: T201
        assert role(process, "ingest").pid == ingest.pid  # type: ignore[union-attr]  # nothing died
        assert all(len(detail) <= 500 for polls in events(scene.database).values() for _, _, detail in polls)
        assert_shown(scene)
        begun = time.monotonic()
        process.terminate()
        assert process.wait(20) == 0
        assert time.monotonic() - begun < 20
    assert percentile(late, 95) <= LATE_S, told(late)
    assert grown <= GROWTH_MB
    assert_once(scene)


def wait_for(condition: Callable[[], object], why: Callable[[], str] | str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"waited too long for {why if isinstance(why, str) else why()}"
        time.sleep(0.2)


def unpolled(scene: Scene) -> list[str]:
    with scene.database.read() as conn:
        return list(conn.execute(select(feed.c.slug).where(feed.c.last_polled.is_(None))).scalars())


def lateness(scene: Scene, end: float) -> Iterator[float]:
    """Seconds from due to start, for every turn of a good feed that was due after the hurdles had begun."""
    begin = scene.due.timestamp()
    for slug, polled in events(scene.database).items():
        if slug not in scene.stand.slugs:
            continue
        starts = scene.stand.asked[int(slug[1:])]
        for at, _, _ in polled:
            due = at + INTERVAL_S
            if begin <= due < end:
                yield next((start for start in starts if start > at), end) - due


def events(database: Database) -> dict[str, list[tuple[float, str, str]]]:
    """The polls of each feed, oldest first: Unix time, outcome, detail."""
    columns = feed.c.slug, poll_event.c.at, poll_event.c.outcome, poll_event.c.detail
    statement = select(*columns).join(feed, feed.c.id == poll_event.c.feed_id).order_by(poll_event.c.id)
    found: dict[str, list[tuple[float, str, str]]] = defaultdict(list)
    with database.read() as conn:
        for slug, at, outcome, detail in conn.execute(statement):
            found[slug].append((at.timestamp(), outcome, detail))
    return found


def percentile(values: Sequence[float], share: int) -> float:
    return values[max(0, math.ceil(len(values) * share / 100) - 1)]


def told(late: Sequence[float]) -> str:
    marks = ", ".join(f"p{share} {percentile(late, share):.2f} s" for share in (50, 95, 99, 100))
    return f"{len(late)} turns of {GOOD_FEEDS} good feeds started after they were due by {marks}"


def astray(scene: Scene) -> list[tuple[str, str, str]]:
    """The hurdles of which no poll ended yet as their table says, with the words of its message: name, outcome and
    detail of the newest. A machine that is busy with other things may need a second try within such deadlines."""
    polled = events(scene.database)
    newest = ((hurdle, polled[hurdle.slug] or [(0.0, "", "")]) for hurdle in scene.hurdles)
    return [(hurdle.name, *polls[-1][1:]) for hurdle, polls in newest if not any(map(hurdle.fits, polls))]


def assert_shown(scene: Scene) -> None:
    """What failed is in trouble on the page and in its twin, with the reason; in the metrics as a number."""
    address = f"http://127.0.0.1:{scene.port}/feeds"
    with urlopen(f"http://127.0.0.1:{scene.port}/metrics", timeout=20) as answer:
        counted = dict(line.rsplit(" ", 1) for line in answer.read().decode().splitlines() if line[:1] != "#")
    with urlopen(f"{address}.json", timeout=20) as answer:
        lines = {line["feed"]: line for line in json.load(answer)["items"]}
    with urlopen(address, timeout=20) as answer:
        page = answer.read().decode()
    polled = events(scene.database)
    for hurdle in scene.hurdles:
        outcome = Outcome(polled[hurdle.slug][-1][1])
        if outcome not in GOOD:
            line = lines[hurdle.slug]
            assert line["state"] not in ("ok", "new"), (hurdle.name, line)
            assert line["detail"], hurdle.name
            assert float(counted[f'monitor_polls_last_hour{{outcome="{outcome}"}}']) > 0
            assert float(counted[f'monitor_feeds{{state="{line["state"]}"}}']) > 0
        assert f"/feeds/{hurdle.slug}" in page


def stored(scene: Scene) -> list[str]:
    good = select(article.c.url).where(article.c.url.like("https://f%.example/news/%"))
    with scene.database.read() as conn:
        return sorted(str(url) for url in conn.execute(good).scalars())


def assert_once(scene: Scene) -> None:
    assert stored(scene) == scene.stand.articles()
    with scene.database.read() as conn:
        seen = select(sighting.c.article_id).join(feed, feed.c.id == sighting.c.feed_id)
        good = seen.where(feed.c.slug.in_(scene.stand.slugs)).subquery()
        assert conn.execute(select(func.count()).select_from(good)).scalar_one() == len(scene.stand.articles())
