"""A topic as a person types it into a form, and back: lists are lines, a group begins with a line `@name:`.

Nothing is guessed: what cannot be read is told with its field, line, column, a caret and what could stand there.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace

from monitor.curate.match import TopicBook
from monitor.curate.trial import Trial, articles_of, trials
from monitor.errors import ConfigurationError, QueryError
from monitor.lang.groups import GroupTerms, with_groups
from monitor.lang.operators.words import read_term
from monitor.lang.query import describe, parse_query, point
from monitor.lang.text import clean, squeeze
from monitor.model.topic import TopicSpec
from monitor.store import archive
from monitor.store.database import Connection

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HEAD = re.compile(r"@(\w[\w-]*)\s*(?:[:=]\s*(.*))?")
TAKEN = ("new",)  # an address of its own
LONGEST_SLUG, LONGEST_NAME, LONGEST_LINE, LONGEST_NOTE = 64, 200, 1000, 2000
MOST_LINES = {"decoys": 5000, "must_match": 1000, "must_not_match": 1000}
SPIKES = ("off", "low", "normal", "high")


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
    """What a draft says. Without `spec` where there are troubles."""

    spec: TopicSpec | None
    troubles: tuple[Trouble, ...] = ()
    said: str = ""  # the query in words


def written(spec: TopicSpec) -> Draft:
    """A topic as the form shows it."""
    own = [(name, terms) for name, terms in spec.aliases if name not in spec.shared]
    groups = "\n\n".join("\n".join((f"@{name}:", *map(_one_line, terms))) for name, terms in own)
    lists = {
        name: "\n".join(map(_one_line, getattr(spec, name))) for name in ("decoys", "must_match", "must_not_match")
    }
    return Draft(spec.slug, spec.name, spec.query, groups, note=spec.note, spikes=spec.spikes, **lists)


def typed(form: Mapping[str, object]) -> Draft:
    """What a form sent: line ends as they are here, nothing that cannot be stored."""
    usual = Draft()
    values = {name: _text(form.get(name, getattr(usual, name))) for name in Draft.__dataclass_fields__}
    return Draft(
        **{name: " ".join(text.split()) if name in ("slug", "name") else text for name, text in values.items()}
    )


def read(draft: Draft, base: TopicSpec | None = None, shared: GroupTerms | None = None) -> Read:
    """Read a draft. `base` is the topic that is edited: its slug stays, and whatever the form does not show. `shared`
    are the groups that any topic may use."""
    slug = base.slug if base else draft.slug or slug_of(draft.name)
    groups = _groups(draft.groups)
    lent = {name: terms for name, terms in (base.aliases if base else ()) if base and name in base.shared}
    known = dict.fromkeys((*groups, *lent, *(shared or {})), ("x",))  # what is in them is told apart
    query, refused = _query(draft.query, known)
    troubles = (*_named(slug, draft), *refused, *_troubled_groups(draft.groups), *_lists(draft))
    if troubles:
        return Read(None, troubles)
    spec = replace(
        base or TopicSpec(slug, "", ""), name=squeeze(draft.name), query=query,
        aliases=tuple((lent | groups).items()), shared=tuple(name for name in lent if name not in groups),
        note=draft.note.strip(), spikes=draft.spikes, decoys=_lines(draft.decoys),
        must_match=_lines(draft.must_match), must_not_match=_lines(draft.must_not_match),
    )  # fmt: skip
    return _compiled(with_groups(spec, shared or {}))


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


def _compiled(spec: TopicSpec) -> Read:
    """Once more as a whole: what only shows when everything is there."""
    try:
        said = describe(parse_query(spec.query, dict(spec.aliases)))
        TopicBook([spec])
    except QueryError as error:
        return Read(None, (trouble_of("query", error),))
    except ConfigurationError as error:
        return Read(None, (Trouble("query", str(error)),))
    return Read(spec, said=said)


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


def _query(text: str, groups: GroupTerms) -> tuple[str, list[Trouble]]:
    query = text.strip("\n").rstrip()
    try:
        parse_query(query, groups)
    except QueryError as error:
        return query, [trouble_of("query", error)]
    return query, []


def trouble_of(field: str, error: QueryError, line: int = 1) -> Trouble:
    """A query that can not be read as a trouble of `field`, whose first line has the number `line`."""
    before = error.query[: error.at]
    column = len(before) - (before.rfind("\n") + 1) + 1
    hint = f"Here could stand: {', '.join(error.expected[:8])}." if error.expected else ""
    return Trouble(field, _sentence(str(error)), line + before.count("\n"), column, point(error), hint)


def _lists(draft: Draft) -> Iterator[Trouble]:
    for name, most in MOST_LINES.items():
        lines = _lines(getattr(draft, name))
        if len(lines) > most:
            yield Trouble(name, f"More than {most} lines.")
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
        yield trouble_of(field, error, line)


def _groups(text: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    name = None
    for _, line, head in _headed(text):
        if head is not None:
            name = head[1]
            found.setdefault(name, []).extend(_inline(head[2] or ""))
        elif name is not None:
            found[name].append(line)
    return {name: tuple(terms) for name, terms in found.items()}


def _headed(text: str) -> Iterator[tuple[int, str, re.Match[str] | None]]:
    """The lines with their numbers, and whether a group begins there: `@name:`, or `@name` after an empty line. Any
    other `@name` is a group within the group."""
    last = -1
    for number, line in _numbered(text):
        head = HEAD.fullmatch(line)
        begins = head is not None and (head[2] is not None or last < number - 1)
        yield number, line, head if begins else None
        last = number


def _inline(text: str) -> list[str]:
    """Terms behind the name of their group, on its line, with commas between them."""
    return [part.strip() for part in text.split(",") if part.strip()]


def _troubled_groups(text: str) -> Iterator[Trouble]:
    seen: dict[str, int] = {}
    groups = _groups(text)
    for number, line, head in _headed(text):
        if head is not None:
            yield from _troubled_head(head[1], number, seen, groups)
            for term in _inline(head[2] or ""):
                yield from _readable("groups", term, number)
        elif not seen:
            yield Trouble("groups", "A group begins with a line of its own: @name:", number, hint="Such as @dprk:")
        elif not line.startswith("@"):
            yield from _readable("groups", line, number)
        elif not HEAD.fullmatch(line):
            yield Trouble("groups", f"“{line[:60]}” is no name of a group: letters, digits and hyphens.", number)


def _troubled_head(name: str, number: int, seen: dict[str, int], groups: GroupTerms) -> Iterator[Trouble]:
    if name in seen:
        yield Trouble("groups", f"The group @{name} begins on line {seen[name]} already.", number)
    elif not groups[name]:
        yield Trouble("groups", f"The group @{name} has no term: one a line, below it.", number)
    seen.setdefault(name, number)


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
