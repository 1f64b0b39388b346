"""Headers that people give a feed: which can be sent, and which are none of theirs."""

import re
from collections.abc import Mapping

_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}")
_VALUE = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")
_OURS = frozenset(  # how a message is framed and carried, and what we ask for ourselves
    """
    accept-encoding connection content-encoding content-length content-type expect host http2-settings if-match
    if-modified-since if-none-match if-range if-unmodified-since keep-alive proxy-authenticate proxy-authorization
    proxy-connection range te trailer transfer-encoding upgrade
    """.split()
)
NO_NAME = "is no name of a header: letters, digits and hyphens are"
NOT_YOURS = "is a header that monitor sets itself"
UNSENDABLE = "is no value for a header: one line of printable Latin characters (ISO 8859-1) is"


def name_trouble(name: str) -> str | None:
    """Why a header of this name cannot be sent; None when it can."""
    if not _NAME.fullmatch(name):
        return NO_NAME
    return NOT_YOURS if name.lower() in _OURS else None


def value_trouble(value: str) -> str | None:
    """Why this value cannot be sent; None when it can. Blanks around it are no part of a value."""
    return None if _VALUE.fullmatch(value) and value == value.strip(" \t") else UNSENDABLE


def all_sendable(headers: Mapping[str, str]) -> bool:
    """Whether all of these can be sent."""
    return not any(name_trouble(name) or value_trouble(value) for name, value in headers.items())
