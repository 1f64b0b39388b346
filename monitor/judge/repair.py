"""The judge looks again at small stories that changed: those that tell one event become one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from monitor.curate import repair
from monitor.curate.story import CANDIDATES
from monitor.judge.outdated import Outdated, refuse_outdated
from monitor.judge.stories import number
from monitor.model.judging import Center
from monitor.model.options import JudgeOptions
from monitor.store import decisions, judging, judging_repair, leases
from monitor.store.database import Connection, Database
from monitor.store.judging_stories import StoryShelf

BATCH = 400  # stories that are looked at in one transaction
LOOKED_AT = 2 * CANDIDATES  # stories near one


def repair_stories(db: Database, *, now: datetime, options: JudgeOptions, token: int) -> int:
    """Look at every story that changed since it was looked at last. Returns how many went into others. Raises
    LostLease."""
    gone = 0
    while True:
        with db.read() as conn:
            asked, mark = judging_repair.unsettled(conn, BATCH), decisions.mark(conn)
            found = _mergings(conn, asked, options)
        if not asked:
            return gone
        try:
            db.run(partial(_settle, asked=asked, found=found, token=token, now=now, mark=mark))
        except Outdated:
            continue  # a person decided meanwhile: what follows from it is looked at again
        gone += sum(len(merging.gone) for merging, _ in found)
        leases.renew(db, judging.LEASE, token, options.lease_s)


Found = tuple[repair.Merging, repair.Known]


def _mergings(conn: Connection, asked: Sequence[int], options: JudgeOptions) -> list[Found]:
    shelf = StoryShelf(conn, options.story_days)
    shelf.load_centers(asked)
    small = [story for story in asked if shelf.center(story).n < repair.LARGE]
    near = _near(shelf, [shelf.center(story) for story in small])
    everyone = {*small, *(other for others in near.values() for other in others)}
    free = everyone - judging_repair.decided(conn, everyone)
    titles = judging_repair.headlines(conn, [story for story in free if shelf.center(story).n < repair.LARGE])
    stories = {story: repair.Known(shelf.center(story), titles.get(story, ())) for story in sorted(free)}
    found = repair.mergings(stories, lambda story: near.get(story, ()), days=options.story_days)
    return [(merging, _whole(merging, stories)) for merging in found]


def _near(shelf: StoryShelf, centers: Sequence[Center]) -> dict[int, list[int]]:
    """For each story those of its language that share its heaviest terms, heaviest first; read in a few statements."""
    by_lang: dict[str | None, list[Center]] = defaultdict(list)
    for center in centers:
        by_lang[center.lang].append(center)
    for lang, some in by_lang.items():
        terms = {number(term) for center in some for term in repair.filed_under(center)}
        shelf.load(lang, terms, min(center.last for center in some))
    near = {center.id: _nearest(shelf, center) for center in centers}
    shelf.load_centers(other for others in near.values() for other in others)
    return near


def _nearest(shelf: StoryShelf, center: Center) -> list[int]:
    weight = defaultdict[int, float](float)
    for term in repair.filed_under(center):
        for other in shelf.under(center.lang, number(term)):
            weight[other] += center.terms[term]
    weight.pop(center.id, None)
    return sorted(weight, key=lambda other: (-round(weight[other], 6), other))[:LOOKED_AT]


def _whole(merging: repair.Merging, stories: dict[int, repair.Known]) -> repair.Known:
    whole = stories[merging.into]
    for other in merging.gone:
        whole = repair.joined(whole, stories[other])
    return whole


def _settle(
    conn: Connection, asked: Iterable[int], found: Sequence[Found], token: int, now: datetime, mark: decisions.Mark
) -> None:
    leases.check(conn, judging.LEASE, token)
    refuse_outdated(conn, mark)
    judging_repair.settle(conn, sorted(asked))
    merged = [
        judging_repair.Merged(
            whole.center,
            merging.gone,
            [number(term) for term in repair.filed_under(whole.center)],
            {"rule": "small stories of one event", "score": merging.score, "terms": list(merging.terms)},
        )
        for merging, whole in found
    ]
    judging_repair.merge(conn, merged, now)
