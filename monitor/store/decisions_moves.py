"""What a decision moves: judgements, verdicts, sketches and stories, in one transaction with the decision itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from monitor.model.decision import NEW_STORY, Place, Plan, World
from monitor.model.outlet import OutletKind
from monitor.model.verdict import MACHINE, Verdict, VerdictKind
from monitor.store import change, decisions, dialect
from monitor.store import schema as s
from monitor.store.instant import to_micros
from monitor.store.judging_shelves import chunks
from monitor.store.judging_stories import StoryShelf
from monitor.store.judging_verdicts import before_that, decide_verdicts, put_verdicts, withdraw

DOCUMENTS = (OutletKind.OFFICIAL.value, OutletKind.THINK_TANK.value)


@dataclass(frozen=True, slots=True)
class Deed:
    """Which decision moves things, by whom, when, and why in a few words."""

    decision: int
    author: str
    now: datetime
    why: Mapping[str, object]


def move(conn: Connection, plan: Plan, before: World, deed: Deed) -> None:
    """Make the plan true. What the person judged is her verdict; what follows from it is the machine's, but where it
    contradicts what somebody decided before: there the newest word counts."""
    places = _with_story(conn, plan.places)
    _put_places(conn, places)
    _put_verdicts(conn, plan, places, before, deed)
    _put_away(conn, places, before)


def take_back(conn: Connection, plan: Plan, before: World, deed: Deed) -> None:
    """Make true what holds without the decision: its verdicts close, what was decided before it counts again, and the
    rest is the machine's."""
    freed = withdraw(conn, deed.decision, deed.now)
    places = _with_story(conn, plan.places)
    _put_places(conn, places)
    now = dict(before) | {place.article: place for place in places}
    why = {"rule": "a decision was undone", "decision": deed.decision}
    _restore(conn, [(kind, now[article]) for kind, article in freed if article in now], deed)
    touched = {place.article: place for place in (*(now[a] for _, a in freed if a in now), *places)}
    machine = [one for place in touched.values() for one in _verdicts(place, before, why, always=True)]
    put_verdicts(conn, machine, deed.now)
    _put_away(conn, places, before)


def _restore(conn: Connection, freed: Iterable[tuple[str, Place]], deed: Deed) -> None:
    for kind, place in freed:
        if found := before_that(conn, kind, place.article):
            author, why = found
            target = _target(VerdictKind(kind), place)
            decide_verdicts(conn, [Verdict(VerdictKind(kind), place.article, target, 1.0, why, author)], deed.now)


def put_origin(conn: Connection, article: int, slug: str | None, deed: Deed) -> None:
    """An article comes from that outlet, or nobody knows from where (None). Its copies are judged again."""
    outlet = decisions.outlet_of(conn, slug) if slug else None
    _origin_is(conn, article, outlet, deed, _why(deed))


def _origin_is(conn: Connection, article: int, outlet: int | None, deed: Deed, why: Mapping[str, object]) -> None:
    verdict = Verdict(VerdictKind.ORIGIN, article, outlet, 1.0, why, deed.author)
    decide_verdicts(conn, [verdict], deed.now)
    values = {"origin": outlet, "origin_kind": _origin_kind(conn, article, outlet)}
    conn.execute(update(s.judgement).where(s.judgement.c.article_id == article).values(values))
    _origin_followed(conn, article)


def origin_undone(conn: Connection, article: int, deed: Deed) -> None:
    """What was decided before counts again; else the machine says where it comes from, once it has read it again."""
    withdraw(conn, deed.decision, deed.now)
    if found := before_that(conn, VerdictKind.ORIGIN.value, article):
        author, why = found
        v = s.verdict.c
        mine = v.kind == VerdictKind.ORIGIN.value, v.article_id == article, v.author == author
        outlet = conn.execute(select(v.target).where(*mine).order_by(v.id.desc()).limit(1)).scalar()
        _origin_is(conn, article, outlet, Deed(deed.decision, author, deed.now, why), why)
        return
    decisions.refile(conn, [article])
    _origin_followed(conn, article)


def _origin_followed(conn: Connection, article: int) -> None:
    j = s.judgement.c
    decisions.refile(conn, conn.execute(select(j.article_id).where(j.reprint_of == article)).scalars())
    story = conn.execute(select(j.story_id).where(j.article_id == article)).scalar()
    if story is not None:
        StoryShelf(conn, 0).refresh(conn, [story])
    change.bump(conn)


