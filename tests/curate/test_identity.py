from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from monitor.curate.identity import (
    Shared,
    chars,
    entry_hash,
    entry_keys,
    hash16,
    identify,
    set_recycled_apart,
    shared_names,
    text_hash,
)
from monitor.model.entry import Entry, RawEntry
from monitor.model.landing import EntryNames, Placement, StoredText
from tests.builders.entries import entry, raw


class Shelf:
    """A store of one feed, as a few dicts."""

    def __init__(self) -> None:
        self.keys: dict[bytes, int] = {}
        self.texts: dict[int, StoredText] = {}
        self.articles = 0

    def take(self, entries: Iterable[Entry], feed: str = "feed") -> tuple[Placement, ...]:
        document = list(entries)
        shared = shared_names([_raw(one) for one in document])
        named = [(one, _names(one, feed, shared)) for one in document]
        named = set_recycled_apart(named, known=self.keys, texts=self.texts)
        placements = identify(named, known=self.keys, texts=self.texts, feed=_number(feed))
        ids: dict[int, int] = {}
        for placement in placements:
            self._put(placement, ids, feed)
        return placements

    def _put(self, placement: Placement, ids: dict[int, int], feed: str) -> None:
        one, article = placement.entry, placement.article
        if placement.same_as is not None:
            article = ids[placement.same_as]
        elif article is None:
            self.articles += 1
            article = ids[one.position] = self.articles
        for key in placement.names.keys:
            assert self.keys.setdefault(key.hash, article) == article
        if placement.article is None or placement.revise:
            old = self.texts.get(article)
            n = old.revision + 1 if old else 0
            text = placement.text_hash, chars(one), _number(feed)
            self.texts[article] = StoredText(n, one.url, one.title, *text)


def _raw(one: Entry) -> RawEntry:
    return raw(one.guid, one.raw_url, title=one.title, content=one.body)


def _names(one: Entry, feed: str, shared: Shared) -> EntryNames:
    return EntryNames(
        entry_hash(_raw(one), shared),
        text_hash(one),
        entry_keys(one, feed, guid_names=one.guid not in shared.guids),
    )


def _number(feed: str) -> int:
    return sum(feed.encode())


def test_the_same_guid_is_the_same_article_and_an_edit_is_a_revision() -> None:
    shelf = Shelf()
    shelf.take([entry()])
    (placed,) = shelf.take([entry(title="A pier has grown at the launch site")])
    assert (placed.article, placed.revise) == (1, True)


def test_white_space_and_case_are_no_edit() -> None:
    shelf = Shelf()
    shelf.take([entry()])
    (placed,) = shelf.take([entry(title="A  PIER grows at the launch site ")])
    assert (placed.article, placed.revise) == (1, False)


def test_one_url_in_two_feeds_is_one_article() -> None:
    shelf = Shelf()
    shelf.take([entry()], "world")
    (placed,) = shelf.take([entry(guid="other")], "asia")
    assert (placed.article, placed.revise) == (1, False)


def test_another_feeds_teaser_does_not_replace_the_whole_text_but_the_whole_text_completes_a_teaser() -> None:
    shelf, whole = Shelf(), "Barges came in the night. " * 20
    shelf.take([entry(body=whole)], "full")
    (teaser,) = shelf.take([entry(guid="t", body="Barges came.")], "short")
    assert (teaser.article, teaser.revise) == (1, False)

    shelf = Shelf()
    shelf.take([entry(body="Barges came.")], "short")
    (completed,) = shelf.take([entry(guid="t", body=whole)], "full")
    assert (completed.article, completed.revise) == (1, True)


def test_a_text_that_shrinks_to_a_teaser_under_the_same_title_is_no_edit() -> None:
    shelf = Shelf()
    shelf.take([entry(body="Barges came in the night. " * 20)])
    (placed,) = shelf.take([entry(body="Barges came.")])
    assert not placed.revise


def test_a_recycled_guid_names_a_new_article() -> None:
    shelf = Shelf()
    shelf.take([entry()])
    other = entry(url="https://a.example/2", title="Tariffs on copper rise", body="Half as much again, from Monday.")
    (placed,) = shelf.take([other])
    assert placed.article is None
    (again,) = shelf.take([other])
    assert (again.article, again.revise) == (2, False)
    assert shelf.articles == 2


