"""An archive of any size for measurements: articles of a month in nine languages, by plain inserts, with stories and
reprints. Nobody wrote them: words are made up, and one article in eight of those in a language of the shipped packs'
tests holds one of their headlines, such as must match and such as must not.
"""

import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from bench.content import LITTLE_WORDS
from monitor.lang.tokens import index_text, script
from monitor.model.feed import FeedSpec
from monitor.model.outlet import Outlet, OutletKind
from monitor.model.topic import TopicSpec
from monitor.store import dialect, feeds, outlets
from monitor.store.bulk import Bulk
from monitor.store.database import Connection, Database
from monitor.store.schema import article, feed, judgement, outlet, revision, sighting

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SPAN = timedelta(days=30)
BATCH = 2_000
OUTLETS = 120
COMMON = "china president market oil port law court price russia trade ship bank minister steel".split()
SHARES = {"en": 60, "es": 7, "fr": 4, "de": 3, "ko": 9, "ja": 7, "zh": 4, "ru": 3, "ar": 3}  # of a hundred
SCRIPTS = {"Hangul": "ko", "Cjk": "zh", "Hiragana": "ja", "Katakana": "ja", "Cyrillic": "ru", "Arabic": "ar"}
LETTERS = {
    "ko": "가나다라마바사아자차하고노도로모보소오조구누두루무부수우주기니디리미비시이지의은는을를에서",
    "ja": "のにはをたがでてとしれさあるいるからなこ日本国人年大会社中時間発表政府経済東京市場気新",
    "zh": "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过",
}
ENDINGS = {"ru": "абвгдежиклмнопрстуя", "ar": "ابتثجحدرسشصعفقكلمنهوي"}

_ARTICLE = Bulk(article, ("id", "outlet_id", "url", "lang", "published", "first_seen", "effective", "backfill"))
_REVISION = Bulk(
    revision,
    ("article_id", "n", "seen", "current", "title", "summary", "body", "html", "author", "cut", "text_hash"),
)
_SIGHTING = Bulk(
    sighting,
    ("feed_id", "entry_hash", "article_id", "guid", "raw_url", "raw_hash", "first_seen", "last_seen"),
)
_JUDGEMENT = Bulk(judgement, ("article_id", "judged", "grp", "reprint_of", "story_id", "origin", "origin_kind"))


@dataclass(frozen=True, slots=True)
class Text:
    """One made-up article."""

    lang: str
    title: str
    summary: str
    body: str


