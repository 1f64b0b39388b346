"""Every example of docs/topics.md is run."""

import re
import tomllib
from pathlib import Path

import pytest

from monitor.curate.match import TopicBook
from monitor.curate.trial import trials
from monitor.curate.verdict import sentence
from monitor.errors import QueryError
from monitor.lang.fold import fold
from monitor.lang.query import describe, parse_query, print_query, read_query
from monitor.model.topic import Document, TopicSpec
from monitor.settings import load
from tests.topics.packs import spec_of

PAGE = (Path(__file__).parents[2] / "docs" / "topics.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
LEAST = 15
GROUPS = {"dprk": ("north korea*", "pyongyang"), "craft": ("satellite*", "rocket*")}  # those of the page


def blocks(kind: str) -> list[str]:
    return [text for name, text in BLOCKS if name == kind]


def test_the_page_has_examples_and_no_block_is_left_out() -> None:
    assert len(BLOCKS) >= LEAST
    elsewhere = {"repository", "console", "mended", "yaml"}  # test_docs_ci.py runs these
    assert {name for name, _ in BLOCKS} == {"topic", "query", "toml", "refused", "read", "asked", "folder"} | elsewhere


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


@pytest.mark.parametrize("block", blocks("read"))
def test_what_is_said_of_a_reading(block: str) -> None:
    query, *said = block.strip().splitlines()
    read = read_query(query)
    assert [f"→ {line}" for line in (describe(read.node), *read.remarks())] == said


@pytest.mark.parametrize("block", blocks("asked"))
def test_what_is_said_of_a_headline(block: str) -> None:
    query, *lines = block.strip().splitlines()
    book = TopicBook([TopicSpec("example", "Example", query, aliases=tuple(GROUPS.items()))])
    for asked, said in zip(lines[::2], lines[1::2], strict=True):
        document = Document(asked.removeprefix("? "))
        assert f"→ {sentence(book.explain('example', document), document)}" == said


@pytest.mark.parametrize("block", blocks("folder"))
def test_folders_are_read_and_their_topics_pass(block: str, tmp_path: Path) -> None:
    (tmp_path / "topics.d").mkdir()
    for name in ("feeds.toml", "digests.toml"):
        (tmp_path / name).touch()
    for name, text in re.findall(r"^# (\S+\.toml)\n(.*?)(?=^# \S+\.toml$|\Z)", block, re.MULTILINE | re.DOTALL):
        (tmp_path / name).write_text(text, "utf-8")
    specs = load(tmp_path, {}).topics
    assert len(specs) > 1
    book = TopicBook(specs)
    assert [trial.headline for spec in specs for trial in trials(book, spec) if not trial.passed] == []
    assert all(spec.shared for spec in specs)


@pytest.mark.parametrize(("text", "folded"), re.findall(r"`([^`]+)` is `([^`]+)`", PAGE.partition("## Folding")[2]))
def test_folding_is_as_said(text: str, folded: str) -> None:
    assert fold(text) == folded
