"""Who published it: names, hosts and credits resolved to outlets."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from monitor.lang.urls import registrable_domain
from monitor.model.entry import OutletRef
from monitor.model.outlet import Outlet, OutletKind

_WORDS = re.compile(r"[^\W_]+")
_NAME_CHARS = 80
_SUFFIX = re.compile(r"^(.+\S)\s+[-–—|]\s+(\S.*)$", re.DOTALL)
_SUFFIX_CHARS = 60
# Hosts that carry other people's writing: whatever the book says, no article is theirs when somebody else is named.
_CARRIERS = (
    ".news.google.com", ".msn.com", ".news.yahoo.com", ".finance.yahoo.com", ".news.yahoo.co.jp", ".n.news.naver.com",
    ".news.naver.com", ".v.daum.net", ".flipboard.com", ".smartnews.com", ".newsbreak.com", ".kcnawatch.org",
    ".today.line.me", ".news.livedoor.com",
)  # fmt: skip
NOBODY = OutletRef(slug="unknown", name="Unknown outlet")


class OutletBook:
    """The outlets as configured, found by slug, name, host or credit."""

    def __init__(self, outlets: Sequence[Outlet]) -> None:
        """Earlier outlets win where two claim the same name."""
        self._outlets = {outlet.slug: outlet for outlet in outlets}
        self._names = _index(outlets, lambda outlet: (outlet.name, outlet.slug, *outlet.aliases), _folded)
        self._credits = _index(outlets, lambda outlet: (outlet.name, *outlet.aliases, *outlet.credits), _folded)
        self._hosts = _index(outlets, lambda outlet: outlet.hosts, _bare)

    def get(self, slug: str) -> Outlet | None:
        """The outlet of that slug."""
        return self._outlets.get(slug)

    def resolve(
        self, *, name: str | None, host: str | None, feed_outlet: str | None, source_host: str | None = None
    ) -> OutletRef:
        """Who published an entry: the source it names (and where that lives), the host it links to, the outlet its feed
        was declared with.

        What is known comes before what is not, and an aggregator only when there is nobody else. An unknown outlet is
        made by the registrable domain of its source, else by the name of its source, else by the registrable domain of
        its host; so that an outlet is one, read directly or through an aggregator.
        """
        declared = self._outlets.get(feed_outlet or "")
        known = (self._named(name), self.by_host(source_host), self.by_host(host), declared)
        for outlet in known:
            if outlet is not None and outlet.kind is not OutletKind.AGGREGATOR:
                return _ref(outlet, host)
        source = source_host if name and source_host and not self.is_aggregator(source_host) else None
        own = None if self.is_aggregator(host) else host
        if feed_outlet and declared is None:
            return OutletRef(slug=feed_outlet, name=feed_outlet, host=own)
        return self._unknown(name, source, own) or self._aggregator(known, host)

    def is_aggregator(self, host: str | None) -> bool:
        """Whether a host carries other people's writing."""
        outlet = self.by_host(host)
        return outlet.kind is OutletKind.AGGREGATOR if outlet else f".{_bare(host or '')}".endswith(_CARRIERS)

    def by_title(self, title: str, host: str | None) -> str | None:
        """Whom an aggregator names behind a title: "Launch pad grows - Yonhap News Agency". A name that the book does
        not know counts only from Google News, which names somebody behind every title."""
        found = _SUFFIX.match(title) if self.is_aggregator(host) else None
        name = found[2] if found and len(found[2]) <= _SUFFIX_CHARS else None
        return name if name and (self._named(name) or host == "news.google.com") else None

    def by_host(self, host: str | None) -> Outlet | None:
        """The outlet that publishes on this host or on one above it."""
        bare = _bare(host or "")
        while bare:
            if (outlet := self._hosts.get(bare)) is not None:
                return outlet
            bare = bare.partition(".")[2]
        return None

    def by_credit(self, text: str) -> Outlet | None:
        """The outlet that a credit names: "(Yonhap)", "REUTERS"."""
        return self._credits.get(_folded(text))

    def _named(self, name: str | None) -> Outlet | None:
        return self._names.get(_folded(name)) if name else None

    def _unknown(self, name: str | None, source: str | None, host: str | None) -> OutletRef | None:
        if name and source:
            return OutletRef(slug=registrable_domain(source), name=name[:_NAME_CHARS], host=source)
        slug = "-".join(_folded(name or "")[:_NAME_CHARS].split())
        if name and slug:
            return OutletRef(slug=slug, name=name[:_NAME_CHARS], host=host)
        if host:
            domain = registrable_domain(host)
            return OutletRef(slug=domain, name=domain, host=host)
        return None

    def _aggregator(self, known: Iterable[Outlet | None], host: str | None) -> OutletRef:
        return next((_ref(outlet, host) for outlet in known if outlet is not None), NOBODY)


def without_source(title: str, name: str | None) -> str:
    """A title without the name of its source behind it: " - Reuters", " | The Korea Times". As it is when nothing would
    be left, or when it ends in anything else."""
    end = title[-len(name) :] if name else ""
    if not name or end.casefold() != name.casefold():
        return title
    found = _SUFFIX.match(title[: -len(name)] + "*")
    return found[1] if found and found[2] == "*" else title


def _index(
    outlets: Sequence[Outlet], names: Callable[[Outlet], Iterable[str]], form: Callable[[str], str]
) -> dict[str, Outlet]:
    found: dict[str, Outlet] = {}
    for outlet in outlets:
        for name in names(outlet):
            found.setdefault(form(name), outlet)
    found.pop("", None)
    return found


def _ref(outlet: Outlet, host: str | None) -> OutletRef:
    return OutletRef(slug=outlet.slug, name=outlet.name, host=host)


def _folded(name: str) -> str:
    """A name without case, accents of width, punctuation and a leading article."""
    words = _WORDS.findall(unicodedata.normalize("NFKC", name).casefold())
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def _bare(host: str) -> str:
    return host.lower().rstrip(".").removeprefix("www.")
