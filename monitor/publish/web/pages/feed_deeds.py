"""What a person does to a feed: poll now, revive, pause, resume. Feeds of the files too: no setting is changed."""

from starlette.responses import Response

from monitor.publish.web.deeds import Deed
from monitor.store import feeds, views_feed


def _slug(deed: Deed) -> str:
    return str(deed.request.path_params["slug"])


def poll(deed: Deed) -> Response:
    """Poll now: the feed is due at once, and the page says when it was polled."""
    slug, web = _slug(deed), deed.web
    feeds.poll_now(web.db, [slug], now=web.clock.now())
    said = web.poll_now(slug) if web.poll_now else _due(deed, slug)
    return deed.back(f"/feeds/{slug}", said)


def revive(deed: Deed) -> Response:
    """Forget the failures, and poll now."""
    slug = _slug(deed)
    feeds.revive(deed.web.db, slug, now=deed.web.clock.now())
    return deed.back(f"/feeds/{slug}", f"The failures of {slug} are forgotten. {_due(deed, slug)}")


def _due(deed: Deed, slug: str) -> str:
    """What will happen now that a feed is due."""
    now = deed.web.clock.now()
    with deed.web.db.read() as conn:
        line = views_feed.feed(conn, slug, now, polls=0).line
    if line.waits is None:
        return f"{slug} is due now: a running monitor polls it within seconds, and this page says so."
    until = f"{line.waits.until:%H:%M} UTC on {line.waits.until.day} {line.waits.until:%b}"
    return f"{slug} is due, but its host asked us to wait until {until}: it is polled then."


def pause(deed: Deed) -> Response:
    """Stop polling until resumed."""
    slug = _slug(deed)
    feeds.pause(deed.web.db, [slug], now=deed.web.clock.now())
    return deed.back(f"/feeds/{slug}", f"{slug} is paused. Its articles stay; coverage says so.")


def resume(deed: Deed) -> Response:
    """Poll again."""
    slug = _slug(deed)
    feeds.resume(deed.web.db, [slug], now=deed.web.clock.now())
    return deed.back(f"/feeds/{slug}", f"{slug} is polled again, now first.")
