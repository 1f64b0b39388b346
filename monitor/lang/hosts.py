"""Names of hosts: where one owner ends and the next begins, and how to show them without being fooled."""

import unicodedata
from functools import lru_cache
from ipaddress import ip_address

import idna

# Under a country's two letters these are shared by many owners ("co.uk", "or.kr"). Not the whole Public Suffix List:
# a wrong guess makes two outlets of one, which a person can merge.
_SHARED = frozenset(
    "ac co com edu gen go gob gouv gov govt gub info kommune lg mil ne net nic nom or org ltd me plc sch".split()
)
_PLATFORMS = frozenset(
    """
    blogspot.com europa.eu fc2.com github.io gitlab.io hatenablog.com livejournal.com medium.com naver.com netlify.app
    pages.dev substack.com tistory.com tumblr.com typepad.com vercel.app wixsite.com wordpress.com
    """.split()
)
_EAST = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "LATIN"})
_LOOKALIKE = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})
_HOME = frozenset("am bg by cy ge gr kg kz mk mn ru rs su tj ua uz eu".split())


@lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str:
    """The part of a host that one owner registered: "www.bbc.co.uk" → "bbc.co.uk". An IP address is its own."""
    host = host.rstrip(".").lower()
    labels = host.split(".")
    if len(labels) <= 2 or _is_address(host):
        return host
    return ".".join(labels[-_length(labels) :])


def _length(labels: list[str]) -> int:
    if ".".join(labels[-2:]) in _PLATFORMS:
        return 3
    return 3 if len(labels[-1]) == 2 and labels[-2] in _SHARED else 2


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def shown_host(host: str) -> str:
    """The host in Unicode where that is safe, else in punycode: mixed scripts, and scripts that can pass for Latin
    outside their home, stay encoded."""
    labels = host.split(".")
    return ".".join(_shown(label, labels[-1]) for label in labels)


def _shown(label: str, top: str) -> str:
    if not label.startswith("xn--"):
        return label if label.isascii() else _punycode(label)
    try:
        plain = idna.decode(label)
    except (idna.IDNAError, UnicodeError):
        return label
    return plain if _honest(plain, top) else label


def _punycode(label: str) -> str:
    try:
        encoded = idna.encode(label, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return label.encode("ascii", "replace").decode("ascii")
    return encoded if not _honest(label, "") else label


def _honest(label: str, top: str) -> bool:
    scripts = {unicodedata.name(char, "?").split()[0] for char in label if char.isalpha()}
    if len(scripts) > 1:
        return scripts <= _EAST
    return not (scripts & _LOOKALIKE and top.isascii() and not top.startswith("xn--") and top not in _HOME)