def _origin_kind(conn: Connection, article: int, outlet: int | None) -> str:
    if outlet is None:
        return "unknown"
    a, o = s.article, s.outlet
    tables = a.join(o, o.c.id == a.c.outlet_id)
    own = conn.execute(select(o.c.id, o.c.kind).select_from(tables).where(a.c.id == article)).one()
    if own.id != outlet:
        return "carried"
    return "document" if own.kind in DOCUMENTS else "own"


def _why(deed: Deed) -> dict[str, object]:
    return {**deed.why, "decision": deed.decision}


# --- the tables ---------------------------------------------------------------------------------------------


def _with_story(conn: Connection, places: Iterable[Place]) -> list[Place]:
    """The places, with the number of the story that opens, if one does."""
    places = list(places)
    fresh = [place for place in places if place.story == NEW_STORY]
    if not fresh:
        return places
    number = _open_story(conn, min(fresh, key=lambda one: (one.reprint_of is not None, one.at, one.article)))
    return [replace(place, story=number) if place.story == NEW_STORY else place for place in places]


def _open_story(conn: Connection, lead: Place) -> int:
    (number,) = dialect.next_ids(conn, s.story, 1)
    lang = conn.execute(select(s.article.c.lang).where(s.article.c.id == lead.article)).scalar()
    center = {"n": 0, "last": to_micros(lead.at), "norm": 1.0, "terms": {}, "names": {}, "marks": [], "titles": []}
    row = {"id": number, "lang": lang, "lead": lead.article, "first_seen": lead.at, "last_seen": lead.at,
           "articles": 0, "outlets": 0, "origins": 0, "terms": center}  # fmt: skip
    conn.execute(insert(s.story).values(row))
    return number


def _put_places(conn: Connection, places: Sequence[Place]) -> None:
    for place in places:
        values = {"grp": place.grp, "reprint_of": place.reprint_of, "story_id": place.story}
        conn.execute(update(s.judgement).where(s.judgement.c.article_id == place.article).values(values))
        conn.execute(update(s.dup_sketch).where(s.dup_sketch.c.article_id == place.article).values(grp=place.grp))


def _put_verdicts(conn: Connection, plan: Plan, places: Sequence[Place], before: World, deed: Deed) -> None:
    now = dict(before) | {place.article: place for place in places}
    mine = [Verdict(VerdictKind(kind), article, _target(VerdictKind(kind), now[article]), 1.0, _why(deed), deed.author)
            for kind, article in plan.judged if kind != VerdictKind.ORIGIN]  # fmt: skip
    judged = {(one.kind, one.article) for one in mine}
    why = {"rule": "follows", "decision": deed.decision, "by": deed.author}
    rest = [one for place in places for one in _verdicts(place, before, why) if (one.kind, one.article) not in judged]
    people = _of_people(conn, [one.article for one in rest])
    others = [replace(one, author=deed.author) for one in rest if (one.kind.value, one.article) in people]
    decide_verdicts(conn, [*mine, *others], deed.now)
    put_verdicts(conn, rest, deed.now)


def _verdicts(place: Place, before: World, why: Mapping[str, object], *, always: bool = False) -> Iterable[Verdict]:
    old = before[place.article]
    if always or place.reprint_of != old.reprint_of:
        yield Verdict(VerdictKind.REPRINT, place.article, place.reprint_of, 1.0, {**why, "before": old.reprint_of})
    if always or place.story != old.story:
        yield Verdict(VerdictKind.STORY, place.article, place.story, 1.0, {**why, "before": old.story})


def _target(kind: VerdictKind, place: Place) -> int | None:
    return place.reprint_of if kind is VerdictKind.REPRINT else place.story


def _of_people(conn: Connection, articles: Iterable[int]) -> set[tuple[str, int]]:
    v = s.verdict.c
    found: set[tuple[str, int]] = set()
    for some in chunks(articles):
        held = (v.article_id.in_(some), v.author != MACHINE, v.valid_to.is_(None))
        found |= {(row.kind, row.article_id) for row in conn.execute(select(v.kind, v.article_id).where(*held))}
    return found


def _put_away(conn: Connection, places: Sequence[Place], before: World) -> None:
    """What else there is to do: stories are counted and weighed anew, texts of other groups are filed again."""
    regrouped = [place.article for place in places if _text(place) != _text(before[place.article])]
    decisions.refile(conn, regrouped)
    told = {place.story for place in places} | {before[place.article].story for place in places}
    stories = sorted(story for story in told if story is not None)
    StoryShelf(conn, 0).refresh(conn, stories)
    left: Any = conn.execute(select(s.story.c.id).where(s.story.c.id.in_(stories))).scalars()
    decisions.weigh_anew(conn, left)
    change.bump(conn)


def _text(place: Place) -> tuple[int, int | None]:
    return place.grp, place.reprint_of
