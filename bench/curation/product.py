"""Articles through the product, as a person would put them: `monitor ingest --backdate`, then `monitor articles`."""

import contextlib
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from monitor.__main__ import run
from monitor.model.linking import SAME
from monitor.store import schema as s
from monitor.store.database import Database

CONFIG = Path(__file__).parents[2] / "config"  # the outlets that the product ships
Reasons = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Found:
    """What the judge made of the articles, by their ids. `links` are pairs of stories; `reasons` its verdicts."""

    group: Mapping[str, int]
    story: Mapping[str, int]
    links: frozenset[frozenset[int]] = frozenset()
    reasons: Reasons = field(default_factory=dict)


def judge(lines: Iterable[str], folder: Path, url: str | None = None) -> Found:
    """Take JSON lines, each with an id of its own, into a database (a fresh one of SQLite in `folder` unless told) and
    read what became of them."""
    document = folder / "articles.jsonl"
    document.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    with environment(MONITOR_DATABASE_URL=url or f"sqlite:///{folder / 'articles.db'}"):
        monitor("ingest", document, "--backdate", "--json")
        rows = [json.loads(line) for line in monitor("articles", "--json")]
        number = {row["article"]: row["id"] for row in rows}
        database = Database(os.environ["MONITOR_DATABASE_URL"])
        try:
            links, reasons = _links(database), _reasons(database, number)
        finally:
            database.close()
    return Found({row["id"]: row["group"] for row in rows}, {row["id"]: row["story"] for row in rows}, links, reasons)


def monitor(*words: object) -> list[str]:
    """What a command prints. Raises RuntimeError when it does not end well."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = run(["--config", str(CONFIG), *map(str, words)])
    if code != 0:
        raise RuntimeError(f"monitor {words[0]} ended with {code}: {said.getvalue()[-500:]}")
    return said.getvalue().splitlines()


@contextlib.contextmanager
def environment(**variables: str) -> Iterator[None]:
    """These variables of the environment for a while."""
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
