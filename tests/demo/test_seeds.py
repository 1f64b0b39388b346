import re
from collections import Counter
from pathlib import Path

import pytest

from monitor.demo.seeds import Seeds, load
from monitor.errors import ConfigurationError

FRONT = '+++\nat = 1.0\ntitle = "A title"\n{}+++\nText.\n'
OUTLET = """[wire]
name = "Wire"
kind = "wire"
host = "wire.example"
lang = "en"
[[wire.feed]]
slug = "wire"
path = "/rss"
kind = "rss"
title = "Wire"
"""


@pytest.fixture(scope="module")
def seeds() -> Seeds:
    return load()


def lang_of(seeds: Seeds, name: str) -> str:
    return seeds.outlets[name.partition("/")[0]].outlet.lang or ""


def words(text: str) -> int:
    return len(re.findall(r"[぀-ヿ一-鿿]|[^\W぀-ヿ一-鿿]+", text))


def test_about_120_articles_in_four_languages(seeds: Seeds) -> None:
    languages = Counter(lang_of(seeds, name) for name in seeds.articles)
    assert 110 <= len(seeds.articles) <= 150
    assert set(languages) == {"en", "ko", "ja", "es"}
    assert min(languages.values()) >= 10
    assert 8 <= len(seeds.outlets) <= 15


def test_hosts_are_example_hosts(seeds: Seeds) -> None:
    assert all(outlet.host.endswith(".example") for outlet in seeds.outlets.values())
    text = "\n".join(seeds.text(article) for article in seeds.articles.values())
    assert all(host.endswith(".example") for host in re.findall(r"[\w-]+\.(?:com|org|net|example)\b", text))


def test_every_topic_has_articles_in_every_language(seeds: Seeds) -> None:
    filed = {(topic, lang_of(seeds, name)) for name, article in seeds.articles.items() for topic in article.topics}
    assert filed == {(t, lang) for t in ("sohae", "sanctions", "tariffs") for lang in ("en", "ko", "ja", "es")}


def test_main_stories_have_whole_texts(seeds: Seeds) -> None:
    long = [a for a in seeds.articles.values() if a.topics and words(seeds.text(a)) >= 120]
    assert len(long) >= 30


def test_titles_are_distinct_but_for_copies_and_the_two_notices(seeds: Seeds) -> None:
    titles = Counter(a.title for a in seeds.articles.values() if a.copy is None)
    assert {title for title, count in titles.items() if count > 1} == {"Notice of OFAC Sanctions Actions"}


def test_every_feed_holds_something_before_the_demo_begins(seeds: Seeds) -> None:
    for outlet in seeds.outlets.values():
        for feed in outlet.feeds:
            assert any(
                article.at < -2 and article.outlet == outlet.outlet.slug and feed.section in (None, article.section)
                for article in seeds.articles.values()
            ), feed.slug


def test_what_must_happen_is_in_there(seeds: Seeds) -> None:
    faults = {fault.kind for outlet in seeds.outlets.values() for feed in outlet.feeds for fault in feed.faults}
    assert faults >= {"error", "truncated", "forbidden"}
    assert sum(1 for a in seeds.articles.values() if a.edits) >= 3
    copies = [a for a in seeds.articles.values() if a.copy]
    assert any(not a.dateline for a in copies)
    assert any("Northline" in a.author for a in copies)
    assert any("Related articles" in a.body and "26 minutes ago" in a.body for a in copies)


def write(root: Path, **articles: str) -> Path:
    (root / "outlets.toml").write_text(OUTLET)
    (root / "articles" / "wire").mkdir(parents=True)
    for slug, text in articles.items():
        (root / "articles" / "wire" / f"{slug}.md").write_text(text)
    return root


def test_copies_take_paragraphs_and_lose_datelines(tmp_path: Path) -> None:
    source = '+++\nat = 1\ntitle = "A"\n+++\nROME, {{date}} (Wire) -- One.\n\nTwo.\n\nThree.\n'
    copy = '+++\nat = 2\ntitle = "B"\ncopy = "wire/a"\nparagraphs = 2\ndateline = false\n+++\n{{copy}}\n\n(Wire)\n'
    seeds = load(write(tmp_path, a=source, b=copy))
    assert seeds.text(seeds.articles["wire/b"]) == "One.\n\nTwo.\n\n(Wire)"


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("at = 49.0\n", "Cannot overwrite"),
        ('copy = "wire/none"\n', "which does not exist"),
        ('copy = "wire/none"\n', "go together"),
        ("edit = [{ at = 0.5 }]\n", "an edit comes before"),
        ("colour = 1\n", "colour"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, front: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        load(write(tmp_path, a=FRONT.format(front)))


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load(write(tmp_path, a="no front matter", b=FRONT.format('copy = "wire/none"\n')))
    assert len(caught.value.problems) == 3
