"""What a document said of an entry beside its text, as `revision.details` keeps it: an object without what is empty,
NULL for nothing. Twins and the command line give the same object.

It goes with the text: a document that changes only its details makes no revision, so that a feed whose categories come
in another order at each poll writes nothing.
"""

from collections.abc import Mapping
from typing import Any

from monitor.model.entry import Details, Enclosure

NOTHING = Details()


def to_json(details: Details) -> dict[str, Any] | None:
    """The object; None for nothing."""
    if details == NOTHING:
        return None
    files = [{"url": e.url, "type": e.media_type or None, "length": e.length} for e in details.enclosures]
    whole = {
        "categories": list(details.categories), "enclosures": files, "image": details.image,
        "comments": details.comments, "replies_to": details.replies_to,
    }  # fmt: skip
    return {name: value for name, value in whole.items() if value}


def from_json(kept: Mapping[str, Any] | None) -> Details:
    """The details of a row."""
    if not kept:
        return NOTHING
    return Details(
        tuple(kept.get("categories", ())),
        tuple(Enclosure(e["url"], e["type"] or "", e["length"]) for e in kept.get("enclosures", ())),
        kept.get("image"),
        kept.get("comments"),
        kept.get("replies_to"),
    )
