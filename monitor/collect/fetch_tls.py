"""TLS contexts: one for everybody, and one for each certificate of ours, made again when its file changes."""

import ssl
from dataclasses import dataclass
from pathlib import Path

import httpx

_MOST = 256


class NoCertificate(Exception):
    """Our certificate for this server cannot be used."""


@dataclass(frozen=True, slots=True)
class Papers:
    """The client's certificate that a feed is asked with: paths of PEM files; `key` is None when the key lies in the
    same file."""

    certificate: str
    key: str | None = None

    def stamp(self) -> tuple[int, ...]:
        """Changes when a file does. Raises OSError."""
        return tuple(Path(name).stat().st_mtime_ns for name in (self.certificate, self.key) if name)


class Contexts:
    """TLS contexts by certificate and by what is offered: a context remembers both."""

    def __init__(self, authorities: str | None = None) -> None:
        """`authorities`: path of a PEM file with authorities that are believed besides the usual ones."""
        self._authorities = authorities
        self._made: dict[tuple[Papers | None, tuple[int, ...], bool], ssl.SSLContext] = {}

    def get(self, papers: Papers | None = None, *, http2: bool = False) -> ssl.SSLContext:
        """The context. `http2`: offered before HTTP/1.1. Raises NoCertificate."""
        try:
            name = papers, papers.stamp() if papers else (), http2
            if name not in self._made:
                self._make_room()
                self._made[name] = self._new(papers, http2=http2)
        except (OSError, ssl.SSLError) as exc:
            raise NoCertificate(f"our certificate cannot be used: {_why(exc)}") from exc
        return self._made[name]

    def _make_room(self) -> None:
        while len(self._made) >= _MOST:
            del self._made[next(iter(self._made))]

    def _new(self, papers: Papers | None, *, http2: bool) -> ssl.SSLContext:
        context = httpx.create_ssl_context(trust_env=False)
        if self._authorities:
            context.load_verify_locations(self._authorities)
        if papers:
            context.load_cert_chain(papers.certificate, papers.key, password=lambda: b"")  # never asks at a terminal
        context.set_alpn_protocols(["h2", "http/1.1"] if http2 else ["http/1.1"])
        return context


def _why(exc: OSError) -> str:
    if isinstance(exc, ssl.SSLError):
        return f"not a certificate and its key, in PEM and without a passphrase ({exc.reason or exc})"
    return exc.strerror or type(exc).__name__
