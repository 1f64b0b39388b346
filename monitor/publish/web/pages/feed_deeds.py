"""What a person does to a feed: poll now, pause, resume. Feeds from the files too: that is operation, no setting."""

from starlette.responses import Response

from monitor.publish.web.deeds import Deed
from monitor.store import feeds


def _slug(deed: Deed) -> str:
    return str(deed.request.path_params["slug"])


def poll(deed: Deed) -> Response:
    """Poll now, and answer with the outcome where the poller can be reached."""
    slug, web = _slug(deed), deed.web
    feeds.poll_now(web.db, [slug], now=web.clock.now())
    said = web.poll_now(slug) if web.poll_now else f"{slug} is due now: the poller takes it within seconds."
    return deed.back(f"/feeds/{slug}", said)


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
