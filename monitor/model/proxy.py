"""A proxy on the way to servers: where it is, and who we are to it."""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

USUAL_PORT = 3128
FORM = "must be http://host:port, with user:password@ before the host if the proxy asks for them"


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy. User and password are for it alone; no server ever sees them."""

    host: str
    port: int
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def proxy_of(text: str) -> Proxy:
    """Reads http://[user:password@]host[:port]; blanks and other odd characters in them are percent-encoded. Raises
    ValueError, which never repeats the text."""
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port or USUAL_PORT
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        named = host.encode("idna").decode("ascii") if ":" not in host else host
    except (ValueError, UnicodeError):
        raise ValueError(FORM) from None
    if parts.scheme != "http" or not named or parts.path not in ("", "/") or parts.query or ":" in user:
        raise ValueError(FORM)
    return Proxy(named, port, user, password)