@dataclass(slots=True)
class Writer:
    """Writes articles by the dice; the same seed gives the same ones."""

    dice: random.Random
    headlines: dict[str, list[str]]
    _pool: dict[str, list[str]] = field(default_factory=dict)

    def article(self) -> Text:
        """The next one."""
        lang = self.dice.choices(list(SHARES), list(SHARES.values()))[0]
        lines = self._lines(lang)
        title = self.dice.choice(lines)[:90]
        summary = self.dice.choice(lines)
        length = 0 if self.dice.random() < 0.25 else self.dice.randint(4, 28)
        body = [self.dice.choice(lines) for _ in range(length)]
        if self.headlines.get(lang) and self.dice.random() < 0.125:
            said = self.dice.choice(self.headlines[lang])
            if self.dice.random() < 0.5 or not body:
                title = said
            else:
                body[len(body) // 2] = said
        return Text(lang, title, summary, "\n".join(body))

    def _lines(self, lang: str) -> list[str]:
        if lang not in self._pool:
            self._pool[lang] = [_line(self.dice, lang) for _ in range(6_000)]
        return self._pool[lang]


def _line(dice: random.Random, lang: str) -> str:
    if lang in LETTERS:
        gap = " " if lang == "ko" else ""
        words = ("".join(dice.choices(LETTERS[lang], k=dice.randint(2, 5))) for _ in range(dice.randint(5, 12)))
        return gap.join(words) + ("." if lang == "ko" else "。")
    known, weights = _vocabulary(lang)
    return " ".join(dice.choices(known, cum_weights=weights, k=dice.randint(8, 18))).capitalize() + "."


_WORDS: dict[str, tuple[Sequence[str], Sequence[float]]] = {}


def _vocabulary(lang: str) -> tuple[Sequence[str], Sequence[float]]:
    """Words by Zipf's law: a few little ones are everywhere."""
    if lang not in _WORDS:
        dice = random.Random(lang)
        letters = ENDINGS.get(lang)
        parts = letters or [c + v for c in "bcdfghjklmnprstvw" for v in ("a", "e", "i", "o", "u", "ar", "en", "ol")]
        little = [] if letters else list(LITTLE_WORDS) + COMMON
        rare = ["".join(dice.choices(parts, k=dice.randint(2, 4) + 2 * bool(letters))) for _ in range(20_000)]
        words = [*little, *rare]
        _WORDS[lang] = words, tuple(accumulate(1 / (rank + 3) for rank in range(len(words))))
    return _WORDS[lang]


def headlines(specs: Sequence[TopicSpec]) -> dict[str, list[str]]:
    """The headlines of the topics' tests, by language as far as the script tells."""
    found: dict[str, list[str]] = {}
    for line in (line for spec in specs for line in (*spec.must_match, *spec.must_not_match)):
        found.setdefault(SCRIPTS.get(script(line), "en"), []).append(line)
    return found


def fill(db: Database, size: int, specs: Sequence[TopicSpec], *, seed: int = 1) -> None:
    """Put `size` articles of the month before NOW into an empty database, with their search index."""
    writer = Writer(random.Random(seed), headlines(specs))
    names = [f"outlet-{n:03}" for n in range(OUTLETS)]
    outlets.declare(
        db, [Outlet(name, name.title(), OutletKind.NEWSPAPER, hosts=(f"{name}.example",)) for name in names]
    )
    feeds.declare(
        db,
        [FeedSpec(name, f"https://{name}.example/feed", title=name) for name in names],
        managed_by="config",
        now=NOW - SPAN,
    )
    for first in range(1, size + 1, BATCH):
        numbers = range(first, min(first + BATCH, size + 1))
        db.run(lambda conn, numbers=numbers: _put(conn, numbers, size, writer))  # type: ignore[misc]


def _put(conn: Connection, numbers: range, size: int, writer: Writer) -> None:
    places = [row.id for row in conn.execute(outlet.select())]
    sources = [row.id for row in conn.execute(feed.select())]
    texts = [writer.article() for _ in numbers]
    rows = list(zip(numbers, texts, _times(numbers, size), strict=True))
    dice = writer.dice
    _ARTICLE.put(
        conn, [(n, places[n % len(places)], f"https://x.example/{n}", t.lang, at, at, at, False) for n, t, at in rows]
    )
    _REVISION.put(
        conn,
        [
            (n, 0, at, True, t.title, t.summary, t.body, f"<p>{t.body}</p>", f"Desk {n % 900}", [], _hash(n))
            for n, t, at in rows
        ],
    )
    _SIGHTING.put(
        conn,
        [(sources[n % len(sources)], _hash(n), n, str(n), None, _hash(n), at, at) for n, _, at in rows],
    )
    _JUDGEMENT.put(conn, [_judged(n, at, dice) for n, _, at in rows])
    dialect.put_search(conn, [(n, index_text(t.title), index_text(f"{t.summary}\n{t.body}")) for n, t, _ in rows])


def _judged(number: int, at: datetime, dice: random.Random) -> tuple[object, ...]:
    """One in six is a reprint of the article before; five in a row are a story."""
    copy = number - 1 if number > 1 and dice.random() < 1 / 6 else None
    return (number, at, copy or number, copy, number // 5 + 1, None, "unknown")


def _times(numbers: range, size: int) -> Iterator[datetime]:
    return (NOW - SPAN + SPAN * (n / (size + 1)) for n in numbers)


def _hash(number: int) -> bytes:
    return hashlib.blake2b(str(number).encode(), digest_size=16).digest()


__all__ = ["NOW", "SPAN", "Text", "Writer", "fill", "headlines"]
