"""A page with several articles on it, cut: the main text, and the cards of other articles appended to it.

A card is an outlet's name, an age ("26 minutes ago"), then a headline and its text. What stands between the main text
and the first card (comments, advertisements of the site's own) is residue, as is what is not text in a card.
"""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from monitor.collect.ages import age_of
from monitor.lang import residue
from monitor.lang.text import squeeze
from monitor.model.entry import RawEntry

LEAST = 20  # characters of an article
OUTLET_CHARS = 60
TITLE_CHARS = 300
MAIL_CHARS = 300  # at the end of a text, where its author's address stands
_HASHTAGS = re.compile(r"(?:\s*#[^\W_]\w*){2,}\s*")
_VIEWS = re.compile(
    r"\s*\d[\d.,]*\s?[KMB]?\s+views?\b(?:\s*[|·•]\s*(?:\d+\s+\w+\s+ago|[\w ]{1,20}))?\s*$", re.IGNORECASE
)
_MAIL = re.compile(r"\b[\w.+-]{1,64}@((?:[a-z0-9-]{1,63}\.)+[a-z]{2,24})\b", re.IGNORECASE)
_BULLET = re.compile(r"^\s*[-–—•·*]\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page, with the link it carries."""

    text: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Cutting:
    """One article of a page. `age` as written; `mail_host` is the domain of its author's mail address."""

    title: str
    text: str
    outlet: str | None = None
    age: str | None = None
    link: str | None = None
    mail_host: str | None = None


def cut(lines: Iterable[Line]) -> list[Cutting]:
    """The articles of a page, the main one first."""
    kept = [replace(line, text=squeeze(line.text)) for line in lines]
    kept = [line for line in kept if line.text]
    starts = [at for at in range(len(kept) - 1) if _begins_card(kept, at)]
    main = _main(kept[: starts[0]] if starts else kept)
    cards = [card for start, end in pairwise([*starts, len(kept)]) if (card := _card(kept[start:end]))]
    return ([main] if main else []) + cards


def _begins_card(lines: Sequence[Line], at: int) -> bool:
    """An outlet's name with an age under it."""
    name = lines[at].text
    return len(name) <= OUTLET_CHARS and age_of(name) is None and age_of(lines[at + 1].text) is not None


def _main(lines: Sequence[Line]) -> Cutting | None:
    if not lines:
        return None
    first, rest = lines[0], list(lines[1:])
    if len(first.text) > TITLE_CHARS:
        first, rest = Line(""), list(lines)
    text = tidy("\n\n".join(line.text for line in before_residue(rest)))
    hosts = _MAIL.findall(text[-MAIL_CHARS:])
    return Cutting(first.text, text, link=first.link, mail_host=hosts[-1].lower() if hosts else None)


def before_residue(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines before the first heading after which a site shows other things."""
    read, whole = 0, sum(len(line.text) for line in lines)
    for at, line in enumerate(lines):
        if read >= min(200, whole // 2) and residue.ends_text(line.text):
            return lines[:at]
        read += len(line.text)
    return lines


def _card(lines: Sequence[Line]) -> Cutting | None:
    outlet, age, rest = lines[0], lines[1].text, list(lines[2:])
    if rest and _BULLET.match(rest[0].text):
        rest[0] = replace(rest[0], text=_BULLET.sub("", rest[0].text))
    if rest and rest[0].text.casefold() == outlet.text.casefold():
        rest = rest[1:]
    if not rest:
        return None
    text = tidy("\n\n".join(line.text for line in before_residue(rest[1:])))
    return Cutting(rest[0].text, text, outlet.text, age, rest[0].link)


def tidy(text: str) -> str:
    """Without runs of hashtags and view counts at its end."""
    text = _VIEWS.sub("", text)
    tags = list(_HASHTAGS.finditer(text))
    if tags and tags[-1].end() == len(text):
        text = text[: tags[-1].start()]
    return _VIEWS.sub("", text).strip()


def entry(found: Cutting, base: str) -> RawEntry:
    """One article of a page as a raw entry: what it says of outlet and age stays as written."""
    paragraphs = "".join(f"<p>{html.escape(part, quote=False)}</p>" for part in found.text.split("\n\n") if part)
    return RawEntry(
        link=found.link,
        base=base or None,
        title=html.escape(found.title, quote=False),
        content=paragraphs,
        published=found.age,
        outlet_name=found.outlet,
        source_url=f"https://{found.mail_host}/" if found.mail_host and not found.outlet else None,
    )
