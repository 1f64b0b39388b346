"""Stories whose articles a person changed are weighed anew: from the texts of those that they have now."""

from collections.abc import Mapping, Sequence
from functools import partial

from monitor.curate import clean, sketch, story, story_terms
from monitor.judge.outdated import Outdated, refuse_outdated
from monitor.judge.stories import number, told_of
from monitor.judge.texts import day_of
from monitor.model.judging import Center, Piece
from monitor.model.options import JudgeOptions
from monitor.store import decisions, judging, judging_members, leases
from monitor.store.database import Connection, Database
from monitor.store.judging_shelves import Shelves

BATCH = 20  # stories in one transaction
Weighed = Mapping[int, tuple[Center, list[int]]]  # with the terms that each is filed under


def weigh_anew(db: Database, *, options: JudgeOptions, token: int) -> None:
    """Weigh every story that waits for it. Raises LostLease."""
    while True:
        with db.read() as conn:
            asked, mark = decisions.unweighed(conn, BATCH), decisions.mark(conn)
            found = _weighed(conn, asked, options) if asked else {}
        if not asked:
            return
        try:
            db.run(partial(_settle, asked=asked, found=found, token=token, mark=mark))
        except Outdated:
            continue


def _settle(conn: Connection, asked: Sequence[int], found: Weighed, token: int, mark: decisions.Mark) -> None:
    leases.check(conn, judging.LEASE, token)
    refuse_outdated(conn, mark)
    for center, terms in found.values():
        judging_members.put_center(conn, center, terms)
    decisions.weighed(conn, asked)


def _weighed(conn: Connection, asked: Sequence[int], options: JudgeOptions) -> Weighed:
    shelves, found = Shelves(conn, days=options.story_days), {}
    for one, pieces in judging_members.originals(conn, asked).items():
        center: Center | None = None
        filed: dict[int, None] = {}
        for piece in pieces:
            told = _told(piece, shelves)
            center = story.grown(center, told) if center else story.opened(told, one, piece.lang)
            filed |= dict.fromkeys(number(term) for term in told.weighed.top)
        if center is not None:
            found[one] = (center, list(filed))
    return found


def _told(piece: Piece, shelves: Shelves) -> story.Told:
    """The article as it was told when it came, by today's frequencies; nothing is learned from it again."""
    sentences = clean.sentences(piece.text)
    shelves.lines.load({piece.outlet: {part.hash for part in sentences if part.hash is not None}})
    cleaned = clean.clean(sentences, lambda line: shelves.lines.seen(piece.outlet, line))
    bag, lang, day = story_terms.bag(piece.title, cleaned.text, piece.lang), piece.lang or "", day_of(piece.effective)
    frequencies = shelves.frequencies
    frequencies.load(lang, {number(term) for term in bag.terms}, day)
    weighed = story_terms.weigh(
        bag,
        documents=max(1, frequencies.of(lang, day, frequencies.DOCUMENTS)),
        frequency=lambda term: max(1, frequencies.of(lang, day, number(term))),
    )
    return told_of(piece, weighed, sketch.make(piece.id, piece.title, cleaned.text).sketch)
