"""Composing an edition: from what the store found to one value. Pure: the same material gives the same edition.

One slot a story, in the first of the digest's topics that it matches. Reprints are folded and counted. A story that an
earlier edition told of comes again only with what is new. Everything that enters is taken, shown or counted, so that
nothing comes twice.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from zoneinfo import ZoneInfo

from monitor.model.coverage import Coverage
from monitor.model.digest import (
    Candidate,
    DigestSpec,
    EditionContent,
    Material,
    Order,
    Seen,
    StoryFacts,
    StoryItem,
    TopicSection,
    TopicVolume,
    Window,
)
from monitor.model.feed import FeedState
from monitor.model.topic import Evidence
from monitor.publish.corrections import corrections
from monitor.publish.words import gist

BROKEN = frozenset({FeedState.EMPTY, FeedState.GAP, FeedState.BLOCKED, FeedState.FAILING, FeedState.DEAD,
                    FeedState.GONE, FeedState.UNPOLLED})  # fmt: skip


def compose(spec: DigestSpec, window: Window, material: Material) -> EditionContent:
    """The edition of `spec` for `window`. Sections come in the order of the digest's topics."""
    fresh = tuple(candidate for candidate in material.candidates if not candidate.backfill)
    slots = _slots(spec, fresh, material)
    items = [slot for slot in slots if slot.item is not None]
    told = {candidate.seen.article for candidate in fresh}
    corrected, more = corrections(material.revised)
    return EditionContent(
        digest=spec.slug, name=spec.name, start=window.start, end=window.end, zone=spec.zone,
        sections=tuple(_section(spec, window, topic, items, material) for topic in material.topics),
        coverage=material.coverage, stories=len(items), articles=len(told),
        reprints=sum(slot.folded for slot in slots),
        taken=tuple(sorted({candidate.seen.article for candidate in material.candidates})),
        catch_up=window.catch_up, period=window.period, corrected=corrected, corrected_more=more,
        language=spec.language,
    )  # fmt: skip


def is_empty(content: EditionContent) -> bool:
    """Whether there is nothing to tell: no story, new or continuing."""
    return content.stories == 0


def is_broken(coverage: Coverage) -> bool:
    """Whether a feed was down, blocked, emptied or holed, so that silence proves nothing."""
    return any(spell.state in BROKEN for spell in coverage.trouble)


def worth_sending(spec: DigestSpec, content: EditionContent) -> bool:
    """An empty edition goes out only as a wanted heartbeat, or when silence is no proof of silence."""
    return not is_empty(content) or spec.send_empty or is_broken(content.coverage)


@dataclass(frozen=True, slots=True)
class _Slot:
    topic: str
    item: StoryItem | None  # None: nothing but reprints of what was told
    folded: int
    newest: float  # when its newest article was first seen, for the rank


def _slots(spec: DigestSpec, fresh: Sequence[Candidate], material: Material) -> list[_Slot]:
    facts = {story.id: story for story in material.stories}
    names = {topic.topic: topic.name for topic in material.topics}
    place = partial(_place, events=material.events)
    ranked = sorted(fresh, key=place)
    slots = [_slot(tuple(hits), facts, material.told_groups, names) for _, hits in groupby(ranked, key=place)]
    return sorted(slots, key=partial(_rank, order=spec.order))


def _place(candidate: Candidate, events: Mapping[int, int]) -> tuple[int, int]:
    """One slot a story, or the linked ones of one event; without a story, one a reprint group."""
    if candidate.story is not None:
        return (0, events.get(candidate.story, candidate.story))
    return (1, candidate.group or candidate.seen.article)


def _rank(slot: _Slot, order: Order) -> tuple[float, ...]:
    """As the digest wants it; then the other measures, and last the lead's number, so that ties never wobble."""
    if slot.item is None:
        return (0.0,)
    origins, score, newest = -slot.item.origins, -slot.item.score, -slot.newest
    keys: Mapping[Order, tuple[float, ...]] = {
        Order.ORIGINS: (origins, score, newest),
        Order.SCORE: (score, origins, newest),
        Order.NEWEST: (newest, origins, score),
        Order.OLDEST: (slot.item.lead.at.timestamp(), origins, score),
    }
    return (*keys[order], slot.item.lead.article)


def _slot(
    hits: Sequence[Candidate], facts: Mapping[int, StoryFacts], told_groups: frozenset[int], names: Mapping[str, str]
) -> _Slot:
    """`names` are those of the topics, in the order of the digest: the first that matched has the slot."""
    matched = {hit.topic for hit in hits}
    order = [topic for topic in names if topic in matched]
    home = [hit for hit in hits if hit.topic == order[0]]
    own, reprints = _fold(_once(hits), told_groups)
    stories = {hit.story: facts[hit.story] for hit in hits if hit.story is not None and hit.story in facts}
    story = _whole(list(stories.values()))
    item = _item(home, own, reprints, story) if own else None
    if item is not None:
        item = replace(item, also=tuple(names[topic] for topic in order[1:]))
    return _Slot(order[0], item, len(reprints), max(hit.first_seen for hit in hits).timestamp())


