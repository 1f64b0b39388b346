"""`/digests/new` and `/digests/<slug>/edit`: what would this digest tell, before I save it?

One form that is sent as often as one likes and comes back with what was asked for: a check, or the edition that it
would make now. Only a save changes anything. Who gets it is not typed in here: addresses are asked first.
"""

from dataclasses import dataclass, field, replace
from zoneinfo import available_timezones

from starlette.exceptions import HTTPException
from starlette.responses import Response

from monitor.errors import ConfigurationError, MonitorError, QueryError, UsageError
from monitor.lang.query import parse_query
from monitor.model.digest import DigestSpec, EditionContent, Order, Tongue
from monitor.model.options import Options
from monitor.publish import composing, digest_drafting
from monitor.publish.digest_drafting import DAYS, Draft
from monitor.publish.drafting import Trouble, trouble_of
from monitor.publish.schedule import next_period
from monitor.publish.subscribing import checked, invite
from monitor.publish.web import address
from monitor.publish.web.context import Answer, Visit, Web
from monitor.publish.web.deeds import Deed
from monitor.publish.web.frame import html
from monitor.publish.web.serving import respond
from monitor.publish.words import schedule_words
from monitor.store import digests, topics
from monitor.store.database import Connection
from monitor.store.digests import DigestRow

FIELDS = 2000  # topics are ticks
LABELS = {"at": "Times", "every_hours": "Every so many hours", "to": "Destinations", "invite": "Ask an address",
          "slug": "Short name", "length": "Stories", "language": "Language of the mail",
          "languages": "Languages of the articles"}  # fmt: skip
ORDERS = {
    Order.ORIGINS: "most independent origins first", Order.SCORE: "strongest match first",
    Order.NEWEST: "newest first", Order.OLDEST: "oldest first",
}  # fmt: skip
TONGUES = {Tongue.EN: "English", Tongue.DE: "Deutsch", Tongue.FR: "Français", Tongue.KO: "한국어", Tongue.JA: "日本語"}


@dataclass(frozen=True, slots=True)
class Desk:
    """What the form shows: the digest as it stands (None: a new one), the draft, and what was found about it."""

    row: DigestRow | None
    draft: Draft
    spec: DigestSpec | None = None
    base: int = 0  # the version that was edited
    troubles: tuple[Trouble, ...] = ()
    invite: str = ""
    content: EditionContent | None = None  # what it would tell now
    subject: str = ""
    refusal: str = ""
    status: int = 200
    known: tuple[tuple[str, str], ...] = field(default=())  # (slug, name) of topics in force

    @property
    def filed(self) -> bool:
        """Whether it is declared in the files: edited there."""
        return self.row is not None and self.row.managed_by == digests.CONFIG and self.row.retired is None


def new(visit: Visit) -> Answer:
    """An empty form, or a copy of the digest that `from` names."""
    copied = visit.params.get("from", "")
    draft = Draft(zone=visit.zone.key)
    if copied:
        spec = digests.whatever(visit.conn, copied).spec
        draft = replace(digest_drafting.written(spec), slug="", name=f"{spec.name} (copy)")
    return _answer(visit, Desk(None, draft, known=_topics(visit.conn)))


def edit(visit: Visit) -> Answer:
    """The form with the digest as it stands."""
    row = digests.whatever(visit.conn, visit.path["slug"])
    desk = Desk(row, digest_drafting.written(row.spec), base=row.version, known=_topics(visit.conn))
    return _answer(visit, _read(visit.web, visit.conn, desk))


def send(deed: Deed) -> Response:
    """The form was sent: check, preview, or save."""
    todo = str(deed.form.get("do", "preview"))
    with deed.web.db.read() as conn:
        desk = _sent(deed, conn)
        if todo == "preview" and desk.spec is not None:
            desk = _previewed(deed.web, conn, desk, desk.spec)
    if todo == "save":
        saved = _save(deed, desk)
        if isinstance(saved, Response):
            return saved
        desk = saved
    shown = desk
    return respond(deed.web, lambda visit: html(visit, _answer(visit, shown)), "html")(deed.request)


