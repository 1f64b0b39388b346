"""What a person decides on the pages of articles and stories: it wins over the judge for ever, until it is undone."""

import re
from collections.abc import Callable

from starlette.responses import Response

from monitor.errors import MonitorError, NotFound
from monitor.model.decision import DecisionKind, Wish
from monitor.publish import deciding
from monitor.publish.web.decided import SAID
from monitor.publish.web.deeds import Deed
from monitor.store.views_stories import stories_by_id

HERE = re.compile(r"/(?:stories|articles)/\d{1,18}")
NUMBER = re.compile(r"(?:^|/)(\d{1,18})(?:\.json)?(?:[?#].*)?\s*$")


def not_duplicate(deed: Deed) -> Response:
    """Out of its reprint group."""
    return _decided(deed, lambda: Wish(DecisionKind.NOT_DUPLICATE, _number(deed)))


def reprint_of(deed: Deed) -> Response:
    """A copy of another article."""
    return _decided(deed, lambda: Wish(DecisionKind.REPRINT_OF, _number(deed), _named(deed, "other")))


def not_story(deed: Deed) -> Response:
    """Out of its story, into one of its own or the one that is named."""
    said = str(deed.form.get("other", "")).strip()
    return _decided(deed, lambda: Wish(DecisionKind.NOT_STORY, _number(deed), _lead(deed, said) if said else None))


def merge(deed: Deed) -> Response:
    """The named story goes into this one."""
    mine, other = str(deed.request.path_params["number"]), str(deed.form.get("other", ""))
    return _decided(deed, lambda: Wish(DecisionKind.ONE_STORY, _lead(deed, mine), _lead(deed, other)))


def same_event(deed: Deed) -> Response:
    """This story and the named one, in another language, tell one event."""
    return _event(deed, DecisionKind.SAME_EVENT)


def other_event(deed: Deed) -> Response:
    """This story and the named one, in another language, tell two."""
    return _event(deed, DecisionKind.OTHER_EVENT)


def _event(deed: Deed, kind: DecisionKind) -> Response:
    mine, other = str(deed.request.path_params["number"]), str(deed.form.get("other", ""))
    return _decided(deed, lambda: Wish(kind, _lead(deed, mine), _lead(deed, other)))


def origin(deed: Deed) -> Response:
    """Where it comes from: an outlet by its short name, or unknown."""
    said = str(deed.form.get("outlet", "")).strip()
    return _decided(deed, lambda: Wish(DecisionKind.ORIGIN, _number(deed), outlet=said or None))


def undo(deed: Deed) -> Response:
    """A decision no longer holds."""
    try:
        deciding.undo(deed.web.db, _number(deed), author=deed.viewer.person.name, now=deed.web.clock.now())
    except MonitorError as error:
        return deed.back(_back(deed), str(error))
    return deed.back(_back(deed), "Undone: what it moved went back, and the judge decides again.")


def _decided(deed: Deed, wished: Callable[[], Wish]) -> Response:
    try:
        wish = wished()
        deciding.decide(deed.web.db, wish, author=deed.viewer.person.name, now=deed.web.clock.now())
    except MonitorError as error:
        return deed.back(_back(deed), f"Nothing was changed. {error}")
    return deed.back(_back(deed), f"{SAID[wish.kind]} Undo it under “Decided by people”.")


def _number(deed: Deed) -> int:
    return int(str(deed.request.path_params["number"])[:18])


def _named(deed: Deed, field: str) -> int:
    """The number in what was typed: `123`, `/articles/123` or a whole address; 0 when there is none."""
    found = NUMBER.search(str(deed.form.get(field, "")))
    return int(found[1]) if found else 0


def _lead(deed: Deed, said: str) -> int:
    """The lead article of the story that was typed. Raises NotFound."""
    found = NUMBER.search(said)
    with deed.web.db.read() as conn:
        rows = stories_by_id(conn, [int(found[1])]) if found else ()
    if not rows:
        raise NotFound(f"No story is called “{said[:60]}”: give its number or its address.")
    return rows[0].lead


def _back(deed: Deed) -> str:
    """The page that the form stood on."""
    said = str(deed.form.get("back", ""))
    return said if HERE.fullmatch(said) else "/stories"
