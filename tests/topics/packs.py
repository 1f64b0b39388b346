"""The shipped topic packs, read as they lie in config/."""

import tomllib
from pathlib import Path
from typing import Any

from monitor.lang.groups import with_groups
from monitor.model.topic import TopicSpec

FOLDER = Path(__file__).parents[2] / "config" / "topics.d"


def spec_of(table: dict[str, Any]) -> TopicSpec:
    """A table of a topic file as a spec."""
    aliases = tuple((name, tuple(terms)) for name, terms in table.get("aliases", {}).items())
    decoys, must, must_not = (tuple(table.get(name, ())) for name in ("decoys", "must_match", "must_not_match"))
    return TopicSpec(
        table["slug"], table["name"], table["query"], aliases, decoys, must, must_not, note=table.get("note", "")
    )


def read(path: Path) -> TopicSpec:
    return spec_of(tomllib.loads(path.read_text("utf-8")))


def _shared() -> dict[str, tuple[str, ...]]:
    tables = [tomllib.loads(path.read_text("utf-8"))["aliases"] for path in FOLDER.glob("_*.toml")]
    return {name: tuple(terms) for table in tables for name, terms in table.items()}


SHARED = _shared()
PACKS = tuple(with_groups(read(path), SHARED) for path in sorted(FOLDER.glob("[!_]*.toml")))
