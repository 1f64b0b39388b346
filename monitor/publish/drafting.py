"""A topic as a person types it into a form, and back: lists are lines, groups begin with a line `@name`.

Nothing is guessed: what cannot be read is told with its field, line, column, a caret and what could stand there.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from monitor.curate.match import TopicBook
from monitor.curate.trial import Trial, articles_of, trials
from monitor.errors import ConfigurationError, QueryError
from monitor.lang.operators.words import read_term
from monitor.lang.query import describe, parse_query, point
from monitor.lang.text import clean, squeeze
from monitor.model.topic import TopicSpec
from monitor.store import archive
from monitor.store.database import Connection

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HEAD = re.compile(r"@(\w[\w-]*)\s*[:=]?\s*(.*)")
TAKEN = ("new",)  # an address of its own
LONGEST_SLUG, LONGEST_NAME, LONGEST_LINE, LONGEST_NOTE = 64, 200, 1000, 2000
MOST_LINES = 5000  # of one list
SPIKES = ("off", "low", "normal", "high")
Groups = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of the form, as typed."""

    slug: str = ""
    name: str = ""
    query: str = ""
    groups: str = ""
    decoys: str = ""
    must_match: str = ""
    must_not_match: str = ""
    note: str = ""
    spikes: str = "normal"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What keeps a field from being read; line and column from 1. `drawing` has the line and a caret under the
    place."""

    field: str
    message: str
    line: int | None = None
    column: int | None = None
    drawing: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What a draft says. Without `spec` where there are troubles; `borrowed` are groups of other topics that it took
    along."""

    spec: TopicSpec | None
    troubles: tuple[Trouble, ...] = ()
    said: str = ""  # the query in words
    borrowed: tuple[str, ...] = ()


def written(spec: TopicSpec) -> Draft:
    """A topic as the form shows it."""
    groups = "\n\n".join("\n".join((f"@{name}", *map(_one_line, terms))) for name, terms in spec.aliases)
    lists = {
        name: "\n".join(map(_one_line, getattr(spec, name))) for name in ("decoys", "must_match", "must_not_match")
    }
    return Draft(spec.slug, spec.name, spec.query, groups, note=spec.note, spikes=spec.spikes, **lists)


def typed(form: Mapping[str, object]) -> Draft:
    """What a form sent: line ends as they are here, nothing that cannot be stored."""
    values = {name: _text(form.get(name, "")) for name in Draft.__dataclass_fields__}
    return Draft(
        **{name: " ".join(text.split()) if name in ("slug", "name") else text for name, text in values.items()}
    )


def read(draft: Draft, base: TopicSpec | None = None, others: Groups | None = None) -> Read:
    """Read a draft. `base` is the topic that is edited: its slug stays, and whatever the form does not show. `others`
    are groups of other topics: one that the query names and the draft does not define is taken along."""
    slug = base.slug if base else draft.slug or slug_of(draft.name)
    troubles = [*_named(slug, draft), *_lists(draft)]
    groups, wrong = _groups(draft.groups)
    borrowed = tuple(name for name in _missing(draft.query, groups) if name in (others or {}))
    groups |= {name: (others or {})[name] for name in borrowed}
    query, refused = _query(draft.query, dict.fromkeys((*groups, *wrong), ("x",)))  # what is in them is told apart
    troubles += [*_troubled_groups(draft.groups), *refused]
    if troubles:
        return Read(None, tuple(troubles), borrowed=borrowed)
    spec = replace(
        base or TopicSpec(slug, "", ""), name=squeeze(draft.name) or slug, query=query, aliases=tuple(groups.items()),
        note=draft.note.strip(), spikes=draft.spikes, decoys=_lines(draft.decoys),
        must_match=_lines(draft.must_match), must_not_match=_lines(draft.must_not_match),
    )  # fmt: skip
    return _compiled(spec, borrowed)


def tried(conn: Connection, spec: TopicSpec) -> list[Trial]:
    """The topic's own tests, run; those about stored articles on their current texts."""
    stored = {item.article: item.document for item in archive.by_id(conn, articles_of([spec]))}
    return list(trials(TopicBook([spec]), spec, stored))


def slug_of(name: str) -> str:
    """A slug made of a name; empty where it has no Latin letter or digit."""
    return "-".join(re.findall(r"[a-z0-9]+", name.lower()))[:LONGEST_SLUG].strip("-")


def as_json(trouble: Trouble) -> dict[str, object]:
    """For machines."""
    return asdict(trouble)


def _compiled(spec: TopicSpec, borrowed: tuple[str, ...]) -> Read:
    """Once more as a whole: what only shows when everything is there."""
    try:
        said = describe(parse_query(spec.query, dict(spec.aliases)))
        TopicBook([spec])
    except QueryError as error:
        return Read(None, (_trouble("query", error),), borrowed=borrowed)
    except ConfigurationError as error:
        return Read(None, (Trouble("query", str(error)),), borrowed=borrowed)
    return Read(spec, said=said, borrowed=borrowed)


