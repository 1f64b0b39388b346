"""HTTP/2, where the extra `h2` is installed: its errors in httpcore's words."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec

import httpcore


@cache
def available() -> bool:
    """Whether we can speak it."""
    return find_spec("h2") is not None


@contextmanager
def plainly(http2: bool, *, in_body: bool = False) -> Iterator[None]:
    """Whatever breaks HTTP/2 inside is a RemoteProtocolError: our own side was looked at before. In a body it is a
    ReadError: the body is cut. With HTTP/1.1 nothing is changed."""
    try:
        yield
    except Exception as exc:
        if http2 and (plain := _plain(exc, in_body=in_body)) is not None:
            raise plain from exc
        raise


def _plain(exc: Exception, *, in_body: bool) -> Exception | None:
    kind = httpcore.ReadError if in_body else httpcore.RemoteProtocolError
    if isinstance(exc, httpcore.RemoteProtocolError):
        return kind(_said(exc.args))
    if isinstance(exc, httpcore.LocalProtocolError) and exc.args and _is_ours(exc.args[0]):
        return kind(_said(exc.args))
    return kind(_said((exc,))) if _is_ours(exc) or isinstance(exc, ValueError) else None


def _is_ours(exc: object) -> bool:
    return type(exc).__module__.split(".")[0] in ("h2", "hpack", "hyperframe")


def _said(args: tuple[object, ...]) -> str:
    """What happened: httpcore hands h2's events and errors on as they are."""
    what = args[0] if args else None
    if isinstance(what, str):
        return what
    code = getattr(what, "error_code", None)
    return f"HTTP/2 was broken off: {type(what).__name__}" + ("" if code is None else f" {getattr(code, 'name', code)}")
