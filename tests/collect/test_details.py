"""What a document says beside the text: within limits, and from the document to the page on both databases."""

from monitor.collect.details import CATEGORIES, CATEGORY, ENCLOSURES, normalised
from monitor.model.entry import Details, Enclosure

BASE = "http://o.example/blog/feed"


def made(**raw: object) -> tuple[Details, list[str]]:
    cuts: list[str] = []
    return normalised(Details(**raw), BASE, cuts), cuts  # type: ignore[arg-type]


def files(*raw: Enclosure) -> tuple[Enclosure, ...]:
    return made(enclosures=raw)[0].enclosures


def test_nothing_stays_nothing() -> None:
    assert made() == (Details(), [])


def test_categories_are_clean_and_each_stands_once() -> None:
    details, cuts = made(categories=("North &amp; South", " <b>Sohae</b>\n", "sohae", "", "\u202e \x00", "위성"))
    assert details.categories == ("North & South", "Sohae", "위성")
    assert cuts == []


def test_categories_at_their_limit_and_beyond() -> None:
    at = tuple(f"c{n}" for n in range(CATEGORIES))
    assert made(categories=at) == (Details(categories=at), [])
    assert made(categories=(*at, "more")) == (Details(categories=at), ["categories"])
    assert made(categories=tuple(f"c{n}" for n in range(5000)))[0].categories == at
    assert made(categories=("x" * CATEGORY,)) == (Details(categories=("x" * CATEGORY,)), [])
    for long in (CATEGORY + 1, 100_000):
        details, cuts = made(categories=("x" * long,))
        assert (len(details.categories[0]), details.categories[0][-1], cuts) == (CATEGORY, "…", ["categories"])


def test_enclosures_are_resolved_and_only_http() -> None:
    kept = files(
        Enclosure("/a.mp3?t=1", " Audio/MPEG; charset=x", 12),
        Enclosure("HTTPS://P.Example/b.pdf", "application/pdf", 0),
        Enclosure("javascript:alert(1)", "audio/mpeg", 1),
        Enclosure("file:///etc/passwd"),
        Enclosure("http://o.example/a.mp3?t=1", "twice", 9),
        Enclosure("c.png", '"><script>', -4),
        Enclosure("d.bin", "", 1 << 60),
        Enclosure("https://["),
        Enclosure(""),
    )
    assert kept == (
        Enclosure("http://o.example/a.mp3?t=1", "audio/mpeg", 12),
        Enclosure("https://p.example/b.pdf", "application/pdf", None),
        Enclosure("http://o.example/blog/c.png", "", None),
        Enclosure("http://o.example/blog/d.bin", "", None),
    )


def test_enclosures_at_their_limit_and_beyond() -> None:
    at = tuple(Enclosure(f"http://o.example/{n}.mp3", "audio/mpeg", 1) for n in range(ENCLOSURES))
    assert made(enclosures=at) == (Details(enclosures=at), [])
    for more in (1, 1000):
        extra = tuple(Enclosure(f"http://p.example/{n}.mp3") for n in range(more))
        assert made(enclosures=(*at, *extra)) == (Details(enclosures=at), ["enclosures"])


def test_links_beside_the_text() -> None:
    details, _ = made(image="i.png", comments="?c=1", replies_to="tag:o.example,2026:1")
    assert details.image == "http://o.example/blog/i.png"
    assert details.comments == "http://o.example/blog/feed?c=1"
    assert details.replies_to == "tag:o.example,2026:1"
    assert made(replies_to="/a")[0].replies_to == "http://o.example/a"
    assert made(image="data:image/png;base64,x", comments="javascript:alert(1)", replies_to="http://[")[0] == Details()
    assert len(made(replies_to="x" * 9999)[0].replies_to or "") == 2048
