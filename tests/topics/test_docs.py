"""Every example of docs/topics.md is run."""

import re
import tomllib
from pathlib import Path

import pytest

from monitor.curate.match import TopicBook
from monitor.curate.trial import trials
from monitor.errors import QueryError
from monitor.lang.fold import fold
from monitor.lang.query import parse_query, print_query
from monitor.model.topic import Document, TopicSpec
from tests.topics.packs import spec_of

PAGE = (Path(__file__).parents[2] / "docs" / "topics.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
LEAST = 15


def blocks(kind: str) -> list[str]:
    return [text for name, text in BLOCKS if name == kind]


def test_the_page_has_examples_and_no_block_is_left_out() -> None:
    assert len(BLOCKS) >= LEAST
    assert {name for name, _ in BLOCKS} == {"topic", "query", "toml", "refused"}


@pytest.mark.parametrize("block", blocks("topic"))
def test_examples_match_as_they_say(block: str) -> None:
    query, *headlines = block.strip().splitlines()
    book = TopicBook([TopicSpec("example", "Example", query)])
    said = {line[2:]: line[0] == "✓" for line in headlines}
    assert {title: bool(book.match(Document(title))) for title in said} == said
    assert set(said.values()) <= {True, False}
    assert all(line[:2] in ("✓ ", "✗ ") for line in headlines)


@pytest.mark.parametrize("query", [line for block in blocks("query") for line in block.splitlines()])
def test_queries_are_read(query: str) -> None:
    assert parse_query(print_query(parse_query(query))) == parse_query(query)


@pytest.mark.parametrize("query", [line for block in blocks("refused") for line in block.splitlines()])
def test_what_is_refused_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        parse_query(query, {})


@pytest.mark.parametrize("block", blocks("toml"))
def test_whole_topics_pass_their_own_tests(block: str) -> None:
    table = tomllib.loads(block)
    spec = spec_of(table)
    assert [trial.headline for trial in trials(TopicBook([spec]), spec) if not trial.passed] == []


@pytest.mark.parametrize(("text", "folded"), re.findall(r"`([^`]+)` is `([^`]+)`", PAGE.partition("## Folding")[2]))
def test_folding_is_as_said(text: str, folded: str) -> None:
    assert fold(text) == folded
