"""A well-behaved mail server (aiosmtpd) that keeps what it takes; with STARTTLS and login where asked for."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

CERTIFICATE = Path(__file__).parent / "tls" / "localhost.pem"
USER, PASSWORD = "monitor", "not-secret"


@dataclass
class Mailbox:
    """What the server took, and where it listens."""

    host: str = "127.0.0.1"
    port: int = 0
    taken: list[tuple[str, bytes]] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        assert isinstance(envelope.content, bytes)
        self.taken += [(recipient, envelope.content) for recipient in envelope.rcpt_tos]
        return "250 taken as 1"

    def messages(self) -> list[EmailMessage]:
        """What was taken, read by the standard library."""
        return [message_from_bytes(content, policy=policy.default) for _, content in self.taken]


def server_context() -> ssl.SSLContext:
    """TLS for a server on localhost."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def client_context() -> ssl.SSLContext:
    """TLS for a client that trusts that server."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    assert isinstance(data, LoginPassword)
    right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False)


@contextmanager
def mail_server(*, tls: str = "none", login: bool = False) -> Iterator[Mailbox]:
    """A server on loopback. `tls`: none | starttls | tls, required; `login`: required."""
    box = Mailbox()
    more: dict[str, Any] = {}
    if tls == "starttls":
        more |= {"tls_context": server_context(), "require_starttls": True}
    if tls == "tls":
        more |= {"ssl_context": server_context()}
    if login:
        more |= {"authenticator": _authenticate, "auth_required": True, "auth_require_tls": True}
    controller = Controller(box, hostname=box.host, port=0, ready_timeout=20, **more)
    controller.port = _free_port()
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


def _free_port() -> int:
    import socket  # noqa: PLC0415 - only here: aiosmtpd can not report a port it was given by the system

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