# --- reading ---


def _topics(conn: Connection) -> tuple[tuple[str, str], ...]:
    return tuple((spec.slug, spec.name) for spec, _, _ in topics.current_in(conn))


def _sent(deed: Deed, conn: Connection) -> Desk:
    form, slug, base = deed.form, deed.request.path_params.get("slug"), str(deed.form.get("base", ""))
    draft = digest_drafting.typed(dict(form), {name: form.getlist(name) for name in digest_drafting.LISTS})
    row = digests.whatever(conn, str(slug)) if slug else None
    desk = Desk(row, draft, base=int(base) if base.isdecimal() and len(base) < 7 else 0, known=_topics(conn),
                invite=str(form.get("invite", ""))[:300].strip())  # fmt: skip
    return _read(deed.web, conn, desk)


def _read(web: Web, conn: Connection, desk: Desk) -> Desk:
    """With what the draft says, or what is wrong in it."""
    if web.rules is None:
        return replace(desk, refusal="This dashboard was started without the rules of digests: nothing can be saved.")
    base, groups = desk.row.spec if desk.row else None, address.groups_of(web, conn)
    held = {slug for slug, _ in desk.known} | set(base.topics if base else ())  # one that was retired may stay
    spec, wrong = digest_drafting.read(desk.draft, base, web.rules, held, groups, web.destinations)
    troubles = [_trouble(name, said, desk.draft, groups) for name, said in wrong]
    troubles += _invited(desk, spec)
    if spec is not None and desk.row is None:
        troubles += _refuse_known(conn, spec.slug)
    return replace(desk, spec=None if troubles else spec, troubles=tuple(troubles))


def _trouble(name: str, said: str, draft: Draft, groups: digest_drafting.Groups) -> Trouble:
    """A sentence of its own; of a query with line, column and caret."""
    if name == "query":
        try:
            parse_query(draft.query, groups)
        except QueryError as error:
            return trouble_of(name, error)
    return Trouble(name, f"{_label(name)} {said}.")


def _label(name: str) -> str:
    return LABELS.get(name, name.replace("_", " ").capitalize())


def _invited(desk: Desk, spec: DigestSpec | None) -> list[Trouble]:
    if not desk.invite:
        return []
    if spec is not None and spec.channel != "mail":
        return [Trouble("invite", "Only digests that go by mail ask addresses: take the destinations out, or this.")]
    try:
        checked(desk.invite)
    except UsageError as error:
        return [Trouble("invite", str(error))]
    return []


def _refuse_known(conn: Connection, slug: str) -> list[Trouble]:
    """A new digest takes no slug that is in use."""
    known = next((one for one in digests.every(conn) if one.spec.slug == slug), None)
    if known is None:
        return []
    where = f"declared in {known.place or 'the files'}" if known.managed_by == digests.CONFIG else "made here"
    state = " and retired: restore or edit that one" if known.retired else ": edit that one"
    return [Trouble("slug", f"There is a digest {slug} already, {where}{state}, or take another name.")]


def _previewed(web: Web, conn: Connection, desk: Desk, spec: DigestSpec) -> Desk:
    """With the edition that it would make now."""
    now = web.clock.now()
    row = replace(desk.row, spec=spec) if desk.row else DigestRow(0, spec, digests.APP, now)
    options = Options("sqlite://", web=web.options)
    try:
        content, rendered = composing.preview_of(conn, row, at=now, options=options)
    except MonitorError as error:
        return replace(desk, refusal=f"It cannot be shown: {error}")
    return replace(desk, content=content, subject=rendered.subject)


# --- saving ---


