"""How the parts of an entry become one, the same for every parser of feeds: which text is the article's, what hangs on
it, when it appeared."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from monitor.model.entry import Details, Enclosure

CATEGORIES, ENCLOSURES = 64, 32  # more than is stored, so that what is left out can be told
NOTHING = Details()
PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 7 * 86_400, "monthly": 30 * 86_400, "yearly": 365 * 86_400}
_LONGEST_NUMBER = 18
_MAIL = re.compile(
    r"([A-Za-z0-9_.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})(?: \(([^@()<>\s][^@()<>]*)\))?"
)


@dataclass(slots=True)
class Beside:
    """What was found of an entry beside its text, as written."""

    categories: Sequence[str] = ()
    enclosures: Sequence[Enclosure] = ()
    media: list[dict[str, str]] = field(default_factory=list)  # attributes of media:content
    thumbnails: list[dict[str, str]] = field(default_factory=list)
    image: str = ""  # itunes:image
    comments: str = ""
    replies_to: str = ""


def texts(contents: Sequence[str], summary: str, others: Iterable[str]) -> tuple[str, str]:
    """Summary and content; what describes a medium only where there is nothing else."""
    content = contents[0] if len(contents) == 1 else max(contents, key=len, default="")
    if not content and not summary:
        return next((other for other in others if other), ""), ""
    return ("" if summary == content else summary), content


def literal(text: str) -> str:
    """A text that is told to hold no markup, as markup. Its references stay: many publishers escape twice."""
    return text.replace("<", "&lt;") if "<" in text else text


def details(found: Beside) -> Details:
    """Files of Media RSS follow the enclosures, its pictures are pictures; a file is named once."""
    files = [*found.enclosures]
    known = {file.url for file in files}
    pictures = [url for thumbnail in found.thumbnails if (url := thumbnail.get("url"))]
    for medium in found.media:
        url = medium.get("url", "")
        if _is_picture(medium):
            pictures.append(url)
        elif url and url not in known:
            known.add(url)
            files.append(Enclosure(url, medium.get("type", ""), number(medium.get("filesize"))))
    return Details(
        categories=tuple(found.categories[:CATEGORIES]),
        enclosures=tuple(files[:ENCLOSURES]),
        image=next((url for url in pictures if url), None) or found.image or None,
        comments=found.comments or None,
        replies_to=found.replies_to or None,
    )


def number(value: object) -> int | None:
    """A whole number as people write it in XML, else None."""
    text = value.strip() if isinstance(value, str) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else None


def minutes(value: object) -> int | None:
    """A `ttl`: at most eight digits of it are believed."""
    found = number(value)
    return found if found is not None and found < 10**8 else None


def period(unit: str, frequency: object) -> int | None:
    """`sy:updatePeriod` over `sy:updateFrequency`, in seconds."""
    seconds = PERIODS.get(unit.strip().lower())
    return None if seconds is None else max(60, seconds // (minutes(frequency) or 1))


def people(names: Sequence[str], written: str) -> str:
    """Each name once; where there is none, the author as `written`, less the mail address."""
    if len(names) == 1 and "@" not in written:
        return names[0] or written
    if len(names) <= 1 and "@" in written and (found := mail_and_name(written)) is not None:
        return found[1] or found[0]
    return ", ".join(dict.fromkeys(name for name in names if name)) or written


def mail_and_name(author: str) -> tuple[str, str] | None:
    """The parts of `mail (Name)`; without a name it is ""."""
    found = _MAIL.fullmatch(author)
    return None if found is None else (found[1], found[2] or "")


def _is_picture(medium: Mapping[str, str]) -> bool:
    return medium.get("medium", "").lower() == "image" or medium.get("type", "").startswith("image")
