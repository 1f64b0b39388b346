"""`/topics/new` and `/topics/<slug>/edit`: what would this change gain and lose, before I save?

Everything is one form that is sent as often as one likes and comes back with what was asked for: a check, a back-test,
the file it would be. Only a save changes anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta

from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.errors import ConfigurationError
from monitor.publish import drafting
from monitor.publish.drafting import Draft, Read, Trouble
from monitor.publish.topic_toml import to_toml
from monitor.publish.web import backtest_chart, spec_diff
from monitor.publish.web.context import Answer, Visit
from monitor.publish.web.deeds import Deed
from monitor.publish.web.frame import html
from monitor.publish.web.serving import respond
from monitor.publish.web.topic_form import ARCHIVE, WINDOWS, Desk, back_tested, desk_of, with_trials
from monitor.store import retags, topics
from monitor.store.topics import Topic


def new(visit: Visit) -> Answer:
    """An empty form, or a copy of the topic that `from` names."""
    copied = visit.params.get("from", "")
    draft = Draft()
    if copied:
        source = topics.by_slug(visit.conn, copied)
        draft = replace(drafting.written(source.spec), slug="", name=f"{source.spec.name} (copy)")
    return _answer(visit, Desk(None, draft, _read(visit, draft, None) if copied else Read(None)))


def edit(visit: Visit) -> Answer:
    """The form with the version in force, or the one that `version` names: saving that goes back to it."""
    topic = topics.by_slug(visit.conn, visit.path["slug"])
    wanted = visit.params.get("version", "")
    spec = (
        topics.version_of(visit.conn, topic.id, int(wanted)) if wanted.isdecimal() and len(wanted) < 7 else topic.spec
    )
    draft = drafting.written(spec)
    desk = Desk(topic, draft, _read(visit, draft, topic), topic.version)
    return _answer(visit, with_trials(visit.conn, desk))


def send(deed: Deed) -> Response:
    """The form was sent: check, back-test, show as a file, or save."""
    desk = desk_of(deed)
    todo = str(deed.form.get("do", "check"))
    if todo == "save":
        saved = _save(deed, desk)
        if isinstance(saved, Response):
            return saved
        desk = saved
    elif todo == "run" and desk.read.spec is not None:
        desk = back_tested(deed, desk)
    elif todo == "toml" and desk.read.spec is not None:
        desk = replace(desk, toml=to_toml(desk.read.spec))
    shown = desk
    return respond(deed.web, lambda visit: html(visit, _answer(visit, shown)), "html")(deed.request)


def _read(visit: Visit, draft: Draft, topic: Topic | None) -> Read:
    return drafting.read(draft, topic.spec if topic else None, visit.web.shared)


# --- saving ---


def _save(deed: Deed, desk: Desk) -> Response | Desk:
    """Save, and go to the topic; or the form again, with what keeps it."""
    if not deed.viewer.may("editor"):
        raise HTTPException(403, f"Saving a topic needs the role editor; yours is {deed.viewer.person.role}.")
    spec, failed = desk.read.spec, desk.failed
    if desk.filed and desk.topic is not None:
        return replace(
            desk, status=400, refusal=f"Not saved: this topic is declared in {desk.topic.place}, and edited there."
        )
    if spec is None:
        return replace(desk, status=400, refusal="Not saved: something cannot be read yet.")
    if failed and not deed.form.get("anyway"):
        return replace(
            desk, status=400, refusal=f"Not saved: {_tests_fail(len(failed))}. Mend them, or tick “Save anyway”."
        )
    note = "; ".join(
        part for part in (desk.why, f"saved although {_tests_fail(len(failed))}" if failed else "") if part
    )
    now, author = deed.web.clock.now(), deed.viewer.person.name
    try:
        version, changed = topics.save(deed.web.db, spec, now=now, author=author, note=note, base=desk.base)
    except topics.Outdated as error:
        return _overtaken(deed, desk, str(error))
    except ConfigurationError as error:
        return replace(desk, status=400, refusal=f"Not saved: {error}")
    said = f"Saved as version {version}." if changed else f"Nothing was changed: this is version {version} already."
    return deed.back(
        f"/topics/{spec.slug}?tab=versions", f"{said} {_wished(deed, desk, spec.slug, now, author)}".strip()
    )


def _tests_fail(count: int) -> str:
    return "1 test of its own fails" if count == 1 else f"{count} tests of its own fail"


def _wished(deed: Deed, desk: Desk, slug: str, now: datetime, author: str) -> str:
    if not desk.archive:
        return "It matches what comes from now on; what is stored stays as it was."
    since = None if desk.archive == "all" else now - timedelta(days=int(desk.archive[:-1]))
    retags.wish(deed.web.db, [slug], since=since, author=author, now=now)
    return f"It matches what comes from now on; {ARCHIVE[desk.archive]} will be matched again."


def _overtaken(deed: Deed, desk: Desk, sentence: str) -> Desk:
    """Somebody saved meanwhile: what they changed is shown, the draft stays, and saving once more goes over it."""
    with deed.web.db.read() as conn:
        topic = topics.by_slug(conn, desk.topic.spec.slug) if desk.topic else None
        theirs: Sequence[spec_diff.Changed] = ()
        if topic is not None and 0 < desk.base < topic.version:
            theirs = spec_diff.changes(topics.version_of(conn, topic.id, desk.base), topic.spec)
    return replace(
        desk, topic=topic, base=topic.version if topic else 0, status=409, refusal=sentence, theirs=tuple(theirs)
    )


# --- the page ---


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form with what is wrong in it."""

    name: str
    label: str
    help: str
    value: str
    rows: int
    troubles: tuple[Trouble, ...] = field(default=())


