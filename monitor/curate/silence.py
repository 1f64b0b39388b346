"""Whether one feed of a pair says nothing while another speaks. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Voice:
    """A feed of a pair as it is heard. `begun`: its first good poll, or when it was declared; `heard`: when it last
    brought something; `deaf`: until when it last was not asked, by us or by a person (None: it always was); `off`: it
    is paused, out of use, or not asked right now."""

    slug: str
    begun: datetime | None
    heard: datetime | None
    deaf: datetime | None
    off: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A feed brought an article."""

    slug: str
    at: datetime
    article: int


def since(silent: Voice, hours: int, now: datetime) -> datetime | None:
    """From when on a word of another feed should have been answered by this one; None when it owes none. What another
    says within `hours` of its own last word may be the same thing; what was said while it was not asked does not
    count, nor before it was known."""
    if silent.off or silent.begun is None:
        return None
    patience = timedelta(hours=hours)
    heard = silent.heard + patience if silent.heard else silent.begun + patience
    start = max(one for one in (heard, silent.begun + patience, silent.deaf) if one is not None)
    return start if start < now - patience else None


def unanswered(words: Iterable[Word], silent: Voice, hours: int, now: datetime) -> Word | None:
    """The first word of another feed that this one has left without an answer for `hours`."""
    start = since(silent, hours, now)
    if start is None:
        return None
    owed = [word for word in words if word.slug != silent.slug and start < word.at <= now - timedelta(hours=hours)]
    return min(owed, key=lambda word: (word.at, word.article), default=None)


def over(spoke: datetime, silent: Voice) -> bool:
    """Whether a silence that began before that word is over: it spoke since, or nobody asks it."""
    return silent.off or (silent.heard is not None and silent.heard > spoke)


def reason(word: Word, silent: Voice, pair: tuple[str, Sequence[str], int], state: str) -> str:
    """Why that is told; `pair`: slug, topic (at most one) and hours, `state` of the silent feed in words."""
    slug, topic, hours = pair
    about = f" on {topic[0]}" if topic else ""
    last = f"its last word was at {_moment(silent.heard)}" if silent.heard else "it never said a word"
    how = f"; it is {state}" if state not in ("", "ok") else ""
    return (
        f"{word.slug} spoke{about} at {_moment(word.at)}, and {silent.slug} said nothing in the {hours} hours before "
        f"and after (pair {slug}): {last}{how}."
    )


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%MZ}"
