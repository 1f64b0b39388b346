"""The sample newsroom as files: `outlets.toml`, and one Markdown file with TOML front matter an article.

    seeds/outlets.toml                    outlets, their feeds, and what goes wrong with them, by hour
    seeds/articles/<outlet>/<slug>.md     `+++`, TOML, `+++`, then the text: paragraphs, `## headings`, `- lists`

Hours count from the start of the demo, which is 48 h before it meets real time; older articles have negative hours.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import monitor
from monitor.errors import ConfigurationError, Problem
from monitor.model.outlet import Outlet, OutletKind

SPAN_H = 48.0
COPY = "{{copy}}"
FRONT = re.compile(r"\A\+\+\+\n(.*?)^\+\+\+\n(.*)\Z", re.DOTALL | re.MULTILINE)
DATELINE = re.compile(r"\A[^\n]{0,60}?(?:-- |=\s|】\s?)")
FAULTS = ("error", "truncated", "forbidden", "page", "empty")
KINDS = ("rss", "atom", "json")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a feed from `start` to `end` (hours)."""

    kind: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class SeedFeed:
    """A feed of an outlet: the newest `window` articles, of one section if it names one."""

    slug: str
    path: str
    kind: str
    title: str
    window: int = 20
    full: bool = True  # whole texts, or the first paragraph only
    section: str | None = None
    tracking: str = ""  # appended to links: "utm_source=rss"
    validators: bool = True
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class SeedOutlet:
    """An outlet with its feeds. The first host is where it publishes."""

    outlet: Outlet
    feeds: tuple[SeedFeed, ...]

    @property
    def host(self) -> str:
        """Where its feeds and pages are."""
        return self.outlet.hosts[0]


@dataclass(frozen=True, slots=True)
class Edit:
    """From hour `at` on, the article has another title, or further text."""

    at: float
    title: str | None = None
    append: str = ""


@dataclass(frozen=True, slots=True)
class SeedArticle:
    """One article. `copy` names the article (`outlet/slug`) whose first `paragraphs` paragraphs stand where the body
    says `{{copy}}`. `topics` is what a reader would file it under: the tests hold the packs to it.
    """

    outlet: str
    slug: str
    at: float
    title: str
    body: str
    author: str = ""
    section: str | None = None
    topics: tuple[str, ...] = ()
    copy: str | None = None
    paragraphs: int = 99
    dateline: bool = True  # False: the copied part loses its first words up to the dash
    edits: tuple[Edit, ...] = ()

    @property
    def name(self) -> str:
        """How other articles name it."""
        return f"{self.outlet}/{self.slug}"


@dataclass(frozen=True, slots=True)
class Seeds:
    """The newsroom: outlets by slug, articles by name."""

    outlets: Mapping[str, SeedOutlet]
    articles: Mapping[str, SeedArticle]

    def text(self, article: SeedArticle) -> str:
        """The article's own text with the copied part in its place."""
        if article.copy is None:
            return article.body
        source = self.text(self.articles[article.copy])
        taken = "\n\n".join(source.split("\n\n")[: article.paragraphs])
        taken = taken if article.dateline else DATELINE.sub("", taken, count=1)
        return article.body.replace(COPY, taken)


def folder() -> Path:
    """Where the sample newsroom lies: in the wheel, or beside the package in a checkout."""
    package = Path(monitor.__file__).parent
    packed = package / "_data" / "seeds"
    return packed if packed.is_dir() else package.parent / "seeds"


def load(root: Path | None = None) -> Seeds:
    """Read the newsroom. Raises ConfigurationError with everything that is wrong with it."""
    root = root or folder()
    problems: list[Problem] = []
    outlets = _outlets(root / "outlets.toml", problems)
    articles = {a.name: a for a in _articles(root / "articles", problems)}
    seeds = Seeds(outlets, articles)
    problems += check(seeds)
    if problems:
        raise ConfigurationError(*problems)
    return seeds


def check(seeds: Seeds) -> list[Problem]:
    """What does not fit together: unknown outlets, copies of nothing, copies older than their source, hours outside."""
    return [
        Problem(message, file=f"{article.name}.md")
        for article in seeds.articles.values()
        for message in _faulty(article, seeds)
    ]


def _faulty(article: SeedArticle, seeds: Seeds) -> Iterator[str]:
    if article.outlet not in seeds.outlets:
        yield f"no outlet {article.outlet!r} in outlets.toml"
    if not -SPAN_H <= article.at <= SPAN_H:
        yield f"at = {article.at}: outside {-SPAN_H} to {SPAN_H} hours"
    if any(edit.at <= article.at for edit in article.edits):
        yield "an edit comes before the article"
    if (article.copy is not None) != (COPY in article.body):
        yield "`copy` and {{copy}} go together"
    source = seeds.articles.get(article.copy) if article.copy else None
    if article.copy and source is None:
        yield f"copy of {article.copy!r}, which does not exist"
    if source and source.at >= article.at:
        yield f"older than {source.name}, which it copies"


def _outlets(path: Path, problems: list[Problem]) -> dict[str, SeedOutlet]:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    found = {}
    for slug, row in table.items():
        try:
            found[slug] = _outlet(slug, row)
        except (KeyError, TypeError, ValueError) as error:
            problems.append(Problem(f"{type(error).__name__}: {error}", file=path.name, key=slug))
    return found


def _outlet(slug: str, row: Mapping[str, Any]) -> SeedOutlet:
    outlet = Outlet(
        slug=slug,
        name=row["name"],
        kind=OutletKind(row["kind"]),
        hosts=(row["host"],),
        country=row.get("country"),
        lang=row.get("lang"),
        aliases=tuple(row.get("aliases", ())),
        credits=tuple(row.get("credits", ())),
    )
    return SeedOutlet(outlet, tuple(_feed(feed) for feed in row["feed"]))


def _feed(row: Mapping[str, Any]) -> SeedFeed:
    values = {key: value for key, value in row.items() if key != "fault"}
    if values["kind"] not in KINDS:
        raise ValueError(f"kind = {values['kind']!r}: one of {', '.join(KINDS)}")
    return SeedFeed(**values, faults=tuple(_fault(fault) for fault in row.get("fault", ())))


def _fault(row: Mapping[str, Any]) -> Fault:
    if row["kind"] not in FAULTS:
        raise ValueError(f"fault {row['kind']!r}: one of {', '.join(FAULTS)}")
    return Fault(kind=row["kind"], start=float(row["start"]), end=float(row["end"]))


def _articles(root: Path, problems: list[Problem]) -> Iterator[SeedArticle]:
    for path in sorted(root.glob("*/*.md")):
        try:
            yield _article(path.parent.name, path.stem, path.read_text(encoding="utf-8"))
        except (KeyError, TypeError, ValueError) as error:
            problems.append(Problem(f"{type(error).__name__}: {error}", file=f"{path.parent.name}/{path.name}"))


def _article(outlet: str, slug: str, text: str) -> SeedArticle:
    found = FRONT.match(text)
    if not found:
        raise ValueError("no front matter between two lines of +++")
    front: dict[str, Any] = tomllib.loads(found[1])
    front["topics"] = tuple(front.get("topics", ()))
    front["edits"] = _edits(front.pop("edit", ()))
    return SeedArticle(outlet=outlet, slug=slug, body=found[2].strip(), **front)


def _edits(rows: Sequence[Mapping[str, Any]]) -> tuple[Edit, ...]:
    return tuple(sorted((Edit(**row) for row in rows), key=lambda edit: edit.at))
