"""Alias groups that are defined once and used by many topics. A topic carries a copy of those it uses, so that each of
its versions says by itself what it looked for; a changed group makes a new version of every topic that uses it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from monitor.model.topic import TopicSpec

_LITERAL = re.compile(r'"[^"]*"|“[^”]*”|re:/(?:[^/\\\n]|\\[^\n])+/')
_NAME = re.compile(r"(?<![^\s(:])[@＠](\w[\w-]*)")

GroupTerms = Mapping[str, tuple[str, ...]]


def with_groups(spec: TopicSpec, shared: GroupTerms) -> TopicSpec:
    """The topic with the shared groups that it uses, by itself or through other groups. Groups of its own come first;
    one that is shared no longer stays as it was."""
    own = {name: terms for name, terms in spec.aliases if name not in spec.shared}
    before = {name: terms for name, terms in spec.aliases if name in spec.shared}
    used = _used(spec.query, own, {**before, **shared})
    kept = tuple((name, shared.get(name) or before[name]) for name in used)
    return replace(spec, aliases=(*own.items(), *kept), shared=used)


def named_in(query: str) -> tuple[str, ...]:
    """The groups that a query names, even when it can not be read."""
    return tuple(dict.fromkeys(_NAME.findall(_LITERAL.sub(" ", query))))


def users(specs: Iterable[TopicSpec], group: str) -> Sequence[str]:
    """The slugs of the topics that use a shared group."""
    return [spec.slug for spec in specs if group in spec.shared]


def _used(query: str, own: GroupTerms, shared: GroupTerms) -> tuple[str, ...]:
    found: list[str] = []
    seen: set[str] = set()
    waiting = [*named_in(query), *(one for terms in own.values() for one in _inner(terms))]
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        if name not in own and name in shared:
            found.append(name)
            waiting += _inner(shared[name])
    return tuple(found)


def _inner(terms: Sequence[str]) -> list[str]:
    return [term[1:] for term in terms if term.startswith("@")]
