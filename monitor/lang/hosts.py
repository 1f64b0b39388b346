"""Names of hosts: where one owner ends and the next begins, and how to show them without being fooled."""

import unicodedata
from functools import lru_cache
from ipaddress import ip_address

import idna
from publicsuffixlist import PublicSuffixList

# Platforms whose subdomains belong to other people each, that the Public Suffix List does not name.
_PLATFORMS = frozenset(
    """
    beehiiv.com blog.jp blogfa.com canalblog.com cocolog-nifty.com dreamwidth.org egloos.com eklablog.com europa.eu
    exblog.jp fc2.com ghost.io home.blog hypotheses.org libsyn.com livedoor.blog livejournal.com medium.com naver.com
    narod.ru news.blog over-blog.com podbean.com seesaa.net substack.com tistory.com tumblr.com typepad.com ucoz.ru
    weebly.com wordpress.com
    """.split()
)
_EAST = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "LATIN"})
_LOOKALIKE = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})
_HOME = frozenset("am bg by cy ge gr kg kz mk mn ru rs su tj ua uz eu".split())


@lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str:
    """The part of a host that one owner registered, by the Public Suffix List, its private part too: "www.bbc.co.uk" →
    "bbc.co.uk", "a.b.github.io" → "b.github.io". An IP address, a single label and a suffix itself are their own."""
    host = host.rstrip(".").lower()
    labels = host.split(".")
    if len(labels) < 2 or _is_address(host):
        return host
    if len(labels) > 2 and labels[-3] != "www" and ".".join(labels[-2:]) in _PLATFORMS:
        return ".".join(labels[-3:])
    return _suffixes().privatesuffix(host) or host


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    """Read when it is first asked: 60 ms and 4 MB."""
    return PublicSuffixList()


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
