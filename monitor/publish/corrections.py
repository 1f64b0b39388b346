"""What an edition says of articles that changed since an earlier edition told of them. Pure."""

from collections.abc import Iterable

from monitor.curate.revisions import changed_words, differences
from monitor.lang.fold import fold
from monitor.model.digest import Correction, Revised

SHOWN = 8
LEAST = 3  # words of the text that came or went, under the same headline


def corrections(revised: Iterable[Revised]) -> tuple[tuple[Correction, ...], int]:
    """(those that are shown, how many more): changed headlines first, then the largest changes."""
    found = sorted(filter(_tells, map(_correction, revised)), key=_rank)
    return tuple(found[:SHOWN]), len(found[SHOWN:])


def _correction(one: Revised) -> Correction:
    came, went = changed_words(differences(one.text_then, one.text))
    was = one.title_then if fold(one.title_then) != fold(one.seen.title) else ""
    return Correction(one.seen, one.told, one.changed, was, came, went, one.story)


def _tells(one: Correction) -> bool:
    return bool(one.was) or one.came + one.went >= LEAST


def _rank(one: Correction) -> tuple[bool, int, int]:
    return (not one.was, -(one.came + one.went), one.seen.article)
