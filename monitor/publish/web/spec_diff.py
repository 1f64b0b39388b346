"""What changed between two versions of a topic: words of its query, name and note; terms, decoys and tests. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from monitor.curate.revisions import Run, words
from monitor.model.topic import TopicSpec

LABELS = {
    "name": "Name", "query": "Query", "decoys": "Decoys", "must_match": "Must match",
    "must_not_match": "Must not match", "note": "Note", "spikes": "Spikes",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Changed:
    """One field of a topic: a text with the words that came and went, or a list with its lines that did."""

    field: str
    label: str
    runs: tuple[Run, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def changes(old: TopicSpec, new: TopicSpec) -> list[Changed]:
    """Every field that is not the same, in the order of the form."""
    found = [one for field in LABELS if (one := _field(field, getattr(old, field), getattr(new, field)))]
    at = next((n for n, one in enumerate(found) if one.field not in ("name", "query")), len(found))
    return [*found[:at], *_groups(old, new), *found[at:], *_rest(old, new)]


def _field(field: str, before: object, after: object) -> Changed | None:
    if before == after:
        return None
    if isinstance(before, tuple) and isinstance(after, tuple):
        return Changed(field, LABELS[field], (), *_lines(before, after))
    return Changed(field, LABELS[field], words(str(before), str(after)))


def _groups(old: TopicSpec, new: TopicSpec) -> Iterator[Changed]:
    before, after = dict(old.aliases), dict(new.aliases)
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            gone = " (gone)" if name not in after else " (new)" if name not in before else ""
            yield Changed("groups", f"@{name}{gone}", (), *_lines(before.get(name, ()), after.get(name, ())))


def _lines(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(one for one in after if one not in before), tuple(one for one in before if one not in after)


def _rest(old: TopicSpec, new: TopicSpec) -> Iterator[Changed]:
    """Fields that no form shows."""
    for field in fields(TopicSpec):
        if field.name not in (*LABELS, "slug", "aliases"):
            before, after = getattr(old, field.name), getattr(new, field.name)
            if before != after:
                yield Changed(field.name, field.name.capitalize(), words(_plain(before), _plain(after)))


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def as_json(one: Changed) -> dict[str, object]:
    """For machines."""
    return {"field": one.field, "label": one.label, "runs": [[run.kind, run.text] for run in one.runs],
            "added": list(one.added), "removed": list(one.removed)}  # fmt: skip
