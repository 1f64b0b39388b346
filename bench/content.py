"""Feeds for the bench: deterministic, about 28 kB each with 20 entries, words as news has them."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from html import escape
from itertools import accumulate

BASE = datetime(2026, 11, 20, tzinfo=UTC)
PARAGRAPH_WORDS = 42
PARAGRAPHS = 3
LITTLE_WORDS = tuple(
    "the of and a to in is was he for it with as his on be at by i this had not are but from or have an they which one "
    "you were all her she there would their we him been has when who will no more if out so up said what about than "
    "into them can only other time new some could these two may first do".split()
)
TOPICAL = (
    "sanctions against a shipping firm",
    "an import duty on steel",
    "the Sohae satellite launch site in North Korea",
)


@cache
def _vocabulary() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """30,000 words and their summed weights, the same in every run: a few little words are everywhere, most are rare
    (Zipf's law), so that indexes and judges meet about what news gives them."""
    dice = random.Random(20)
    syllables = [c + v for c in "bcdfghjklmnprstvw" for v in ("a", "e", "i", "o", "u", "ar", "en", "ol")]
    rare = ("".join(dice.choices(syllables, k=dice.randint(2, 5))) for _ in range(30_000))
    words = (*LITTLE_WORDS, *rare)
    return words, tuple(accumulate(1 / (rank + 3) for rank in range(len(words))))


def words(dice: random.Random, count: int) -> list[str]:
    """Some words, as often as they stand in news."""
    vocabulary, weights = _vocabulary()
    return dice.choices(vocabulary, cum_weights=weights, k=count)


def feed(number: int, *, entries: int, seed: int, fresh: int = 0) -> bytes:
    """The RSS of feed `number`. `fresh` entries are newer than those of the same feed with `fresh` = 0."""
    newest = range(entries + fresh - 1, fresh - 1, -1)
    items = "\n".join(_item(number, entry, seed) for entry in newest)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>Feed {number}</title>'
        f"<link>http://{host(number)}/</link><description>The bench's feed {number}</description>"
        f"<language>en</language>\n{items}\n</channel></rss>\n"
    ).encode()


def host(number: int) -> str:
    """The host of a feed."""
    return f"f{number:05d}.example"


def _item(number: int, entry: int, seed: int) -> str:
    dice = random.Random(seed * 1_000_003 + number * 1009 + entry)
    title = " ".join(words(dice, 8)).capitalize()
    paragraphs = [" ".join(words(dice, PARAGRAPH_WORDS)) for _ in range(PARAGRAPHS)]
    if dice.random() < 0.1:
        paragraphs[0] += f" about {dice.choice(TOPICAL)} and {dice.choice(TOPICAL)}"
    when = BASE + timedelta(minutes=number % 60 + entry * 37)
    url = f"http://{host(number)}/news/{entry}-{title.split()[0].lower()}.html"
    return (
        f"<item><title>{title}</title><link>{url}</link><guid>{url}</guid>"
        f"<pubDate>{when:%a, %d %b %Y %H:%M:%S} +0000</pubDate><author>desk@{host(number)}</author>"
        f"<description>{escape(_html(paragraphs, number))}</description></item>"
    )


def _html(paragraphs: Sequence[str], number: int) -> str:
    linked = f'<p><a href="http://{host(number)}/more">More</a> <img src="/i/{number}.jpg" alt=""></p>'
    return "".join(f"<p>{text[0].upper()}{text[1:]}.</p>" for text in paragraphs) + linked
