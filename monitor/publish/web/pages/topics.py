"""`/topics`: which topics there are, where each is kept, and what their last edit did. And one version of a topic."""

from monitor.errors import NotFound, UsageError
from monitor.publish.setting_aside import topics_aside
from monitor.publish.topic_toml import to_toml
from monitor.publish.web import spec_diff
from monitor.publish.web.context import Answer, Visit
from monitor.store import retags, topics, views_topics
from monitor.store.retags import Retag
from monitor.store.topics import Topic
from monitor.store.views_rows import rfc3339
from monitor.store.views_topics import TopicLine, Version


def topic_list(visit: Visit) -> Answer:
    """All topics."""
    mark = topics.mark_of(visit.conn)  # what counts all matches is kept a while, but no longer than the topics stay
    lines = visit.web.kept.get(("topic lines", mark), lambda: views_topics.listing(visit.conn))
    running = {one.topic: one for one in retags.unfinished(visit.conn)}
    aside = visit.web.kept.get(("topics aside", mark), lambda: topics_aside(visit.conn))
    items = [line_json(line, running.get(line.topic.spec.slug)) for line in lines]
    context = {
        "used": [line for line in lines if line.topic.retired is None],
        "retired": [line for line in lines if line.topic.retired is not None],
        "running": running, "aside": aside, "may_edit": visit.viewer.may("editor"),
    }  # fmt: skip
    return Answer("topics.html", "Topics", context, lambda: {"items": items, "next": None}, rows=lambda: items,
                  here="topics")  # fmt: skip


def version(visit: Visit) -> Answer:
    """One version: the whole topic as it was, and what it changed against the one before, or the one that `with`
    names."""
    topic = topics.by_slug(visit.conn, visit.path["slug"])
    every = views_topics.versions(visit.conn, topic.id)
    one, other = _chosen(visit, every)
    changes = spec_diff.changes(other.spec, one.spec) if other else []
    context = {
        "topic": topic, "version": one, "other": other, "every": every, "changes": changes, "toml": to_toml(one.spec),
        "may_edit": visit.viewer.may("editor") and topic.managed_by == topics.APP,
    }  # fmt: skip
    return Answer(
        "topic_version.html", f"{topic.spec.name}, version {one.version}", context,
        lambda: {**version_json(one), "with": other.version if other else None,
                 "changes": [spec_diff.as_json(change) for change in changes]},
        here=f"topic:{topic.spec.slug}",
    )  # fmt: skip


def _chosen(visit: Visit, every: list[Version]) -> tuple[Version, Version | None]:
    by_number = {one.version: one for one in every}
    one = by_number.get(_number(visit.path["version"]))
    if one is None:
        raise NotFound(f"There is no version {visit.path['version']} of this topic; it has {len(every)}.")
    asked = visit.params.get("with", "")
    other = by_number.get(_number(asked)) if asked else by_number.get(one.version - 1)
    if asked and other is None:
        raise UsageError(f"There is no version {asked[:20]} to compare with.")
    return one, other if other is not one else None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else -1


def line_json(line: TopicLine, running: Retag | None) -> dict[str, object]:
    """A topic in the list, for machines."""
    one = line.topic
    return {
        "topic": one.spec.slug, "name": one.spec.name, "version": one.version, "managed_by": one.managed_by,
        "place": one.place, "query": one.spec.query, "tests": tests_of(one), "matches": line.matches,
        "of_older_versions": line.older, "edited": rfc3339(line.edited), "author": line.author,
        "last_match": rfc3339(line.last_match), "retired": rfc3339(one.retired),
        "retag": retag_json(running) if running else None,
    }  # fmt: skip


def tests_of(topic: Topic) -> int:
    """How many tests it carries."""
    return len(topic.spec.must_match) + len(topic.spec.must_not_match)


def version_json(one: Version) -> dict[str, object]:
    """A version for machines, whole."""
    return {
        "version": one.version, "spec": topics.to_json(one.spec), "created": rfc3339(one.created),
        "author": one.author, "note": one.note, "matches": one.matches, "open": one.open,
    }  # fmt: skip


def retag_json(one: Retag) -> dict[str, object]:
    """How far a wish to match the archive again is, for machines."""
    return {
        "version": one.version, "since": rfc3339(one.since), "looked": one.looked, "total": one.total,
        "percent": one.share, "opened": one.opened, "closed": one.closed, "author": one.author,
        "begun": rfc3339(one.begun), "moved": rfc3339(one.moved), "ended": rfc3339(one.ended),
        "outcome": one.outcome or None,
    }  # fmt: skip
