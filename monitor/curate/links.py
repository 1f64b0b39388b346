"""Which stories in other languages tell the same event? Evidence that crosses languages, weighed by how rare it is
these days; what must not differ vetoes. Precision first: two stories that only may be one event stay apart. Pure."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from monitor.curate import link_numbers
from monitor.curate.link_signs import LEAD, TITLE
from monitor.curate.sketch_marks import conflict
from monitor.lang.cyrillic import bones
from monitor.model.linking import SAME, Link, Signs, Told
from monitor.model.verdict import MACHINE

KEPT = 0.35  # p below which a link of before is given up
EVIDENCE, SOFTNESS = 9.0, 1.6  # evidence at which p is one half, and how steeply it grows
WINDOW = 150  # documents that shares are believed as if counted in
TAU_DAYS = 2.0  # between the last of one story and the first of another
TAU_BEGIN_DAYS = 8.0  # between their beginnings
REACH = timedelta(days=4)
SHARES = {  # of the stories of our field that have a sign of a kind, before anything was counted
    "place": 0.2, "org": 0.05, "person": 0.04, "deed": 0.12, "good": 0.05, "weapon": 0.08, "thing": 0.04, "group": 0.15,
    "latin": 0.01, "bones": 0.03, "day": 0.25, "mark": 0.02, "n": 0.02, "pct": 0.03,
}  # fmt: skip
MEASURED = 0.01  # of a number with another unit
SMALL, ROUND = 0.12, 0.06  # of a small count; of a round number
MOST = {"place": 3.5, "deed": 4.0, "group": 2.5, "day": 1.5, "n": 4.0, "thing": 6.0, "good": 4.0, "weapon": 4.0,
        "org": 6.0, "person": 6.0, "latin": 8.0, "bones": 6.0, "mark": 5.0}  # fmt: skip
MOST_MEASURED = 6.0
WHO = frozenset({"place", "org", "person", "latin", "bones"})
WHAT = frozenset({"deed", "good", "weapon", "thing", "group"})
OWN = frozenset(
    {"latin", "bones", "day", "group"}
)  # its absence elsewhere says nothing: a name may be spelled otherwise
APART = ("weapon", "good")  # headlines that name different ones tell different things
STAGES = frozenset(
    f"deed:{name}"
    for name in (
        "notify", "fail", "orbit", "test engine", "visit", "fuel", "build", "agree", "fail agree", "propose", "talks",
        "suspend", "hearing", "refund", "court", "arrest", "fine", "seize", "resign", "sign", "licence", "delist",
        "investigate", "retaliate", "hack", "attack", "raise", "cut", "elect", "quake",
    )
)  # fmt: skip
OPPOSED = (("deed:agree", "deed:fail agree"), ("deed:raise", "deed:cut"), ("deed:orbit", "deed:fail"))
UNTOLD = 0.7  # a stage of a headline that the other text does not mention
Rarity = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Linking:
    """Whether two stories tell one event: p, the evidence for it (signs, strongest first), what vetoed it."""

    a: int
    b: int
    p: float
    signs: tuple[str, ...] = ()
    veto: tuple[str, str] | None = None
    evidence: float = 0.0
    fit: float = 0.0

    @property
    def linked(self) -> bool:
        """Whether it is good enough."""
        return self.p >= SAME


@dataclass(slots=True)
class Rare:
    """How rare a sign is, in nats: counted among `documents` stories of the last days, with what is usual for its kind
    as a prior."""

    documents: int = 0
    frequency: Mapping[str, int] = field(default_factory=dict)

    def __call__(self, sign: str) -> float:
        """Rarity of a sign; 0 for one that everybody has."""
        return rarity(sign, self.frequency.get(sign, 0), self.documents)


def rarity(sign: str, counted: int, documents: int) -> float:
    """How rare a sign is, in nats, that so many of so many stories have."""
    return max(0.0, math.log((documents + WINDOW) / (counted + WINDOW * share_of(sign))))


def share_of(sign: str) -> float:
    """What part of all stories has such a sign, before anything was counted."""
    kind, _, value = sign.partition(":")
    if kind in SHARES and kind not in ("n", "pct"):
        return SHARES[kind]
    number = float(value)
    if kind == "n":
        return SMALL if number < 10 else ROUND if link_numbers.is_round(number) else SHARES["n"]
    if kind == "pct":
        return ROUND if number % 5 == 0 else SHARES["pct"]
    return 2 * MEASURED if link_numbers.is_round(number) else MEASURED


def compare(a: Told, b: Told, rare: Rarity) -> Linking:
    """Whether two stories tell one event. Symmetric; none of one language with itself."""
    if a.lang == b.lang or _gap(a, b) > REACH:
        return Linking(a.story, b.story, 0.0)
    if veto := differing(a.signs, b.signs):
        return Linking(a.story, b.story, 0.0, veto=veto)
    shared = _shared(a.signs, b.signs, rare)
    weighed = _capped(shared)
    fit = (_covered(a.signs, b.signs, rare) + _covered(b.signs, a.signs, rare)) / 2
    evidence = sum(weighed.values()) * fit * _fading(a, b) * _untold(a.signs, b.signs) * _untold(b.signs, a.signs)
    p = 1 / (1 + math.exp((EVIDENCE - evidence) / SOFTNESS)) if _enough(weighed) else 0.0
    best = sorted(shared, key=lambda sign: (-shared[sign], sign))
    return Linking(a.story, b.story, round(p, 3), tuple(best), None, round(evidence, 3), round(fit, 3))


def differing(a: Signs, b: Signs) -> tuple[str, str] | None:
    """What keeps two texts apart: discriminators, days, goods or weapons that both lead with and do not share."""
    if mark := conflict(a.marks, b.marks) or conflict(b.marks, a.marks):
        return mark.kind, mark.value
    if day := _other_days(a, b):
        return "day", day.isoformat()
    for kind in APART:
        mine, theirs = _heads(a, kind, TITLE), _heads(b, kind, TITLE)
        if mine and theirs and mine.isdisjoint(b.weight) and theirs.isdisjoint(a.weight):
            return kind, " / ".join(sorted({min(mine), min(theirs)}))
    for one, other in OPPOSED:
        if _opposed(a, b, one, other) or _opposed(b, a, one, other):
            return "deed", f"{one} / {other}"
    return None


def _opposed(a: Signs, b: Signs, one: str, other: str) -> bool:
    mine, theirs = _heads(a, "deed", TITLE), _heads(b, "deed", TITLE)
    return one in mine and other not in a.weight and other in theirs and one not in b.weight


def _heads(signs: Signs, kind: str, least: float = LEAD) -> set[str]:
    return {sign for sign, weight in signs.weight.items() if weight >= least and sign.startswith(f"{kind}:")}


def _other_days(a: Signs, b: Signs) -> date | None:
    """The first day that one leads with, when neither has a day of the other's, give or take one for the zones."""
    if not a.days or not b.days or _near(a.days, b.all_days) or _near(b.days, a.all_days):
        return None
    return min(*a.days, *b.days)


