"""Pairs of articles with the relation that they should have, put through the product: `monitor ingest`, judge and all.

The format of the files is told at the head of tests/data/pairs/launches.toml.
"""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.curation import product

HERE = Path(__file__).parents[2]
PAIRS = HERE / "tests" / "data" / "pairs"
RELATIONS = ("reprint", "story", "other", "link", "unlinked")


@dataclass(frozen=True, slots=True)
class Article:
    """An article of our own writing."""

    id: str
    lang: str
    outlet: str
    published: str  # UTC, ISO 8601
    title: str
    text: str
    author: str = ""
    url: str = ""

    def line(self) -> str:
        """As `monitor ingest` reads it."""
        row = {"id": self.id, "title": self.title, "content": self.text, "outlet": self.outlet, "lang": self.lang,
               "published": self.published, "author": self.author, "url": self.url}  # fmt: skip
        return json.dumps({key: value for key, value in row.items() if value}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles (ids) and what they should be to each other."""

    a: str
    b: str
    relation: str
    why: str

    @property
    def name(self) -> str:
        """How it is called in tests and reports."""
        return f"{self.a}~{self.b}"


class Judged(product.Found):
    """What the judge made of the articles, and so of the pairs."""

    def relation(self, pair: Pair) -> str:
        """What two articles of one language, or of two, are to each other for the judge."""
        if self.group[pair.a] == self.group[pair.b]:
            return "reprint"
        one, other = self.story[pair.a], self.story[pair.b]
        if one == other:
            return "story"
        return "link" if frozenset((one, other)) in self.links else "other"

    def holds(self, pair: Pair) -> bool:
        """Whether it is what it should be."""
        found = self.relation(pair)
        return found == pair.relation or (pair.relation == "unlinked" and found == "other")


def read(folder: Path = PAIRS) -> tuple[dict[str, Article], list[Pair]]:
    """The articles by id, and the pairs."""
    articles: dict[str, Article] = {}
    pairs: list[Pair] = []
    for file in sorted(folder.glob("*.toml")):
        table = tomllib.loads(file.read_text("utf-8"))
        for row in table["article"]:
            article = Article(**row | {"published": row["published"].isoformat()})
            if articles.setdefault(article.id, article) is not article:
                raise ValueError(f"{file.name}: {article.id} is there twice")
        pairs += [Pair(**row) for row in table["pair"]]
    return articles, pairs


def of(pairs: Sequence[Pair], articles: Mapping[str, Article]) -> list[Article]:
    """The articles of these pairs alone."""
    wanted = {name for pair in pairs for name in (pair.a, pair.b)}
    return [article for name, article in articles.items() if name in wanted]


def judge(articles: Sequence[Article], folder: Path, url: str | None = None) -> Judged:
    """Take the articles into a database (a fresh one of SQLite in `folder` unless told) and read what became of
    them."""
    found = product.judge((article.line() for article in articles), folder, url)
    return Judged(found.group, found.story, found.links, found.reasons)
