"""Pages that stand between us and a feed: they want a browser, and say so under any status."""

from collections.abc import Mapping

SNIFF = 16 * 1024
_HEADERS = {
    "cf-mitigated": "challenge",
    "x-amzn-waf-action": "",  # challenge | captcha
    "x-datadome": "",
    "x-sucuri-block": "",
}
_MARKS = (
    b"/cdn-cgi/challenge-platform",
    b"cf-chl-",
    b"cf_chl_",
    b"attention required! | cloudflare",
    b"<title>just a moment",
    b"_incapsula_resource",
    b"captcha-delivery.com",
    b"px-captcha",
    b"ddos-guard",
    b"ddos protection by",
    b"awswafintegration",
    b"sgcaptcha",
    b"<title>access denied",
    b"checking your browser before accessing",
    b"please enable javascript and cookies to continue",
)


def is_challenge(headers: Mapping[str, str], body: bytes = b"") -> bool:
    """Whether an answer (headers in lower case, the body or its beginning) is a challenge rather than content."""
    if any(name in headers and value in headers[name].lower() for name, value in _HEADERS.items()):
        return True
    start = body[:SNIFF].lstrip().lower()
    return start.startswith((b"<!doctype html", b"<html")) and any(mark in start for mark in _MARKS)