def _near(some: Iterable[date], others: Iterable[date]) -> bool:
    return any(abs(one - other) <= timedelta(days=1) for one in some for other in others)


def _shared(a: Signs, b: Signs, rare: Rarity) -> dict[str, float]:
    small, large = (a.weight, b.weight) if len(a.weight) <= len(b.weight) else (b.weight, a.weight)
    common = {sign for sign in small if sign in large}
    doubled = {f"bones:{_bones_of(sign)}" for sign in common if sign.startswith("latin:")}
    return {
        sign: round(math.sqrt(a.weight[sign] * b.weight[sign]) * rare(sign), 6)
        for sign in sorted(common - doubled)
        if rare(sign) > 0
    }


def _bones_of(sign: str) -> str:
    return bones(sign.partition(":")[2])


def _capped(shared: Mapping[str, float]) -> dict[str, float]:
    """What each kind of evidence says together, but no more than it can."""
    total: dict[str, float] = {}
    for sign, value in shared.items():
        kind = sign.partition(":")[0]
        total[kind] = total.get(kind, 0.0) + value
    return {kind: min(value, MOST.get(kind, MOST_MEASURED)) for kind, value in total.items()}


def _enough(weighed: Mapping[str, float]) -> bool:
    """Somebody or some place, and what was done; or a third kind that is exact."""
    return bool(weighed.keys() & WHO) and bool(weighed.keys() & WHAT)