def _named(slug: str, draft: Draft) -> Iterator[Trouble]:
    if not squeeze(draft.name):
        yield Trouble("name", "A topic needs a name: it stands in the list, in mails and above the page.")
    elif len(draft.name) > LONGEST_NAME:
        yield Trouble("name", f"The name is longer than {LONGEST_NAME} characters.")
    if not slug and draft.name:
        yield Trouble("slug", "Give a short name in Latin letters for its address, such as north-korea.")
    elif slug and (not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG):
        hint = f"Perhaps {slug_of(slug)}" if slug_of(slug) else ""
        yield Trouble("slug", f"Small letters and digits with single hyphens, at most {LONGEST_SLUG}.", hint=hint)
    elif slug in TAKEN:
        yield Trouble("slug", f"“{slug}” is an address of its own: take another.")
    if len(draft.note) > LONGEST_NOTE:
        yield Trouble("note", f"The note is longer than {LONGEST_NOTE} characters.")
    if draft.spikes not in SPIKES:
        yield Trouble("spikes", f"One of {', '.join(SPIKES)}.")


def _query(text: str, groups: Groups) -> tuple[str, list[Trouble]]:
    query = text.strip("\n").rstrip()
    try:
        parse_query(query, groups)
    except QueryError as error:
        return query, [_trouble("query", error)]
    return query, []


def _trouble(field: str, error: QueryError, line: int = 1) -> Trouble:
    before = error.query[: error.at]
    column = len(before) - (before.rfind("\n") + 1) + 1
    hint = f"Here could stand: {', '.join(error.expected[:8])}." if error.expected else ""
    return Trouble(field, _sentence(str(error)), line + before.count("\n"), column, point(error), hint)


def _lists(draft: Draft) -> Iterator[Trouble]:
    for name in ("decoys", "must_match", "must_not_match"):
        lines = _lines(getattr(draft, name))
        if len(lines) > MOST_LINES:
            yield Trouble(name, f"More than {MOST_LINES} lines.")
        if long := next((line for line in lines if len(line) > LONGEST_LINE), None):
            yield Trouble(name, f"“{long[:40]}…” is longer than {LONGEST_LINE} characters.")
    for number, line in _numbered(draft.decoys):
        yield from _readable("decoys", line, number)
    both = set(_lines(draft.must_match)) & set(_lines(draft.must_not_match))
    for line in sorted(both)[:3]:
        yield Trouble("must_not_match", f"“{line}” stands in must match too.")


def _readable(field: str, text: str, line: int) -> Iterator[Trouble]:
    try:
        read_term(text)
    except QueryError as error:
        yield _trouble(field, error, line)


def _groups(text: str) -> tuple[dict[str, tuple[str, ...]], set[str]]:
    """(groups by name, names of those that are empty)."""
    found: dict[str, list[str]] = {}
    name = None
    for _, line in _numbered(text):
        if head := HEAD.fullmatch(line):
            name = head[1]
            found.setdefault(name, []).extend(_inline(head[2]))
        elif name is not None:
            found[name].append(line)
    return {name: tuple(terms) for name, terms in found.items() if terms}, {
        n for n, terms in found.items() if not terms
    }


def _inline(text: str) -> list[str]:
    """Terms behind the name of their group, on its line, with commas between them."""
    return [part.strip() for part in text.split(",") if part.strip()]


def _troubled_groups(text: str) -> Iterator[Trouble]:
    seen: dict[str, int] = {}
    _, empty = _groups(text)
    for number, line in _numbered(text):
        if head := HEAD.fullmatch(line):
            if head[1] in seen:
                yield Trouble("groups", f"The group @{head[1]} begins on line {seen[head[1]]} already.", number)
            elif head[1] in empty:
                yield Trouble("groups", f"The group @{head[1]} has no term: one a line, below it.", number)
            seen.setdefault(head[1], number)
            for term in _inline(head[2]):
                yield from _readable("groups", term, number)
        elif line.startswith("@"):
            yield Trouble("groups", f"“{line[:60]}” is no name of a group: letters, digits and hyphens.", number)
        elif not seen:
            yield Trouble("groups", "A group begins with a line of its own: @name.", number, hint="Such as @dprk")
        else:
            yield from _readable("groups", line, number)


def _missing(query: str, groups: Groups) -> list[str]:
    names = dict.fromkeys(re.findall(r'(?<![^\s()"])@(\w[\w-]*)', query))
    return [name for name in names if name not in groups]


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        if bare := " ".join(line.split()):
            yield number, bare


def _lines(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for _, line in _numbered(text)))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _text(value: object) -> str:
    return clean(str(value).replace("\r\n", "\n").replace("\r", "\n")) if isinstance(value, str) else ""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
