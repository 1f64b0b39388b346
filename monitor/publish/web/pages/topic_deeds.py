"""What a person does to a topic beside editing it: retire, restore, match the archive again, stop that."""

from datetime import datetime, timedelta

from starlette.responses import Response

from monitor.errors import ConfigurationError, MonitorError
from monitor.publish.web.deeds import Deed
from monitor.publish.web.topic_form import ARCHIVE
from monitor.store import editions, retags, topics


def _slug(deed: Deed) -> str:
    return str(deed.request.path_params["slug"])


def retire(deed: Deed) -> Response:
    """Nothing is matched with it any more; its matches and versions stay."""
    slug = _slug(deed)
    try:
        topics.retire(deed.web.db, slug, now=deed.web.clock.now())
    except ConfigurationError as error:
        return deed.back(_page(slug), f"Not retired. {error}")
    with deed.web.db.read() as conn:
        taken = [row.spec.name for row in editions.active(conn) if slug in row.spec.topics]
    also = f" These digests take it and will have nothing of it: {', '.join(taken[:5])}." if taken else ""
    return deed.back("/topics", f"{slug} is retired: nothing new is matched. Its matches and versions stay.{also}")


def restore(deed: Deed) -> Response:
    """Put it to use again, and match what came meanwhile."""
    slug, now = _slug(deed), deed.web.clock.now()
    try:
        since = topics.restore(deed.web.db, slug)
        if since is not None:
            retags.wish(deed.web.db, [slug], since=since, author=deed.viewer.person.name, now=now)
    except ConfigurationError as error:
        return deed.back(_page(slug), f"Not restored. {error}")
    return deed.back(_page(slug), f"{slug} is in use again. What came while it was retired is matched now.")


def retag(deed: Deed) -> Response:
    """Wish to have the archive matched with the version in force."""
    slug, now = _slug(deed), deed.web.clock.now()
    asked = str(deed.form.get("archive", "30d"))
    try:
        retags.wish(deed.web.db, [slug], since=_since(asked, now), author=deed.viewer.person.name, now=now)
    except MonitorError as error:
        return deed.back(_page(slug), f"Nothing was begun. {error}")
    return deed.back(_page(slug), "The archive is matched again, in batches: a running monitor begins within seconds.")


def stop(deed: Deed) -> Response:
    """Match no further."""
    stopped = retags.stop(deed.web.db, _slug(deed), deed.web.clock.now())
    return deed.back(
        _page(_slug(deed)), "Stopped. What was matched so far stays." if stopped else "It had ended already."
    )


def _since(asked: str, now: datetime) -> datetime | None:
    span = asked if asked in ARCHIVE and asked else "30d"
    return None if span == "all" else now - timedelta(days=int(span[:-1]))


def _page(slug: str) -> str:
    return f"/topics/{slug}?tab=versions"
