"""What a person does to a digest beside editing it: pause, resume, retire, restore."""

from starlette.responses import Response

from monitor.errors import ConfigurationError
from monitor.publish.pausing import resume as resume_in
from monitor.publish.web.deeds import Deed
from monitor.store import digests


def pause(deed: Deed) -> Response:
    """No edition is composed until somebody resumes it; one of the files is paused too."""
    slug = _slug(deed)
    digests.pause(deed.web.db, slug, now=deed.web.clock.now())
    return deed.back(f"/digests/{slug}", f"{slug} is paused: editions that fall due are left out until you resume it.")


def resume(deed: Deed) -> Response:
    """Editions are composed again."""
    slug = _slug(deed)
    return deed.back(f"/digests/{slug}", resume_in(deed.web.db, slug, now=deed.web.clock.now()))


def retire(deed: Deed) -> Response:
    """Out of use; its editions stay where they are."""
    slug = _slug(deed)
    try:
        digests.retire(deed.web.db, slug, now=deed.web.clock.now())
    except ConfigurationError as error:
        return deed.back(f"/digests/{slug}", f"Not retired. {error}")
    return deed.back("/digests", f"{slug} is retired: no further edition. Those that there are stay.")


def restore(deed: Deed) -> Response:
    """To use again; what came meanwhile is not its news."""
    slug = _slug(deed)
    try:
        digests.restore(deed.web.db, slug, now=deed.web.clock.now())
    except ConfigurationError as error:
        return deed.back("/digests", f"Not restored. {error}")
    return deed.back(f"/digests/{slug}", f"{slug} is in use again. It tells of what comes from now on.")


def _slug(deed: Deed) -> str:
    return str(deed.request.path_params["slug"])


DEEDS = {"pause": pause, "resume": resume, "retire": retire, "restore": restore}
