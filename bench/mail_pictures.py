"""Pictures of mails: `python -m bench.mail_pictures FOLDER`. A full, a short, an empty and a catch-up edition of the
invented newsroom of the tests, composed and rendered by the product, at 600 and 320 px, light and dark; and as a mail
program shows them that drops the style sheet. The plain parts lie beside the pictures.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update

from bench.pictures import CHROMIUM, View
from monitor.model.digest import DigestSpec, Rendered, Tongue
from monitor.model.feed import FeedState
from monitor.model.options import Options, WebOptions
from monitor.publish.composing import compose_due, compose_now
from monitor.store import editions, schema, upgrade
from monitor.store.database import Database
from tests.builders.newsroom import NOW, fill

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
VIEWS = tuple(View(f"{width}-{scheme}", (width, 700), scheme) for width in (600, 320) for scheme in ("light", "dark"))
READER = ("mina@example.org",)
FULL = DigestSpec("full", "Sohae and sanctions", ("sohae", "sanctions", "tariffs"), READER, zone="Europe/Vienna")
STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)


def main() -> None:
    """Compose, render, take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the pictures go")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for name, mail in mails():
        (asked.folder / f"{name}.txt").write_text(f"{mail.subject}\n\n{mail.text}", "utf-8")
        for picture in take(name, mail.html, asked.folder):
            sys.stdout.write(f"{picture}\n")


def mails() -> Iterator[tuple[str, Rendered]]:
    """What the product makes of the newsroom."""
    with tempfile.TemporaryDirectory(prefix="monitor-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'mails.db'}"
        db = Database(url)
        upgrade.create(db)
        fill(db)
        options = Options(url, web=WebOptions(base_url="https://monitor.example"))
        for name, spec, days in digests():
            if name == "catch-up":
                down(db, NOW - 3 * DAY, NOW - timedelta(minutes=40))
            editions.declare(db, [spec], managed_by="config", now=NOW - days * DAY)
            if name == "continuing":
                compose_now(db, spec.slug, now=NOW - 2 * HOUR, options=options)
                change(db, NOW - HOUR)
            (made,) = compose_due(db, now=due_at(), options=options)
            with db.read() as conn:
                yield name, editions.rendered_of(conn, made)
        db.close()


def due_at() -> datetime:
    """A minute at which every digest here is due: the newest in the newsroom is minutes old then."""
    return NOW.replace(second=0, microsecond=0)


def digests() -> Iterator[tuple[str, DigestSpec, float]]:
    """Name, digest, and how many days ago it was declared."""
    yield "full", at_now(FULL), 1.0
    yield "continuing", at_now(replace(FULL, slug="second", name="Sohae and sanctions, again")), 1.0
    yield "korean", at_now(replace(FULL, slug="korean", name="서해·제재", language=Tongue.KO, zone="Asia/Seoul")), 1.0
    yield "short", at_now(replace(FULL, slug="short", name="Steel", topics=(), query="steel AND exemptions")), 1.0
    yield "empty", at_now(replace(FULL, slug="empty", name="Uranium", topics=(), query="yellowcake")), 1.0
    yield "catch-up", at_now(replace(FULL, slug="late", name="Sohae and sanctions")), 3.2


def at_now(spec: DigestSpec) -> DigestSpec:
    """Due at the minute of the pictures."""
    local = due_at().astimezone(ZoneInfo(spec.zone))
    return replace(spec, at=time(local.hour, local.minute))


def change(db: Database, at: datetime) -> None:
    """The newspaper of the seaport writes its headline anew."""
    with db.write() as conn:
        mine = schema.revision.c.title.like("Washington puts%coal%"), schema.revision.c.current
        old = conn.execute(select(schema.revision).where(*mine)).mappings().one()
        conn.execute(update(schema.revision).where(*mine).values(current=False))
        new = {**old, "n": old["n"] + 1, "seen": at, "current": True, "title": old["title"].replace("four", "five")}
        new["body"] = old["body"].replace("a manager", "two managers and a bank")
        conn.execute(insert(schema.revision).values(new))


def down(db: Database, start: datetime, end: datetime) -> None:
    """We were down: every feed was unpolled, and one held the missed entries no longer."""
    with db.write() as conn:
        feeds = list(conn.execute(select(schema.feed.c.id).order_by(schema.feed.c.id)).scalars())
        rows = [{"feed_id": one, "state": FeedState.UNPOLLED.value, "start": start, "end": end,
                 "detail": "monitor was not running"} for one in feeds]  # fmt: skip
        gap = {"feed_id": feeds[0], "state": FeedState.GAP.value, "start": end, "end": end, "detail": "about 2 h 10"}
        conn.execute(insert(schema.feed_state), [*rows, gap])
        conn.execute(update(schema.feed).values(next_poll_at=NOW + DAY))


def take(name: str, html: str, folder: Path) -> Iterator[Path]:
    """One picture a view, and one without the style sheet."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - heavy

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for view in (*VIEWS, View("320-plain", (320, 700), "dark")):
            width, height = view.size
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=view.scheme)
            page.set_content(STYLE.sub("", html) if view.name.endswith("plain") else html)
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                sys.stderr.write(f"{name}-{view.name} is {wide} px wide\n")
            target = folder / f"{name}-{view.name}.png"
            page.screenshot(path=target, full_page=True)
            page.close()
            yield target
        browser.close()


if __name__ == "__main__":
    main()
