import pytest

from monitor.lang.outlets import OutletBook
from monitor.model.outlet import Outlet, OutletKind

BOOK = OutletBook(
    [
        Outlet(
            "yonhap", "Yonhap News Agency", aliases=("Yonhap", "연합뉴스"), hosts=("yna.co.kr",), credits=("(Yonhap)",)
        ),
        Outlet("38north", "38 North", hosts=("www.38north.org",)),
        Outlet("daily8", "Daily8", OutletKind.AGGREGATOR, hosts=("daily8.example",)),
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


def test_credits_and_slugs() -> None:
    assert BOOK.by_credit("(YONHAP)") is BOOK.get("yonhap")
    assert BOOK.by_credit("Nobody") is None
    assert BOOK.get("nobody") is None
