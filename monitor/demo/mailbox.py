"""The demo's mailbox: mails kept in memory, shown as a list, and each as it would be read."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import escape

from monitor.demo.http import Ask, Reply
from monitor.demo.smtp import Envelope

PAGE_CSP = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
MAIL_CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups"
HTML = "text/html; charset=utf-8"
STYLE = """
:root { color-scheme: light dark; --ink: #1c1e21; --quiet: #5b6168; --line: #d9dce0; --paper: #fff; --link: #0b57a4 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e7e9; --quiet: #a0a6ad; --line: #373b40; --paper: #16181a; --link: #8ab8ee } }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 3rem; font: 16px/24px system-ui, sans-serif;
  color: var(--ink); background: var(--paper) }
h1 { font-size: 20px; line-height: 28px } a { color: var(--link) } ul { list-style: none; padding: 0 }
li { border-top: 1px solid var(--line); padding: .75rem 0 } .quiet { color: var(--quiet); font-size: 14px }
iframe { width: 100%; height: 70vh; border: 1px solid var(--line); background: #fff }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 14px; line-height: 20px }
"""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail with the news time it came at. Numbers count from 1."""

    number: int
    at: datetime
    to: str
    subject: str
    sender: str
    text: str
    html: str
    message_id: str


class Mailbox:
    """Mails in the order they came. Safe between threads."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """`now` gives news time."""
        self._now, self._mails, self._lock = now, list[Mail](), threading.Lock()

    def keep(self, envelope: Envelope) -> None:
        """File one mail."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        with self._lock:
            number = len(self._mails) + 1
            self._mails.append(_mail(message, number, self._now(), ", ".join(envelope.recipients)))

    @property
    def mails(self) -> tuple[Mail, ...]:
        """All mails, oldest first."""
        with self._lock:
            return tuple(self._mails)

    def answer(self, ask: Ask) -> Reply:
        """The mailbox as pages: `/`, `/N` (a mail), `/N/html` (its HTML part alone), `/style.css`."""
        if ask.path in ("/", "/mailbox"):
            return _page("Mailbox", _list(self.mails))
        if ask.path == "/style.css":
            return Reply(200, STYLE.encode(), {"Content-Type": "text/css; charset=utf-8", **SAFE})
        number, _, part = ask.path.strip("/").partition("/")
        mail = next((mail for mail in self.mails if str(mail.number) == number), None)
        if mail is None or part not in ("", "html"):
            return _page("Not found", "<p>No such mail. <a href='/'>All mails</a></p>", 404)
        if part == "html":
            return Reply(200, mail.html.encode(), {"Content-Type": HTML, "Content-Security-Policy": MAIL_CSP, **SAFE})
        return _page(mail.subject, _whole(mail))


SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


def _mail(message: EmailMessage, number: int, at: datetime, to: str) -> Mail:
    return Mail(
        number=number,
        at=at,
        to=to,
        subject=str(message["Subject"] or ""),
        sender=str(message["From"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        message_id=str(message["Message-ID"] or ""),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def _page(title: str, body: str, status: int = 200) -> Reply:
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" '
        f'href="/style.css"></head><body><h1 dir="auto">{escape(title)}</h1>{body}</body></html>\n'
    )
    return Reply(status, text.encode(), {"Content-Type": HTML, "Content-Security-Policy": PAGE_CSP, **SAFE})


def _list(mails: tuple[Mail, ...]) -> str:
    if not mails:
        return "<p>No mail yet. The first digest leaves at 07:30 news time. Reload to look again.</p>"
    rows = "".join(
        f'<li><a href="/{mail.number}" dir="auto">{escape(mail.subject)}</a><br><span class="quiet">'
        f"to {escape(mail.to)}, {mail.at:%a %d %b %H:%M} UTC</span></li>"
        for mail in reversed(mails)
    )
    return f"<p>{len(mails)} mails, newest first. They came over SMTP and stay in memory.</p><ul>{rows}</ul>"


def _whole(mail: Mail) -> str:
    return (
        f'<p class="quiet">From {escape(mail.sender)} to {escape(mail.to)}, {mail.at:%a %d %b %H:%M} UTC. '
        f'<a href="/">All mails</a></p><iframe sandbox="allow-popups" src="/{mail.number}/html" '
        f'title="The mail as HTML"></iframe><h1>Plain text</h1><pre>{escape(mail.text)}</pre>'
    )
