"""Pairs of articles with the relation that they should have, put through the product: `monitor ingest`, judge and all.

The format of the files is told at the head of tests/data/pairs/launches.toml.
"""

import contextlib
import io
import json
import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from monitor.__main__ import run
from monitor.model.linking import SAME
from monitor.store import schema as s
from monitor.store.database import Database

HERE = Path(__file__).parents[2]
PAIRS = HERE / "tests" / "data" / "pairs"
CONFIG = HERE / "config"  # the outlets that the product ships
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


@dataclass(frozen=True, slots=True)
class Judged:
    """What the judge made of the articles, by their ids. `links` are pairs of stories; `reasons` its verdicts."""

    group: Mapping[str, int]
    story: Mapping[str, int]
    links: frozenset[frozenset[int]]
    reasons: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

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
    document = folder / "pairs.jsonl"
    document.write_text("".join(article.line() + "\n" for article in articles), "utf-8")
    with _environment(MONITOR_DATABASE_URL=url or f"sqlite:///{folder / 'pairs.db'}"):
        _monitor("ingest", document, "--backdate", "--json")
        rows = [json.loads(line) for line in _monitor("articles", "--limit", 10 * len(articles), "--json")]
        number = {row["article"]: row["id"] for row in rows}
        database = Database(os.environ["MONITOR_DATABASE_URL"])
        try:
            links, reasons = _links(database), _reasons(database, number)
        finally:
            database.close()
    return Judged({row["id"]: row["group"] for row in rows}, {row["id"]: row["story"] for row in rows}, links, reasons)


def _monitor(*words: object) -> list[str]:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = run(["--config", str(CONFIG), *map(str, words)])
    if code != 0:
        raise RuntimeError(f"monitor {words[0]} ended with {code}: {said.getvalue()[-500:]}")
    return said.getvalue().splitlines()


@contextlib.contextmanager
def _environment(**variables: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _links(database: Database) -> frozenset[frozenset[int]]:
    with database.read() as conn:
        links = select(s.story_link).where(s.story_link.c.valid_to.is_(None), s.story_link.c.p >= SAME)
        return frozenset(frozenset((row.a, row.b)) for row in conn.execute(links))


def _reasons(database: Database, number: Mapping[int, str]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {name: [] for name in number.values()}
    v = s.verdict
    with database.read() as conn:
        for row in conn.execute(select(v).where(v.c.valid_to.is_(None)).order_by(v.c.id)):
            if row.kind in ("reprint", "story"):
                found[number[row.article_id]].append({"kind": row.kind, "p": row.p, **(row.reason or {})})
    return found
