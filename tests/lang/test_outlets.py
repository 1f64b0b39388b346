import pytest

from monitor.lang.outlets import OutletBook, without_source
from monitor.model.outlet import Outlet, OutletKind

BOOK = OutletBook(
    [
        Outlet(
            "yonhap", "Yonhap News Agency", aliases=("Yonhap", "연합뉴스"), hosts=("yna.co.kr",), credits=("(Yonhap)",)
        ),
        Outlet("38north", "38 North", hosts=("www.38north.org",)),
        Outlet("daily8", "Daily8", OutletKind.AGGREGATOR, hosts=("daily8.example",)),
        Outlet("google-news", "Google News", OutletKind.AGGREGATOR, hosts=("news.google.com",)),
        Outlet("guardian", "The Guardian", hosts=("theguardian.com",)),
    ]
)


@pytest.mark.parametrize(
    ("name", "host", "feed", "slug"),
    [
        ("Yonhap", "news.google.com", None, "yonhap"),
        ("YONHAP  news agency", None, None, "yonhap"),
        ("연합뉴스", None, None, "yonhap"),
        ("Guardian", None, None, "guardian"),
        (None, "en.yna.co.kr", None, "yonhap"),
        (None, "38north.org", "yonhap", "38north"),
        (None, "cdn.example", "yonhap", "yonhap"),
        (None, "cdn.example", "not-in-the-book", "not-in-the-book"),
        ("Deccan Herald", "daily8.example", "daily8", "deccan-herald"),
        (None, "daily8.example", None, "daily8"),
        (None, "www.other.co.kr", "daily8", "other.co.kr"),
        ("India.com", None, None, "india-com"),
        ("Some Paper", "www.some.example", None, "some-paper"),
        (None, "www.some.example", None, "some.example"),
        (None, None, None, "unknown"),
        ("!!!", None, None, "unknown"),
    ],
)
def test_resolve(name: str | None, host: str | None, feed: str | None, slug: str) -> None:
    assert BOOK.resolve(name=name, host=host, feed_outlet=feed).slug == slug


SOURCES = [
    # name, where the source lives, host of the link, outlet of the feed, slug, name
    ("Yonhap News Agency", "https://en.yna.co.kr", "news.google.com", None, "yonhap", "Yonhap News Agency"),
    ("yna.co.kr", "en.yna.co.kr", "news.google.com", None, "yonhap", "Yonhap News Agency"),
    ("BBC News - Asia", "feeds.38north.org", "news.google.com", None, "38north", "38 North"),
    ("Daily NK", "www.dailynk.com", "news.google.com", "google-news", "dailynk.com", "Daily NK"),
    ("Daily NK", "www.dailynk.com", "www.dailynk.com", None, "dailynk.com", "Daily NK"),
    ("Daily NK", None, "news.google.com", None, "daily-nk", "Daily NK"),
    ("Daily NK", "news.google.com", "news.google.com", None, "daily-nk", "Daily NK"),
    ("Daily NK", "www.msn.com", "www.msn.com", None, "daily-nk", "Daily NK"),
    (None, "mail.example", "daily8.example", "daily8", "daily8", "Daily8"),
    (None, "38north.org", "daily8.example", "daily8", "38north", "38 North"),
    (None, None, "news.google.com", None, "google-news", "Google News"),
    ("Google News", "news.google.com", "news.google.com", None, "google-news", "Google News"),
]


@pytest.mark.parametrize(("name", "source", "host", "feed", "slug", "called"), SOURCES)
def test_the_source_of_an_entry_is_its_outlet(
    name: str | None, source: str | None, host: str, feed: str | None, slug: str, called: str
) -> None:
    source_host = source.removeprefix("https://") if source else None
    ref = BOOK.resolve(name=name, host=host, feed_outlet=feed, source_host=source_host)
    assert (ref.slug, ref.name) == (slug, called)


def test_an_outlet_known_through_an_aggregator_only_does_not_own_the_aggregators_host() -> None:
    assert BOOK.resolve(name="Daily NK", host="news.google.com", feed_outlet=None).host is None
    assert OutletBook([]).resolve(name="Daily NK", host="www.msn.com", feed_outlet=None).host is None


TITLES = [
    ("Launch pad grows - Yonhap News Agency", "news.google.com", "Yonhap News Agency"),
    ("Launch pad grows - Daily NK", "news.google.com", "Daily NK"),
    ("Launch pad grows | 38 North", "daily8.example", "38 North"),
    ("Launch pad grows - in pictures", "daily8.example", None),
    ("Launch pad grows - Yonhap", "www.some.example", None),
    ("Sohae - a history - Yonhap", "www.msn.com", "Yonhap"),
    ("Launch pad grows", "news.google.com", None),
    ("Launch-pad grows", "news.google.com", None),
    ("- Yonhap", "news.google.com", None),
    ("", "news.google.com", None),
    ("a - " + "b" * 61, "news.google.com", None),
]


@pytest.mark.parametrize(("title", "host", "name"), TITLES)
def test_an_aggregator_names_the_source_behind_the_title(title: str, host: str, name: str | None) -> None:
    assert BOOK.by_title(title, host) == name


CUT = [
    ("Launch pad grows - Reuters", "Reuters", "Launch pad grows"),
    ("Launch pad grows | The Korea Times", "the korea times", "Launch pad grows"),
    ("Launch pad grows — 연합뉴스", "연합뉴스", "Launch pad grows"),
    ("Sohae - a history - Reuters", "Reuters", "Sohae - a history"),
    ("Launch pad grows -Reuters", "Reuters", "Launch pad grows -Reuters"),
    ("Why we left Reuters", "Reuters", "Why we left Reuters"),
    ("Launch pad grows - Reuters", "AP", "Launch pad grows - Reuters"),
    ("Launch pad grows - Reuters", None, "Launch pad grows - Reuters"),
    ("- Reuters", "Reuters", "- Reuters"),
    ("Reuters", "Reuters", "Reuters"),
    ("", "Reuters", ""),
]


@pytest.mark.parametrize(("title", "name", "left"), CUT)
def test_the_source_behind_a_title_is_no_part_of_it(title: str, name: str | None, left: str) -> None:
    assert without_source(title, name) == left


def test_credits_and_slugs() -> None:
    assert BOOK.by_credit("(YONHAP)") is BOOK.get("yonhap")
    assert BOOK.by_credit("Nobody") is None
    assert BOOK.get("nobody") is None