LISTS = {
    "groups": ("Groups", "A group begins with a line @name:, then a term a line. Used as @name in the query."),
    "decoys": ("Decoys", "Longer, harmless phrases, one a line: a hit inside one does not count."),
    "must_match": ("Must match", "Headlines, one a line, or article:123 for a stored one."),
    "must_not_match": ("Must not match", "Headlines that look alike but are something else."),
    "note": ("Note", "What the topic is for. Colleagues read it."),
}


def _answer(visit: Visit, desk: Desk) -> Answer:
    slug = desk.topic.spec.slug if desk.topic else ""
    title = f"Edit {desk.topic.spec.name}" if desk.topic else "New topic"
    by_field: dict[str, list[Trouble]] = {}
    for trouble in desk.read.troubles:
        by_field.setdefault(trouble.field, []).append(trouble)
    context = {
        "desk": desk, "troubles": by_field, "fields": [_field(desk, name, by_field) for name in LISTS],
        "windows": WINDOWS, "archives": ARCHIVE, "spikes": drafting.SPIKES, "drawings": _drawings(desk),
        "shared": visit.web.shared, "lent": _lent(desk), "may_save": visit.viewer.may("editor") and not desk.filed,
    }  # fmt: skip
    return Answer("topic_edit.html", title, context, lambda: _json(desk), here=f"topic:{slug}" if slug else "topics",
                  status=desk.status)  # fmt: skip


def _field(desk: Desk, name: str, troubles: Mapping[str, Sequence[Trouble]]) -> Field:
    value = str(getattr(desk.draft, name))
    label, said = LISTS[name]
    return Field(name, label, said, value, min(24, max(3, value.count("\n") + 2)), tuple(troubles.get(name, ())))


def _drawings(desk: Desk) -> tuple[backtest_chart.Drawing, ...]:
    return backtest_chart.drawings(desk.test) if desk.test else ()


def _lent(desk: Desk) -> tuple[str, ...]:
    """The shared groups that the draft uses."""
    return desk.read.spec.shared if desk.read.spec else ()


def _json(desk: Desk) -> dict[str, object]:
    spec = desk.read.spec
    return {
        "topic": desk.topic.spec.slug if desk.topic else None, "version": desk.base,
        "managed_by": desk.topic.managed_by if desk.topic else topics.APP,
        "place": desk.topic.place if desk.topic else "", "spec": topics.to_json(spec) if spec else None,
        "said": desk.read.said, "troubles": [asdict(one) for one in desk.read.troubles],
        "tests": [
            {"headline": one.headline, "article": one.article, "wanted": one.wanted, "matched": one.matched,
             "passed": one.passed}
            for one in desk.trials
        ],
    }  # fmt: skip