def _save(deed: Deed, desk: Desk) -> Response | Desk:
    """Save, and go to the digest; or the form again, with what keeps it."""
    if not deed.viewer.may("editor"):
        raise HTTPException(403, f"Saving a digest needs the role editor; yours is {deed.viewer.person.role}.")
    if desk.filed and desk.row is not None:
        said = f"Not saved: this digest is declared in {desk.row.place or 'the files'}, and edited there."
        return replace(desk, status=400, refusal=said)
    if desk.spec is None:
        return replace(desk, status=400, refusal=desk.refusal or "Not saved: something cannot be read yet.")
    spec, now, author = desk.spec, deed.web.clock.now(), deed.viewer.person.name
    try:
        changed = digests.save(deed.web.db, spec, now=now, author=author, base=desk.base)
    except digests.Outdated as error:
        with deed.web.db.read() as conn:
            row = digests.whatever(conn, spec.slug)
        return replace(desk, row=row, base=row.version, status=409, refusal=str(error))
    except ConfigurationError as error:
        return replace(desk, status=400, refusal=f"Not saved: {error}")
    said = f"Saved. {_when(deed, spec)}" if changed else "Nothing was changed."
    return deed.back(f"/digests/{spec.slug}", f"{said} {_ask(deed, desk, spec)}".strip())


def _when(deed: Deed, spec: DigestSpec) -> str:
    now = deed.web.clock.now()
    due = next_period(spec, now)
    zone = deed.viewer.zone(deed.web.options.zone)
    at = f"the next edition is due {due.astimezone(zone):%Y-%m-%d %H:%M}" if due else "it is never due"
    return f"A running monitor takes it up within seconds; {at}."


def _ask(deed: Deed, desk: Desk, spec: DigestSpec) -> str:
    if not desk.invite:
        return ""
    web = deed.web
    try:
        return invite(web.db, spec.slug, desk.invite, by=deed.viewer.person.name, now=web.clock.now(),
                      base_url=web.options.base_url)  # fmt: skip
    except UsageError as error:
        return str(error)


# --- the page ---


def _answer(visit: Visit, desk: Desk) -> Answer:
    title = f"Edit {desk.row.spec.name}" if desk.row else "New digest"
    by_field: dict[str, list[Trouble]] = {}
    for trouble in desk.troubles:
        by_field.setdefault(trouble.field, []).append(trouble)
    held = [(slug, slug) for slug in desk.draft.topics if slug not in dict(desk.known)]
    context = {
        "desk": desk, "row": desk.row, "troubles": by_field, "label": _label, "known": (*desk.known, *held),
        "days": DAYS, "orders": ORDERS, "tongues": TONGUES, "zones": sorted(available_timezones()),
        "destinations": visit.web.destinations, "schedule": schedule_words,
        "destinations_shown": _destinations(visit.web, desk.draft), "content": desk.content,
        "next": next_period(desk.spec, visit.now) if desk.spec else None,
        "may_save": visit.viewer.may("editor") and not desk.filed and visit.web.rules is not None,
    }  # fmt: skip
    return Answer("digest_edit.html", title, context, lambda: _json(desk), here="digests", status=desk.status)


def _destinations(web: Web, draft: Draft) -> list[tuple[str, str]]:
    """Those of the configuration, and those that the digest names though they are there no more."""
    there = [(slug, f"{slug} ({channel})") for slug, channel in sorted(web.destinations.items())]
    return there + [(slug, f"{slug} (not in the configuration)") for slug in draft.to if slug not in web.destinations]


def _json(desk: Desk) -> dict[str, object]:
    row = desk.row
    return {
        "digest": row.spec.slug if row else None, "version": desk.base,
        "managed_by": row.managed_by if row else digests.APP, "place": row.place if row else "",
        "trouble": row.trouble if row else "", "spec": digests.to_json(row.spec) if row else None,
        "troubles": [{"field": one.field, "message": one.message} for one in desk.troubles],
    }  # fmt: skip
