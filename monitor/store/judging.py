"""What the judge takes and leaves: unjudged articles in order of their ids, judgements and verdicts whole or not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, FromClause, Select, delete, exists, select

from monitor.errors import LostLease
from monitor.model.judging import Piece, Regrouping, Ruling
from monitor.model.outlet import OutletKind
from monitor.model.verdict import MACHINE, Verdict, VerdictKind
from monitor.store import change, leases
from monitor.store import schema as s
from monitor.store.bulk import Bulk, Update
from monitor.store.instant import to_micros
from monitor.store.judging_groups import regroup
from monitor.store.judging_shelves import Shelves
from monitor.store.judging_verdicts import put_verdicts

LEASE = "judge"
FINGERPRINT_DAYS, LINE_DAYS, TERM_DAYS = 45, 14, 30
DAY_MICROS = 86_400_000_000
NOBODY: Mapping[int, Any] = {}


def anything_unjudged(conn: Connection) -> bool:
    """Whether any article waits for the judge."""
    return bool(conn.execute(select(exists().select_from(s.unjudged))).scalar())


def unjudged(conn: Connection, limit: int) -> tuple[Piece, ...]:
    """The next articles to judge, in order of their ids."""
    u, a = s.unjudged.c.article_id, s.article
    waiting = conn.execute(select(u).order_by(u).limit(limit)).scalars().all()
    # asked apart: joined, SQLite walks through every revision there is
    rows = conn.execute(pieces_from(a).where(a.c.id.in_(waiting)).order_by(a.c.id)).all()
    articles = [row.id for row in rows]
    hints, said = _hints(conn, articles), _said(conn, articles)
    return tuple(piece_of(row, hints, said) for row in rows)


def pieces_from(first: FromClause) -> Select[Any]:
    """What a piece is made of, for the articles of `first`, which holds the table `article`."""
    a, o, r, j = s.article, s.outlet, s.revision, s.judgement
    tables = (
        first.join(o, o.c.id == a.c.outlet_id)
        .join(r, (r.c.article_id == a.c.id) & r.c.current.is_(True))
        .outerjoin(j, j.c.article_id == a.c.id)
    )
    columns = (a.c.id, a.c.outlet_id, o.c.slug, o.c.kind, a.c.lang, a.c.url, a.c.effective, r.c.n, r.c.title,
               r.c.summary, r.c.body, r.c.author, j.c.grp)  # fmt: skip
    return select(*columns).select_from(tables)


def piece_of(
    row: Any, hints: Mapping[int, Sequence[int]] = NOBODY, said: Mapping[int, tuple[str | None, str]] = NOBODY
) -> Piece:
    """A row of `pieces_from` as a piece."""
    return Piece(
        id=row.id,
        outlet=row.outlet_id,
        outlet_slug=row.slug,
        outlet_kind=OutletKind(row.kind),
        lang=row.lang,
        url=row.url,
        effective=row.effective,
        title=row.title,
        text=row.body if len(row.body) >= len(row.summary) else row.summary,
        author=row.author,
        revision=row.n,
        hints=tuple(hints.get(row.id, ())),
        grp=row.grp,
        said=said.get(row.id),
    )


def _said(conn: Connection, articles: Sequence[int]) -> Mapping[int, tuple[str | None, str]]:
    """The origins that people gave."""
    v, j, o = s.verdict, s.judgement, s.outlet
    tables = v.join(j, j.c.article_id == v.c.article_id).outerjoin(o, o.c.id == v.c.target)
    person = (v.c.kind == VerdictKind.ORIGIN.value, v.c.author != MACHINE, v.c.valid_to.is_(None))
    statement = select(v.c.article_id, o.c.slug, j.c.origin_kind).select_from(tables)
    rows = conn.execute(statement.where(v.c.article_id.in_(articles), *person))
    return {row.article_id: (row.slug, row.origin_kind) for row in rows}


def _hints(conn: Connection, articles: Sequence[int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    h = s.same_hint
    for row in conn.execute(
        select(h.c.a, h.c.b).where(h.c.a.in_(articles) | h.c.b.in_(articles)).order_by(h.c.a, h.c.b)
    ):
        found[row.a].append(row.b)
        found[row.b].append(row.a)
    return found


def settle(
    conn: Connection,
    rulings: Sequence[Ruling],
    shelves: Shelves,
    regroupings: Iterable[Regrouping],
    *,
    token: int,
    now: datetime,
) -> int:
    """Write what was judged: everything or nothing. Raises LostLease when somebody else judges now. Returns how many
    articles were judged; one whose text changed meanwhile stays unjudged too."""
    leases.check(conn, LEASE, token)
    _take_off(conn, [ruling.piece for ruling in rulings])
    stories = shelves.write(conn)
    for ruling in rulings:
        ruling_story = ruling.story
        if ruling_story is not None and ruling_story < 0:
            ruling.story = stories[ruling_story]
        ruling.story_why = _numbered(ruling.story_why, stories)
    _put_judgements(conn, rulings, now)
    put_verdicts(conn, [verdict for ruling in rulings for verdict in verdicts(ruling)], now)
    touched = {ruling.story for ruling in rulings if ruling.story is not None}
    for regrouping in regroupings:
        touched |= regroup(conn, regrouping, now)
    shelves.stories.refresh(conn, sorted(touched))
    change.bump(conn)
    return len(rulings)


def leave(conn: Connection, piece: Piece, *, token: int) -> int:
    """Let an article stay as it was judged before. Raises LostLease like `settle`, and returns the same."""
    leases.check(conn, LEASE, token)
    _take_off(conn, [piece])
    change.bump(conn)
    return 1


def _take_off(conn: Connection, pieces: Sequence[Piece]) -> None:
    """Take the articles off the judge's table, but for those that were revised since they were read. Their rows are
    locked first, as a revision locks them: one that is being stored is waited for, a later one puts them back."""
    read = {piece.id: piece.revision for piece in pieces}
    a, r = s.article, s.revision
    conn.execute(select(a.c.id).where(a.c.id.in_(list(read))).order_by(a.c.id).with_for_update(key_share=True))
    current = select(r.c.article_id, r.c.n).where(r.c.article_id.in_(list(read)), r.c.current.is_(True))
    same = [row.article_id for row in conn.execute(current) if read[row.article_id] == row.n]
    gone = conn.execute(delete(s.unjudged).where(s.unjudged.c.article_id.in_(same)))
    if gone.rowcount != len(same):
        raise LostLease("Some of these articles were judged by somebody else; what was done here is discarded.")


def _put_judgements(conn: Connection, rulings: Sequence[Ruling], now: datetime) -> None:
    _JUDGED.put(conn, [_judgement(ruling, now) for ruling in rulings if ruling.piece.grp is None])
    # of those judged before, group, original and story stay, or are regrouped after this
    again = [ruling for ruling in rulings if ruling.piece.grp is not None and ruling.piece.said is None]
    _SOURCED.put(conn, [(one.origin_id, one.origin.kind, one.piece.id) for one in again])


_JUDGED = Bulk(
    s.judgement, ("article_id", "judged", "grp", "reprint_of", "story_id", "origin", "origin_kind")
)  # fmt: skip
_SOURCED = Update(s.judgement, {"origin": "?", "origin_kind": "?"}, "article_id")


def _judgement(ruling: Ruling, now: datetime) -> tuple[object, ...]:
    copied = ruling.copies.article if ruling.copies else None
    return (ruling.piece.id, now, ruling.grp, copied, ruling.story, ruling.origin_id, ruling.origin.kind)


def verdicts(ruling: Ruling) -> list[Verdict]:
    """The verdicts of a ruling: a text like no other needs none, nor does an origin that nobody knows."""
    article, found = ruling.piece.id, []
    if ruling.piece.grp is None:
        similar = [{"article": one.article, "p": one.p} for one in ruling.similar]
        more = ({"similar": similar} if similar else {}) | ({"vetoed": _vetoed(ruling)} if ruling.vetoed else {})
        if ruling.copies:
            why = dict(ruling.copies.why) | more
            found.append(Verdict(VerdictKind.REPRINT, article, ruling.copies.article, ruling.copies.p, why))
        elif more:
            p = 1 - ruling.similar[0].p if ruling.similar else 1.0
            why = {"rule": "similar" if similar else "vetoed", **more}
            found.append(Verdict(VerdictKind.REPRINT, article, None, p, why))
        found.append(Verdict(VerdictKind.STORY, article, ruling.story, ruling.story_p, ruling.story_why))
    if ruling.origin_id is not None:
        found.append(Verdict(VerdictKind.ORIGIN, article, ruling.origin_id, 1.0, ruling.origin.why))
    return found


def _numbered(why: Mapping[str, Any], stories: Mapping[int, int]) -> Mapping[str, object]:
    """The reason with the numbers of stories that were opened just now."""
    told = dict(why)
    if "vetoed" in told:
        told["vetoed"] = stories.get(told["vetoed"], told["vetoed"])
    if "runner_up" in told:
        number, score = told["runner_up"]
        told["runner_up"] = [stories.get(number, number), score]
    return told


def _vetoed(ruling: Ruling) -> list[dict[str, object]]:
    return [
        {"article": one.article, "p": one.why.get("without veto"), "veto": one.why.get("veto")} for one in ruling.vetoed
    ]


def prune(conn: Connection, now: datetime) -> None:
    """Take away what no judgement asks for any more: fingerprints, sentences seen once, frequencies, terms of old
    stories. Verdicts, judgements and stories stay."""
    today = to_micros(now) // DAY_MICROS
    conn.execute(delete(s.dup_fp).where(s.dup_fp.c.day < today - FINGERPRINT_DAYS))
    conn.execute(delete(s.dup_line).where(s.dup_line.c.n == 1, s.dup_line.c.last_day < today - LINE_DAYS))
    conn.execute(delete(s.term_day).where(s.term_day.c.day < today - TERM_DAYS))
    old = select(s.story.c.id).where(s.story.c.last_seen < now - timedelta(days=TERM_DAYS))
    for table in (s.story_term, s.story_sign, s.story_reading):
        conn.execute(delete(table).where(table.c.story_id.in_(old)))