def _whole(stories: Sequence[StoryFacts]) -> StoryFacts | None:
    """One event in several languages: told if any of them was; it carries the headline of the one with most origins.
    Nobody knows how many of these origins are the same in both: their number is that of the story with most."""
    if len(stories) <= 1:
        return stories[0] if stories else None
    best = min(stories, key=lambda one: (not one.told, -one.origins, one.lead.at, one.id))
    origins = max(one.origins for one in stories)
    return replace(
        best, origins=origins, told_origins=frozenset(name for one in stories for name in one.told_origins),
        told_outlets=frozenset(slug for one in stories for slug in one.told_outlets),
    )  # fmt: skip


def _once(hits: Iterable[Candidate]) -> list[Candidate]:
    """Each article once, though several topics matched it; earliest first."""
    unique = {hit.seen.article: hit for hit in hits}
    return sorted(unique.values(), key=_by_time)


def _by_time(hit: Candidate) -> tuple[float, int]:
    return (hit.seen.at.timestamp(), hit.seen.article)


def _fold(hits: Sequence[Candidate], told: frozenset[int]) -> tuple[list[Candidate], list[Candidate]]:
    """(articles of their own, reprints). A group told of before, or with its original here, folds all its reprints;
    else the earliest stands for it."""
    own: list[Candidate] = []
    reprints: list[Candidate] = []
    ordered = sorted(hits, key=_group_of)
    for group, members in groupby(ordered, key=_group_of):
        first, *rest = sorted(members, key=lambda hit: (hit.reprint_of is not None, *_by_time(hit)))
        (reprints if group in told else own).append(first)
        reprints.extend(rest)
    return sorted(own, key=_by_time), sorted(reprints, key=_by_time)


def _group_of(hit: Candidate) -> int:
    return hit.group or hit.seen.article


def _item(
    home: Sequence[Candidate], own: Sequence[Candidate], reprints: Sequence[Candidate], story: StoryFacts | None
) -> StoryItem:
    lead = _lead(home, own, story)
    if story is not None and story.told:
        return _continuing(home, own, reprints, story, lead)
    others = _outlets(own, {lead.seen.outlet})
    said = {lead.seen.outlet, *(seen.outlet for seen in others)}
    return StoryItem(
        story=story.id if story else None, lead=lead.seen, summary=gist(lead.summary), others=others,
        copies=_outlets(reprints, said), reprints=len(reprints), origins=_origins(own, story),
        evidence=_evidence(home, lead), score=max(hit.score for hit in home),
    )  # fmt: skip


def _continuing(
    home: Sequence[Candidate],
    own: Sequence[Candidate],
    reprints: Sequence[Candidate],
    story: StoryFacts,
    lead: Candidate,
) -> StoryItem:
    """A story told of before keeps its headline, and other articles' words are not its."""
    is_lead = story.lead == lead.seen
    return StoryItem(
        story=story.id, lead=story.lead, summary=gist(lead.summary) if is_lead else "",
        others=tuple(hit.seen for hit in own), reprints=len(reprints), origins=_origins(own, story),
        evidence=_evidence(home, lead) if is_lead else (), score=max(hit.score for hit in home), continuing=True,
        new_origins=_joined(own, story), joined=_outlets([*own, *reprints], set(story.told_outlets)),
    )  # fmt: skip


def _lead(home: Sequence[Candidate], own: Sequence[Candidate], story: StoryFacts | None) -> Candidate:
    """The story's lead when it is here, else the earliest article of its own."""
    wanted = story.lead.article if story else None
    mine = {hit.seen.article for hit in own}
    found = [hit for hit in home if hit.seen.article in mine] or list(own)
    return next((hit for hit in found if hit.seen.article == wanted), min(found, key=_by_time))


def _outlets(hits: Iterable[Candidate], known: Collection[str]) -> tuple[Seen, ...]:
    """One line for each outlet but the known ones, in the order given."""
    first: dict[str, Seen] = {}
    for hit in hits:
        if hit.seen.outlet not in known:
            first.setdefault(hit.seen.outlet, hit.seen)
    return tuple(first.values())


def _origins(own: Sequence[Candidate], story: StoryFacts | None) -> int:
    return story.origins if story else len({hit.origin for hit in own if hit.origin})


def _joined(own: Sequence[Candidate], story: StoryFacts) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hit.origin for hit in own if hit.origin and hit.origin not in story.told_origins))


def _evidence(home: Sequence[Candidate], lead: Candidate) -> tuple[Evidence, ...]:
    """The lead's own evidence in this topic, else the strongest's."""
    mine = [hit for hit in home if hit.seen.article == lead.seen.article]
    return max(mine or home, key=lambda hit: hit.score).evidence


def _section(
    spec: DigestSpec, window: Window, topic: TopicVolume, slots: Sequence[_Slot], material: Material
) -> TopicSection:
    items = [slot.item for slot in slots if slot.topic == topic.topic and slot.item is not None]
    shown = items[: spec.length]
    older = {hit.seen.article for hit in material.candidates if hit.backfill and hit.topic == topic.topic}
    return TopicSection(
        topic=topic.topic, name=topic.name, items=tuple(_by_day(shown, spec.zone) if window.catch_up else shown),
        more=len(items) - len(shown), older=len(older), volume=topic.volume, usual=topic.usual,
    )  # fmt: skip


def _by_day(items: Sequence[StoryItem], zone: str) -> list[StoryItem]:
    """A catch-up reads day by day, oldest first; within a day the rank stays."""
    return sorted(items, key=lambda item: item.lead.at.astimezone(ZoneInfo(zone)).date())
