"""Nothing that looks at the bytes before a parser does takes more than linear time: 5 MiB of the worst of each kind."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from monitor.collect.skips import skips
from monitor.collect.sources.encoding import in_utf8
from monitor.collect.sources.outline import Outline, TooDeep, mended, outlined
from monitor.collect.sources.repair import repaired
from monitor.collect.sources.xml import set_aside
from tests.fakes.fetcher import a_body

SIZE = 5 << 20
PIECES = (
    b"<![CDATA[", b"<media:description", b"<media:description a='", b"<itunes:summary>", b"</rss>", b"</rss> ",
    b"<item", b"&#x0;", b"&#", b"<skipHours>", b"<!--", b"<?xml ", b"<!DOCTYPE [", b"\xff", b"\xc0\xaf",
    b"\xb1\xb1", b"\x00", b" ",
    b"<title>", b"</item>", b"<b><b/>", b"<p>x</i>",
)  # fmt: skip


def _outlined(content: bytes) -> None:
    with contextlib.suppress(TooDeep):
        outlined(content)


def _repaired(content: bytes) -> None:
    piece = b"<item>" + content
    repaired(piece, Outline((0,), b"item"), 1)


LOOKS: dict[str, Callable[[bytes], object]] = {
    "encoding": lambda content: in_utf8(a_body(content)),
    "encoding, declared": lambda content: in_utf8(replace(a_body(content), charset="euc-kr")),
    "references": mended,
    "outline": _outlined,
    "set aside": set_aside,
    "repaired": _repaired,
    "skips": skips,
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_every_look_is_linear(look: Callable[[bytes], object]) -> None:
    for piece in PIECES:
        content = b"<rss><channel>" + piece * (SIZE // len(piece))
        began = time.process_time()
        look(content)
        assert time.process_time() - began < 8, piece
