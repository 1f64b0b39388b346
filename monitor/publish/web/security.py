"""The doors of the dashboard: hosts it answers to, proxies it refuses, and headers on everything it says."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.model.options import WebOptions
from monitor.publish.web.sessions import is_loopback

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
MAIL_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "private, no-cache",
}
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
PROXIED = """\
This dashboard asks for no login because it listens on this machine only, so it refuses what came through a proxy.
To put it behind one: set auth = "always" and base_url = "https://your.host" under [web] in monitor.toml,
add an account with `monitor users add NAME --role admin`, and start again.
"""
STRANGE = """\
Not a host of this dashboard: {host}. It answers to {ours} only.
If people reach it as {host}, set base_url under [web] in monitor.toml to that address.
"""


def is_unlocked(options: WebOptions) -> bool:
    """Whether nobody needs to log in: `auto`, and both the bind address and base_url are this machine only."""
    return options.auth == "auto" and is_loopback(options.host) and is_loopback(base_host(options))


def base_host(options: WebOptions) -> str:
    """The host name in base_url."""
    return (urlsplit(options.base_url).hostname or "").lower()


def _host_in(header: str) -> str:
    """The host name in a Host header; empty where there is none to be read."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""


class Doors:
    """Lets in only requests for a host of ours, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp, options: WebOptions) -> None:
        """`options` say which hosts are ours."""
        self.app, self.unlocked, self.ours = app, is_unlocked(options), base_host(options)
        extra = {"Strict-Transport-Security": "max-age=31536000"} if options.base_url.startswith("https:") else {}
        self.headers = {**HEADERS, **extra}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(Headers(scope=scope))
        await (refusal or self.app)(scope, receive, self._with_headers(send))

    def _refusal(self, headers: Headers) -> PlainTextResponse | None:
        host = _host_in(headers.get("host", ""))
        if host != self.ours and not is_loopback(host):
            return PlainTextResponse(STRANGE.format(host=host[:100] or "(none)", ours=self.ours), 421)
        if self.unlocked and any(name in headers for name in FORWARDED):
            return PlainTextResponse(PROXIED, 403)
        return None

    def _with_headers(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        return sending
