"""Who is there: a session cookie, or `local` on loopback; and the proof that a form is ours."""

import base64
import hashlib
import hmac
import secrets
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from monitor.model.clock import world_time
from monitor.publish.web import passwords
from monitor.publish.web.context import Viewer, Web
from monitor.store import people
from monitor.store.database import Connection

LASTS = timedelta(days=30)
WINDOW = timedelta(minutes=15)
MOST_TRIES = 5
FIELD = "csrf"


def is_loopback(host: str) -> bool:
    """Whether a bare host name or address is this machine only."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def cookie_name(web: Web, name: str) -> str:
    """With https the browser itself holds the cookie to this host."""
    return f"__Host-{name}" if is_secure(web) else name


def is_secure(web: Web) -> bool:
    """Whether people reach the dashboard by https."""
    return web.options.base_url.startswith("https:")


def viewer(web: Web, conn: Connection, request: Request) -> Viewer | None:
    """Whoever the request comes from; None has to log in."""
    token = request.cookies.get(cookie_name(web, "monitor_session"))
    found = people.session(conn, digest(token), world_time()) if token else None
    if found:
        return Viewer(found.person, found.csrf)
    local = people.by_name(conn, people.LOCAL) if web.unlocked else None
    return Viewer(local, str(local.settings.get("csrf", ""))) if local else None


def digest(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).digest()


def masked(secret: str) -> str:
    """The secret under a fresh pad, so that compressed pages do not give it away."""
    plain = secret.encode()
    pad = secrets.token_bytes(len(plain))
    return base64.urlsafe_b64encode(pad + bytes(a ^ b for a, b in zip(pad, plain, strict=True))).decode()


def proves(secret: str, given: str) -> bool:
    """Whether a form carries the secret (masked)."""
    try:
        raw = base64.urlsafe_b64decode(given.encode())
    except ValueError:
        return False
    half = len(raw) // 2
    plain = bytes(a ^ b for a, b in zip(raw[:half], raw[half:], strict=False))
    return bool(secret) and hmac.compare_digest(plain, secret.encode())


def is_from_here(web: Web, request: Request) -> bool:
    """What the browser says about where a form was: our own pages, or nothing at all. With `no-referrer` a form of ours
    says `Origin: null`, so Sec-Fetch-Site comes first."""
    site = request.headers.get("sec-fetch-site")
    if site:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin in (None, "null", _origin(request), web.options.base_url.rstrip("/"))


def _origin(request: Request) -> str:
    return f"{request.url.scheme}://{request.headers.get('host', '')}"


def log_in(web: Web, name: str, password: str, address: str) -> str | timedelta | None:
    """The token of a new session; None when name or password is wrong; how long to wait after too many tries.

    A try is counted before the password is looked at, so that many at once do not slip through.
    """
    account, place = f"account:{name.casefold()[:200]}", f"address:{address}"
    counted = web.db.run(lambda conn: _admit(conn, account, place))
    if isinstance(counted, timedelta):
        return counted
    with web.db.read() as conn:
        person = people.by_name(conn, name)
    if not passwords.fits(person.password if person else None, password) or person is None:
        return None
    token, secret = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    web.db.run(lambda conn: _open(conn, person, token, secret))
    web.db.run(lambda conn: people.forget_tries(conn, account, counted))
    return token


def _admit(conn: Connection, *keys: str) -> timedelta | int:
    """How long to wait, or the number of the try at the last key."""
    now = world_time()
    counts = [people.tries(conn, key, now - WINDOW) for key in keys]
    first = [at for count, at in counts if count >= MOST_TRIES and at]
    if first:
        return max(first) + WINDOW - now
    return [people.note_try(conn, key, now, WINDOW) for key in keys][-1]


def _open(conn: Connection, person: people.Person, token: str, secret: str) -> None:
    people.open_session(conn, person.id, digest(token), secret, now=world_time(), lasts=LASTS)


def to_login(request: Request) -> Response:
    """Where somebody goes who is not logged in."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/login?next={quote(here, safe='')}", 303)


def log_out(web: Web, request: Request) -> None:
    """End the session of this request."""
    token = request.cookies.get(cookie_name(web, "monitor_session"))
    if token:
        web.db.run(lambda conn: people.close_session(conn, digest(token)))


def keep(web: Web, response: Response, name: str, value: str, *, seconds: int | None = None) -> None:
    """Set a cookie that scripts and other sites never see."""
    response.set_cookie(
        cookie_name(web, name), value, max_age=seconds, httponly=True, samesite="lax", secure=is_secure(web), path="/"
    )


def drop(web: Web, response: Response, name: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(cookie_name(web, name), path="/", secure=is_secure(web), httponly=True, samesite="lax")