def test_a_guid_with_a_new_url_but_the_same_title_is_the_same_article() -> None:
    shelf = Shelf()
    shelf.take([entry()])
    (placed,) = shelf.take([entry(url="https://a.example/moved", body="Rewritten from the ground up.")])
    assert (placed.article, placed.revise) == (1, True)


def test_guid_and_url_that_disagree_follow_the_guid_and_leave_a_hint() -> None:
    shelf = Shelf()
    shelf.take([entry("g1", "https://a.example/1", position=0), entry("g2", "https://a.example/2", position=1)])
    (placed,) = shelf.take([entry("g1", "https://a.example/2")])
    assert (placed.article, placed.hint) == (1, 2)
    assert [key.kind for key in placed.names.keys] == ["guid"]


def test_a_churning_guid_is_caught_by_the_url() -> None:
    shelf = Shelf()
    for turn in range(5):
        shelf.take([entry(guid=f"churn-{turn}")])
    assert shelf.articles == 1


def test_a_sites_root_or_a_shared_url_is_no_key() -> None:
    shelf = Shelf()
    shelf.take(
        [entry("a", "https://a.example/", title="One"), entry("b", "https://a.example/", title="Two", position=1)]
    )
    assert shelf.articles == 2
    assert [key.kind for key in entry_keys(entry(url_is_key=False), "feed")] == ["guid"]


def test_two_entries_of_a_document_with_one_url_that_names_are_one_article() -> None:
    shelf = Shelf()
    first, second = shelf.take([entry("a", position=0), entry("b", position=1)])
    assert (first.same_as, second.same_as) == (None, 0)
    assert shelf.articles == 1


def test_nameless_entries_are_told_apart_by_their_words_within_the_feed() -> None:
    shelf = Shelf()
    shelf.take([entry(None, None, title="One"), entry(None, None, title="Two", position=1)])
    shelf.take([entry(None, None, title="One")])
    assert shelf.articles == 2


def test_a_guid_that_several_entries_of_a_document_share_names_none_of_them() -> None:
    entries = [
        raw("same", "https://a.example/1"),
        raw("same", "https://a.example/2"),
        raw("own", "https://a.example/3"),
    ]
    shared = shared_names(entries)
    assert shared.guids == {"same"}
    assert len({entry_hash(one, shared) for one in entries}) == 3
    assert shared_names([raw("twice", "https://a.example/1")] * 2) == Shared()


def test_entries_without_guid_that_share_a_link_are_filed_under_their_words() -> None:
    notices = [raw(None, "https://a.example/notices", title=f"Notice {n}") for n in range(5)]
    shared = shared_names(notices)
    assert shared.links == {"https://a.example/notices"}
    assert len({entry_hash(one, shared) for one in notices}) == 5


def test_another_feeds_headline_does_not_replace_that_of_the_feed_that_gave_the_text() -> None:
    shelf = Shelf()
    shelf.take([entry()], "paper")
    for title in ("Pier grows, says paper", "Pier still grows, says paper"):
        (placed,) = shelf.take([entry(guid="agg", title=title)], "aggregator")
        assert (placed.article, placed.revise) == (1, False)
    (edited,) = shelf.take([entry(title="A pier has grown")], "paper")
    assert edited.revise


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_hash16_tells_the_parts_apart(left: list[str], right: list[str]) -> None:
    assert (hash16(*left) == hash16(*right)) == (left == right)


names = st.one_of(st.none(), st.sampled_from(["g1", "g2", "g3"]))
urls = st.one_of(st.none(), st.sampled_from([f"https://a.example/{n}" for n in "123"] + ["https://a.example/"]))


@given(st.lists(st.tuples(names, urls, st.sampled_from("ABC")), max_size=8))
def test_a_second_pass_finds_nothing_new(items: list[tuple[str | None, str | None, str]]) -> None:
    document = [entry(guid, url, title=title, position=at) for at, (guid, url, title) in enumerate(items)]
    shelf = Shelf()
    shelf.take(document)
    before = shelf.articles
    shelf.take(document)
    assert shelf.articles == before
