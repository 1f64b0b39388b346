"""What the kinds of source share: how much of an entry is carried on, and how a document is refused."""

CATEGORIES, ENCLOSURES = 32, 16
SIZES = {"title": 100_000, "summary": 1_000_000, "content": 2_000_000}  # code points of raw markup that are looked at


class Unreadable(ValueError):
    """The document is not what its beginning promised."""


def capped(text: str, chars: int) -> str:
    """At most `chars` code points of `text`."""
    return text if len(text) <= chars else text[:chars]
