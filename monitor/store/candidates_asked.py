"""Of which edition material is wanted, and what every shelf of it reads of an article."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from monitor.model.digest import DigestSpec, Seen, Window
from monitor.store.schema import article, outlet, revision

OVERLAP = timedelta(minutes=30)  # a judge that began before the last cut may commit after it; what was told is left out

origin = outlet.alias("origin")


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which edition the material is wanted. `first`: there is none before it. For looks at the past: `told_by` is
    when the editions that count as told had ended, `as_of` when verdicts and texts are read."""

    digest: int
    spec: DigestSpec
    window: Window
    first: bool
    told_by: datetime | None = None
    as_of: datetime | None = None

    @property
    def since(self) -> datetime:
        """What was judged before is not its news."""
        return self.window.start if self.first else self.window.start - OVERLAP


def seen_columns() -> Sequence[Any]:
    """What `seen` reads of a row."""
    return (article.c.id, outlet.c.slug.label("outlet"), outlet.c.name.label("outlet_name"), revision.c.title,
            article.c.url, article.c.lang, article.c.effective)  # fmt: skip


def seen(row: Any) -> Seen:
    """The article of a row as one line of an edition."""
    return Seen(row.id, row.outlet, row.title, row.url, row.lang, row.effective, row.outlet_name)
