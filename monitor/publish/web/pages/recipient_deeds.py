"""What people do about who gets a digest: ask an address, take out one that joined, try one again that was marked."""

from starlette.responses import Response

from monitor.errors import NotFound, UsageError
from monitor.model.letter import LetterKind, Standing, list_of
from monitor.publish.subscribing import invite
from monitor.publish.web.deeds import Deed
from monitor.store import editions, reach, subscribers


def subscribe(deed: Deed) -> Response:
    """Ask the address whether it wants the digest. What is wrong with it is said on the page."""
    web, slug = deed.web, _slug(deed)
    try:
        said = invite(web.db, slug, _address(deed), by=deed.viewer.person.name, now=web.clock.now(),
                      base_url=web.options.base_url)  # fmt: skip
    except UsageError as error:
        said = str(error)
    return deed.back(_back(slug), said)


def remove(deed: Deed) -> Response:
    """Forget an address that joined by asking. Whom the digest names stays, and so does that somebody left."""
    slug, address = _slug(deed), _address(deed)
    list_ = list_of(LetterKind.EDITION, slug)
    with deed.web.db.read() as conn:
        editions.by_slug(conn, slug)
        known = subscribers.one(conn, list_, address)
    if known is None or not known.joined or known.state is Standing.STOPPED:
        raise NotFound(f"{address[:100]} did not join {slug}: its declaration names it, or nobody does.")
    deed.web.db.run(lambda conn: subscribers.remove(conn, list_, address))
    return deed.back(_back(slug), f"{address} gets no further editions of {slug}.")


def restore(deed: Deed) -> Response:
    """Send to an address again that was marked."""
    slug, address = _slug(deed), _address(deed)
    gone = deed.web.db.run(lambda conn: reach.restore(conn, address))
    said = f"{address} is tried again with the next edition." if gone else f"Nothing was held against {address}."
    return deed.back(_back(slug), said)


def _slug(deed: Deed) -> str:
    return str(deed.request.path_params["slug"])


def _back(slug: str) -> str:
    return f"/digests/{slug}#recipients"


def _address(deed: Deed) -> str:
    return str(deed.form.get("address", ""))[:300].strip()


DEEDS = {"subscribe": (subscribe, "reader"), "remove": (remove, "editor"), "restore": (restore, "editor")}
