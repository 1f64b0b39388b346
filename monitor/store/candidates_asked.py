"""Of which edition material is wanted, and what every shelf of it reads of an article."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, func, or_, select

from monitor.model.digest import Candidate, DigestSpec, Seen, TopicVolume, Window
from monitor.store.cuts import told_by
from monitor.store.instant import Instant
from monitor.store.schema import article, edition, edition_item, judgement, outlet, revision, verdict
from monitor.store.views_then import judged

OVERLAP = timedelta(minutes=30)  # a judge that began before the last cut may commit after it; what was told is left out

origin = outlet.alias("origin")


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which edition the material is wanted. `first`: there is none before it. `begun`: when the digest
    began, or went on. For looks at the past: `told_by` is when the editions that count as told had ended, `as_of` when
    verdicts and texts are read."""

    digest: int
    spec: DigestSpec
    window: Window
    first: bool
    told_by: datetime | None = None
    as_of: datetime | None = None
    begun: datetime | None = None

    @property
    def since(self) -> datetime:
        """What was judged before is not its news."""
        start = self.window.start
        if self.first:
            return start
        return max(start - OVERLAP, min(self.begun, start)) if self.begun else start - OVERLAP


@dataclass(frozen=True, slots=True)
class Sought:
    """What the query of a digest found, in place of topics."""

    candidates: tuple[Candidate, ...]
    volume: TopicVolume


def seen_columns() -> Sequence[Any]:
    """What `seen` reads of a row."""
    return (article.c.id, outlet.c.slug.label("outlet"), outlet.c.name.label("outlet_name"), revision.c.title,
            article.c.url, article.c.lang, article.c.effective)  # fmt: skip


def seen(row: Any) -> Seen:
    """The article of a row as one line of an edition."""
    return Seen(row.id, row.outlet, row.title, row.url, row.lang, row.effective, row.outlet_name)


def taken(asked: Asked) -> ColumnElement[bool]:
    """An edition of the digest took the article."""
    mine = and_(edition_item.c.digest_id == asked.digest, edition_item.c.article_id == article.c.id)
    return select(edition_item.c.article_id).join(edition).where(mine, *told_by(asked.digest, asked.told_by)).exists()


def judged_at(asked: Asked) -> tuple[FromClause, ColumnElement[datetime]]:
    """What is judged, or was, and when each article was: at the past, when a first verdict came."""
    if asked.as_of is None:
        return judgement, judgement.c.judged
    first = select(func.min(verdict.c.valid_from, type_=Instant)).where(verdict.c.article_id == judgement.c.article_id)
    return judged(asked.as_of), func.coalesce(first.scalar_subquery(), judgement.c.judged)


def there(as_of: datetime | None) -> ColumnElement[bool]:
    """The article is there, or was."""
    gone = article.c.gone.is_(None)
    return gone if as_of is None else and_(article.c.first_seen <= as_of, or_(gone, article.c.gone > as_of))


def speaks(spec: DigestSpec) -> list[ColumnElement[bool]]:
    """The article is in one of the languages that the digest is narrowed to."""
    wanted = [or_(article.c.lang == lang, article.c.lang.startswith(f"{lang}-")) for lang in spec.languages]
    return [or_(*wanted)] if wanted else []
