"""What the pieces are in which a packed body arrives changes nothing in it."""

import gzip
import zlib

import pytest

from monitor.collect.fetch_body import Inflated

MEMBERS = {
    "gzip": gzip.compress(b"<rss>first") + gzip.compress(b" second") + gzip.compress(b" third</rss>"),
    "deflate": zlib.compress(b"<rss>one stream</rss>"),
}


@pytest.mark.parametrize("name", MEMBERS)
def test_wherever_it_is_cut_the_body_is_the_same(name: str) -> None:
    packed = MEMBERS[name]
    whole = unpacked(name, packed)
    assert whole.startswith(b"<rss>")
    assert whole.endswith(b"</rss>")
    for at in range(len(packed)):
        assert unpacked(name, packed[:at], packed[at:]) == whole
    assert unpacked(name, *(packed[at : at + 1] for at in range(len(packed)))) == whole


def test_what_follows_the_last_member_is_left_alone() -> None:
    packed = MEMBERS["gzip"]
    for rest in (b"\x1f", b"\x1fx", b"\x00\x00", b"\n<!-- cached -->"):
        assert unpacked("gzip", packed, *(bytes([byte]) for byte in rest)) == unpacked("gzip", packed)


def unpacked(name: str, *chunks: bytes) -> bytes:
    unpack = Inflated(name)
    body = b"".join(piece for chunk in chunks for piece in unpack.feed(chunk))
    unpack.finish()
    return body
