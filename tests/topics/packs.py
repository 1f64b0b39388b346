"""The shipped topic packs, read as they lie in config/."""

import tomllib
from pathlib import Path

from monitor.model.topic import TopicSpec

FOLDER = Path(__file__).parents[2] / "config" / "topics.d"


def read(path: Path) -> TopicSpec:
    table = tomllib.loads(path.read_text("utf-8"))
    aliases = tuple((name, tuple(terms)) for name, terms in table.get("aliases", {}).items())
    texts = {name: tuple(table.get(name, ())) for name in ("decoys", "must_match", "must_not_match")}
    return TopicSpec(
        slug=table["slug"], name=table["name"], query=table["query"], note=table["note"], aliases=aliases, **texts
    )


PACKS = tuple(read(path) for path in sorted(FOLDER.glob("*.toml")))
