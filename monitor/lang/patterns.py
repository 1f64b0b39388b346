"""A term of a query made ready for an automaton: the literal needle to look for in folded text, and what must hold
around it.

A page is folded words with a space at both ends. A term stands between spaces, but on a side where its script does not
set words apart (Han, Kana, Hangul, Thai) it may stand anywhere; an Arabic term may carry the particles that are
written together with it.
"""

import re
from dataclasses import dataclass

from monitor.lang.fold import DENSE, fold, fold_map

_STAR, _ASK = "\ue000", "\ue001"  # private use: folding leaves them alone
_WILD = re.compile(f"[{_STAR}{_ASK}]")
_DENSE = re.compile(f"[{DENSE}]")
_PARTED = re.compile(f"(?<=[{DENSE}]) {_ASK}|{_ASK} (?=[{DENSE}])")  # folding parts a wildcard from such a script
_ARABIC = re.compile("[\u0621-\u064a]")
_ARTICLE = "\u0627\u0644"
_WITH_ARTICLE = frozenset("ال وال فال بال كال وبال فبال وكال لل ولل فلل".split())
_GLUED = _WITH_ARTICLE | frozenset("و ف ب ك ل وب ول وك فب فل فك".split()) | {""}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One term, ready. `needle` is what the automaton reports; `rest` what must follow or surround it."""

    term: str
    needle: str
    lead: int  # 1: the needle begins with the space before the term
    trail: int  # 1: it ends with the space after it
    open: bool  # the last word may go on
    rest: re.Pattern[str] | None = None  # for wildcards within: matched from where the needle begins
    exact: str | None = None  # as it must stand in the source
    glued: frozenset[str] | None = None  # Arabic: what may stand between the word's beginning and the needle

    def span(self, page: str, start: int, end: int) -> tuple[int, int] | None:
        """Where the term stands when the needle was found at [start, end) of the page; None when it is not the term."""
        if self.glued is not None:
            begin = page.rfind(" ", 0, start) + 1
            if page[begin:start] not in self.glued:
                return None
        else:
            begin = start + self.lead
        if self.rest is not None:
            found = self.rest.match(page, start)
            return (begin, found.end()) if found else None
        return begin, page.index(" ", end) if self.open else end - self.trail


def pattern(term: str, *, exact: bool = False) -> Pattern:
    """Compile a term as written (checked before: something is left of it, wildcards stand where they may)."""
    folded = _fold_wild(term)
    dense_start, dense_end = bool(_DENSE.match(folded[0])), bool(_DENSE.match(_WILD.sub("", folded)[-1]))
    open_end = folded.endswith(_STAR) and not dense_end
    folded = folded.rstrip(_STAR)
    glued = None
    if _ARABIC.match(folded[0]):
        stem = folded[2:] if folded.startswith(_ARTICLE) and not _WILD.match(folded[2:]) and len(folded) > 4 else ""
        glued, folded = (_WITH_ARTICLE, stem) if stem else (_GLUED, folded)
    lead = "" if dense_start or glued is not None else " "
    trail = "" if dense_end or open_end else " "
    literal, *wild = _WILD.split(folded, maxsplit=1)
    rest = _regex(lead + folded, open_end=open_end, trail=trail) if wild else None
    return Pattern(
        term=f"={term}" if exact else term,
        needle=lead + literal if wild else lead + folded + trail,
        lead=len(lead),
        trail=len(trail),
        open=open_end,
        rest=rest,
        exact=_core(term) if exact else None,
        glued=glued,
    )


def words_of(term: str) -> tuple[tuple[str, bool], ...]:
    """The folded words of a term, each up to its first wildcard, and whether it has one."""
    return tuple((_WILD.split(word)[0], bool(_WILD.search(word))) for word in _fold_wild(term).split())


def _fold_wild(term: str) -> str:
    """Folded, with `*` and `?` kept where they follow a letter."""
    term = re.sub(r"(?<=\w)\?+", lambda found: _ASK * len(found[0]), term)
    folded = fold(re.sub(rf"(?<=[\w{_ASK}])\*(?!\w)", _STAR, term))
    return re.sub(f" ?{_STAR}", _STAR, _PARTED.sub(_ASK, folded))


def _regex(folded: str, *, open_end: bool, trail: str) -> re.Pattern[str]:
    body = re.escape(folded).replace(_STAR, "[^ ]*").replace(_ASK, "[^ ]")
    return re.compile(body + ("[^ ]*" if open_end else "") + ("(?= )" if trail else ""))


def _core(term: str) -> str:
    """The term as it must stand in the source: from its first letter to its last."""
    folded = fold_map(term)
    start, end = folded.span(0, len(folded.text))
    return term[start:end]
