"""`/me`, `/login`, and their forms."""

import math
import secrets
from datetime import timedelta

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from monitor.errors import UsageError
from monitor.publish.web.context import Answer, Visit, Web
from monitor.publish.web.deeds import Deed
from monitor.publish.web.sessions import cookie_name, drop, is_from_here, keep, log_in, log_out, masked, proves
from monitor.store import people

THEMES = {"": "as the system", "light": "light", "dark": "dark"}
PRE = "monitor_login"
DAY_S = 86_400


def me(visit: Visit) -> Answer:
    """Theme, zone, and the way out."""
    person = visit.viewer.person
    context = {"person": person, "themes": THEMES}
    data = {"name": person.name, "role": person.role, "settings": visible(person)}
    return Answer("me.html", "Me", context, lambda: data, here="me")


def visible(person: people.Person) -> dict[str, object]:
    """Settings without secrets."""
    return {key: value for key, value in person.settings.items() if key in ("theme", "zone")}


def theme(deed: Deed) -> Response:
    """Light, dark, or as the system."""
    chosen = str(deed.form.get("theme", ""))
    if chosen not in THEMES:
        raise UsageError("A theme is light, dark, or empty for the system's.")
    number = deed.viewer.person.id
    deed.web.db.run(lambda conn: people.set_setting(conn, number, "theme", chosen or None))
    return deed.back("/me")


def logout(deed: Deed) -> Response:
    """End the session."""
    log_out(deed.web, deed.request)
    response = RedirectResponse("/login", 303)
    drop(deed.web, response, "monitor_session")
    return response


def login_page(web: Web, request: Request, sentence: str = "", status: int = 200) -> Response:
    """Name, password, one button."""
    secret = request.cookies.get(_pre(web)) or secrets.token_urlsafe(24)
    context = {
        "web": web,
        "csrf": masked(secret),
        "sentence": sentence,
        "next": relative(request.query_params.get("next")),
    }
    response = Response(web.templates.get_template("login.html").render(context), status, media_type="text/html")
    keep(web, response, PRE, secret, seconds=DAY_S)
    return response


def log_in_form(web: Web, request: Request, form: FormData) -> Response:
    """A try. Wrong name and wrong password say and cost the same."""
    secret = request.cookies.get(_pre(web), "")
    if not is_from_here(web, request) or not proves(secret, str(form.get("csrf", ""))):
        return login_page(web, request, "This form is too old. Try again.", 403)
    address = request.client.host if request.client else "unknown"
    result = log_in(web, str(form.get("name", ""))[:200], str(form.get("password", ""))[:1000], address)
    if isinstance(result, timedelta):
        minutes = math.ceil(result.total_seconds() / 60)
        return login_page(web, request, f"Too many tries. Next one in {minutes} min.", 429)
    if result is None:
        return login_page(web, request, "Name or password is wrong.", 401)
    response = RedirectResponse(relative(str(form.get("next", ""))), 303)
    keep(web, response, "monitor_session", result, seconds=30 * DAY_S)
    drop(web, response, PRE)
    return response


def relative(target: str | None) -> str:
    """A path on this host, nothing else."""
    ours = target and target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if ours and target and "\\" not in target else "/"


def _pre(web: Web) -> str:
    return cookie_name(web, PRE)
