"""What a POST does: proves that the form is ours, checks the role, acts, and goes back to where it came from."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from monitor.publish.web.context import Viewer, Web
from monitor.publish.web.frame import say
from monitor.publish.web.sessions import FIELD, is_from_here, proves, viewer

MOST_FIELDS = 50
FORGED = "This form did not come from a page of this dashboard, or is too old. Go back, reload the page, and try again."


@dataclass(frozen=True, slots=True)
class Deed:
    """One form that was sent by a person who may."""

    web: Web
    request: Request
    viewer: Viewer
    form: FormData

    def back(self, target: str, sentence: str = "") -> Response:
        """Go on to a page of ours, with a sentence about what was done."""
        response = RedirectResponse(target, 303)
        return say(self.web, response, sentence) if sentence else response


def deed(
    web: Web, act: Callable[[Deed], Response], *, role: str = "editor", fields: int = MOST_FIELDS
) -> Callable[[Request], object]:
    """The endpoint of a form of at most `fields` fields. The form is read here; the deed itself runs in a thread."""

    async def endpoint(request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=fields)
        return await run_in_threadpool(_do, web, act, role, request, form)

    return endpoint


def _do(web: Web, act: Callable[[Deed], Response], role: str, request: Request, form: FormData) -> Response:
    with web.db.read() as conn:
        person = viewer(web, conn, request)
    if person is None:
        raise HTTPException(401, "Log in first.")
    if not is_from_here(web, request) or not proves(person.csrf, str(form.get(FIELD, ""))):
        raise HTTPException(403, FORGED)
    if not person.may(role):
        raise HTTPException(403, f"This needs the role {role}; yours is {person.person.role}.")
    return act(Deed(web, request, person, form))
