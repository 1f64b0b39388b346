"""Feeds that others keep to test their readers with, copied out of checkouts of their repositories.

    python -m bench.corpora CHECKOUTS OUT

CHECKOUTS holds one git checkout (or bare mirror) for each project, named `owner+name`, `name`, or `owner+name/repo`;
the newest commit is read, whatever the work tree holds. OUT gets `owner+name/path` for each feed. The files belong to
their projects and stay out of this repository.
"""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

SUFFIXES = frozenset({".xml", ".rss", ".atom", ".rdf", ".json", ".feed", ".rss2", ".rss1", ".cdf", ".z", ".html"})


@dataclass(frozen=True, slots=True)
class Project:
    """Where a project keeps its feeds: folders of its repository."""

    name: str  # owner/name, on GitHub
    folders: tuple[str, ...]

    @property
    def slug(self) -> str:
        """The name as one word for a folder."""
        return self.name.replace("/", "+")


PROJECTS = (
    Project("kurtmckee/feedparser", ("tests",)),
    Project("w3c/feedvalidator", ("testcases",)),
    Project("mmcdole/gofeed", ("testdata",)),
    Project("rometools/rome", ("rome/src/test", "rome-modules/src/test/resources")),
    Project("feed-rs/feed-rs", ("feed-rs/fixture",)),
    Project("Ranchero-Software/NetNewsWire", ("Modules/RSParser/Tests/RSParserTests/Resources",)),
    Project("miniflux/v2", ("internal/reader",)),
    Project("FreshRSS/simplepie", ("tests/data",)),
    Project("newsboat/newsboat", ("test/data",)),
    Project("lemon24/reader", ("tests/data",)),
    Project("rubycocos/feedparser", ("feeds",)),
    Project("rbren/rss-parser", ("test/input",)),
    Project("feedjira/feedjira", ("spec/sample_feeds",)),
    Project("nkanaev/yarr", ("src/parser",)),
    Project("danmactough/node-feedparser", ("test/feeds",)),
    Project("kagisearch/fastfeedparser", ("tests/integration",)),
    Project("rust-syndication/rss", ("tests/data",)),
    Project("nmdias/FeedKit", ("Tests/FeedKitTests/Resources",)),
    Project("alexdebril/feed-io", ("tests/samples",)),
)


def main() -> int:
    """Copy what is there; 1 when a project is missing."""
    checkouts, out = (Path(word) for word in sys.argv[1:3])
    missing = 0
    for project in PROJECTS:
        place = found(checkouts, project)
        missing += place is None
        print(f"{project.name:32} {copied(place, project, out / project.slug) if place else 'no checkout'}")
    return 1 if missing else 0


def found(checkouts: Path, project: Project) -> Path | None:
    """The checkout of a project."""
    name = project.name.partition("/")[2]
    places = (checkouts / project.slug / "repo", checkouts / project.slug, checkouts / project.name, checkouts / name)
    return next((place for place in places if place.is_dir()), None)


def copied(checkout: Path, project: Project, out: Path) -> int:
    """Copies its feeds; how many there were."""
    count = 0
    for path, content in feeds(checkout, project.folders):
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        count += 1
    return count


def feeds(checkout: Path, folders: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of each file that may be a feed, as of the newest commit."""
    listed = _git(checkout, "ls-tree", "-r", "-z", "HEAD", *folders).decode()
    for line in filter(None, listed.split("\0")):
        (mode, _, blob), path = line.partition("\t")[0].split(), line.partition("\t")[2]
        if mode.startswith("100") and PurePosixPath(path).suffix.lower() in SUFFIXES:
            yield path, _git(checkout, "cat-file", "blob", blob)


def _git(checkout: Path, *words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=checkout, capture_output=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main())