def _covered(a: Signs, b: Signs, rare: Rarity) -> float:
    """How much of what `a` leads with the other mentions anywhere."""
    heads = {sign: weight * rare(sign) for sign, weight in a.weight.items() if weight >= LEAD and _tells(sign)}
    whole = sum(heads.values())
    return sum(value for sign, value in heads.items() if sign in b.weight) / whole if whole else 0.0


def _tells(sign: str) -> bool:
    return sign.partition(":")[0] not in OWN


def _untold(a: Signs, b: Signs) -> float:
    mine = _heads(a, "deed", TITLE) & STAGES
    return float(UNTOLD ** len(mine - b.weight.keys()))


def _gap(a: Told, b: Told) -> timedelta:
    return max(timedelta(0), a.first - b.last, b.first - a.last)


def _fading(a: Told, b: Told) -> float:
    day = timedelta(days=1)
    return math.exp(-(_gap(a, b) / day) / TAU_DAYS - (abs(a.first - b.first) / day) / TAU_BEGIN_DAYS)


def reason(found: Linking, most: int = 12) -> dict[str, object]:
    """Why two stories are linked, as it is stored."""
    return {"rule": "one event", "signs": list(found.signs[:most]), "evidence": found.evidence, "fit": found.fit}


@dataclass(frozen=True, slots=True)
class Settled:
    """Links to open, and the machine's links that hold no more."""

    opened: tuple[Link, ...]
    loose: tuple[tuple[int, int], ...]


def settle(compared: Iterable[Linking], held: Iterable[Link], lang: Mapping[int, str]) -> Settled:
    """A story has at most one partner in each language: the likeliest pairs first, and people's before all. A link of
    before stays unless one of its stories found a better one, or what was compared anew says no."""
    before = {link.pair: link for link in held}
    fresh = {_pair(one): one for one in compared}
    taken: set[tuple[int, str]] = set()
    decided = {pair for pair, link in before.items() if link.author != MACHINE}
    for pair in sorted(decided):
        if before[pair].p >= SAME:
            taken |= _places(pair, lang)
    wishes = {pair: (one.p, one.evidence) for pair, one in fresh.items() if one.linked and pair not in decided}
    for pair, link in before.items():
        if pair not in decided and (pair not in fresh or fresh[pair].p >= KEPT):
            wishes.setdefault(pair, (link.p, _evidence_of(link)))
    chosen: set[tuple[int, int]] = set()
    for pair in sorted(wishes, key=lambda one: (*(-value for value in wishes[one]), one)):
        places = _places(pair, lang)
        if places and taken.isdisjoint(places):
            taken |= places
            chosen.add(pair)
    opened = tuple(Link(*pair, fresh[pair].p, reason(fresh[pair])) for pair in sorted(chosen) if pair in fresh
                   and fresh[pair].linked)  # fmt: skip
    return Settled(opened, tuple(sorted(before.keys() - decided - chosen)))


def _pair(one: Linking) -> tuple[int, int]:
    return min(one.a, one.b), max(one.a, one.b)


def _places(pair: tuple[int, int], lang: Mapping[int, str]) -> set[tuple[int, str]]:
    a, b = pair
    return {(a, lang[b]), (b, lang[a])} if a in lang and b in lang else set()


def _evidence_of(link: Link) -> float:
    value = link.why.get("evidence", 0.0)
    return float(value) if isinstance(value, int | float) else 0.0
