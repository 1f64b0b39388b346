"""Feed files and what they must become: tests/data/feeds/NAME.* beside NAME.json, by both paths.

After a change that is meant: GOLDEN=write pytest tests/collect/test_parse_golden.py, and read the difference.
"""

import json
import os
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.collect.parse import parse, quick
from monitor.model.entry import Details, ParsedFeed, RawEntry
from tests.fakes.fetcher import a_body

HERE = Path(__file__).parent.parent / "data" / "feeds"
FEEDS = sorted([*HERE.glob("*.xml"), *HERE.glob("*.feed.json")])


def written(value: object) -> Any:
    """As JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)


def said(value: Any, empty: Any) -> dict[str, Any]:
    """The fields that say something."""
    blank = asdict(empty)
    return {name: part for name, part in asdict(value).items() if part != blank[name]}


def told(feed: ParsedFeed) -> Any:
    """The feed as its golden file tells it; notes that quote a library's words are only counted."""
    head = said(replace(feed, entries=(), notes=()), ParsedFeed("", ()))
    entries = [said(entry, RawEntry()) for entry in feed.entries]
    for entry, raw in zip(entries, feed.entries, strict=True):
        if "details" in entry:
            entry["details"] = said(raw.details, Details())
    return json.loads(json.dumps({**head, "notes": len(feed.notes), "entries": entries}, default=written))


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.name)
def test_a_feed_file_becomes_what_it_must(path: Path) -> None:
    body = a_body(path.read_bytes(), "http://harbour.example/feed.xml")
    careful = parse(body, limit=100)
    assert isinstance(careful, ParsedFeed), careful
    golden = path.with_name(path.name.removesuffix(".feed.json").removesuffix(".xml") + ".json")
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(json.dumps(told(careful), indent=1, ensure_ascii=False) + "\n")
    assert told(careful) == json.loads(golden.read_text())
    fast = quick(body, limit=100)
    assert fast is None or replace(fast, notes=()) == replace(careful, notes=())


def test_most_of_what_is_well_formed_is_read_at_once() -> None:
    taken = {path.name for path in FEEDS if quick(a_body(path.read_bytes()), limit=100)}
    assert {"rss20.xml", "rdf.xml", "atom10.xml", "podcast.xml", "media_video.xml", "json11.feed.json"} <= taken
