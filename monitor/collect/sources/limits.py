"""What the kinds of source share: how much of an entry is carried on, and how a document is refused."""


class Unreadable(ValueError):
    """The document is not what its beginning promised."""


def capped(text: str, chars: int) -> str:
    """At most `chars` code points of `text`."""
    return text if len(text) <= chars else text[:chars]
