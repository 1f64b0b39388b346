"""`/u/TOKEN` and `/confirm/TOKEN`: leaving a list and joining it, by links in mails. No login: the link is the proof. A
GET shows what would happen, a POST does it; mail programs POST to `/u/` by themselves (RFC 8058)."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.model.letter import LISTS, LetterKind
from monitor.publish.signing import Claim, Signer, signer
from monitor.publish.subscribing import name_of
from monitor.publish.web.context import Web
from monitor.store import subscribers

MOST_FIELDS = 10
TOO_LARGE = 413
ONE_CLICK = "List-Unsubscribe"
DEAD = "This link is not whole, or too old. Open it from the newest mail, or ask whoever runs this dashboard."
UNSUBSCRIBED, CONFIRMED = "left by the link in a mail", "confirmed"


@dataclass(frozen=True, slots=True)
class _Page:
    """What is said, and the button below it: its words, and what the form says."""

    title: str
    sentences: tuple[str, ...]
    button: str = ""
    act: str = ""
    status: int = 200


def routes(web: Web) -> list[Route]:
    """The addresses that need no login."""
    return [
        Route("/u/{token}", _shown(web, _leave_page), methods=["GET"]),
        Route("/u/{token}", _done(web, _left), methods=["POST"]),
        Route("/confirm/{token}", _shown(web, _join_page), methods=["GET"]),
        Route("/confirm/{token}", _done(web, _joined), methods=["POST"]),
    ]


def _shown(web: Web, page: Callable[[Web, Signer, str], _Page]) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        return _answer(web, page(web, signer(web.db), str(request.path_params["token"])))

    return endpoint


def _done(web: Web, act: Callable[[Web, Signer, str, FormData], _Page]) -> Callable[[Request], object]:
    def work(request: Request, form: FormData) -> Response:
        page = act(web, signer(web.db), str(request.path_params["token"]), form)
        if ONE_CLICK in form:  # a mail program: no page, no redirect
            return Response(f"{page.title}\n", page.status, media_type="text/plain")
        return _answer(web, page)

    async def endpoint(request: Request) -> Response:
        try:
            form = await request.form(max_files=0, max_fields=MOST_FIELDS)
        except HTTPException as error:  # a broken body: the address alone says what is wanted
            if error.status_code == TOO_LARGE:
                return Response("Too large; nothing was done.\n", TOO_LARGE, media_type="text/plain")
            form = FormData()
        return await run_in_threadpool(work, request, form)

    return endpoint


def _answer(web: Web, page: _Page) -> Response:
    body = web.templates.get_template("subscription.html").render(page=page)
    return Response(body, page.status, {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}, "text/html")


def _dead() -> _Page:
    return _Page("This link does not work", (DEAD,), status=404)


def _issue(claim: Claim) -> str:
    """What a list sends, by its name for people."""
    return "alert" if claim.list.startswith(f"{LISTS[LetterKind.ALERT]}/") else "edition"


def _issues(claim: Claim) -> str:
    return f"{_issue(claim)}s"


# --- leaving --------------------------------------------------------------------------------------------------


def _leave_page(web: Web, seal: Signer, token: str) -> _Page:
    claim = seal.may_leave(token)
    if claim is None:
        return _dead()
    with web.db.read() as conn:
        name, left = name_of(conn, claim.list), subscribers.has_left(conn, claim.list, claim.recipient)
    if left:
        return _stopped(name, claim)
    return _Page(f"Stop {name}?", (f"{claim.recipient} would get no further {_issues(claim)} of {name}.",),
                 f"Stop {name}", "leave")  # fmt: skip


def _left(web: Web, seal: Signer, token: str, form: FormData) -> _Page:
    claim = seal.may_leave(token)
    if claim is None:
        return _dead()
    now = web.clock.now()
    if form.get("act") == "undo" and ONE_CLICK not in form:
        back = web.db.run(lambda conn: subscribers.come_back(conn, claim.list, claim.recipient, now))
        return _returned(web, claim, back=back)
    web.db.run(lambda conn: subscribers.stop(conn, claim.list, claim.recipient, now, UNSUBSCRIBED))
    with web.db.read() as conn:
        return _stopped(name_of(conn, claim.list), claim)


def _stopped(name: str, claim: Claim) -> _Page:
    said = f"{claim.recipient} gets no further {_issues(claim)} of {name}."
    return _Page(f"{name} is stopped", (said,), "Undo", "undo")


def _returned(web: Web, claim: Claim, *, back: bool) -> _Page:
    with web.db.read() as conn:
        name = name_of(conn, claim.list)
    said = f"{claim.recipient} gets {name} again, if its owner still sends it there."
    return _Page(f"{name} goes on", (said,) if back else (f"{claim.recipient} had not left {name}.",))


# --- joining --------------------------------------------------------------------------------------------------


def _join_page(web: Web, seal: Signer, token: str) -> _Page:
    claim = seal.may_join(token, web.clock.now())
    if claim is None:
        return _dead()
    with web.db.read() as conn:
        name, known = name_of(conn, claim.list), subscribers.one(conn, claim.list, claim.recipient)
    if known is None:
        return _dead()
    said = f"{claim.recipient} would get {name} from its next {_issue(claim)} on. Each has a link that stops it."
    return _Page(f"Get {name}?", (said,), f"Yes, send {name}", "join")


def _joined(web: Web, seal: Signer, token: str, _form: FormData) -> _Page:
    now = web.clock.now()
    claim = seal.may_join(token, now)
    if claim is None or not web.db.run(lambda conn: subscribers.confirm(conn, claim.list, claim.recipient, now)):
        return _dead()
    with web.db.read() as conn:
        name = name_of(conn, claim.list)
    return _Page(f"{name} is on its way", (f"{claim.recipient} gets {name} from its next {_issue(claim)} on.",))
