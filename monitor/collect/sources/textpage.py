"""A page as plain text (copied, or saved by hand): its article, and the ones appended to it."""

from monitor.collect import cutting
from monitor.collect.cutting import Line
from monitor.collect.sources.limits import Unreadable
from monitor.model.entry import ParsedFeed
from monitor.model.fetching import Body

_BINARY = 0.02  # of a document that may be control characters or undecodable


def sniff(body: Body) -> float:
    """How surely this is plain text: what is nothing else and can be read."""
    start = body.content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start or start.startswith((b"<", b"{", b"[")):
        return 0.0
    return 0.3 if _readable(body.content[:65536].decode("utf-8", "replace")) else 0.0


def read(body: Body, *, limit: int) -> ParsedFeed:
    """Cut the text into its articles. Raises Unreadable when there are none."""
    text = body.content.decode("utf-8-sig", "replace")
    found = cutting.cut(Line(line) for line in text.splitlines())
    entries = [cutting.entry(one, body.url) for one in found if len(one.text or one.title) >= cutting.LEAST]
    if not entries:
        raise Unreadable("no article in this text")
    return ParsedFeed(kind="page", entries=tuple(entries[:limit]), left_out=max(0, len(entries) - limit))


def _readable(text: str) -> bool:
    odd = sum(not (char.isprintable() or char.isspace()) or char == "\ufffd" for char in text)
    return odd <= _BINARY * len(text)
