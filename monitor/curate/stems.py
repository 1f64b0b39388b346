"""Word stems by Snowball's algorithms, as snowballstemmer has them, with a quicker search of its tables of endings."""

from collections.abc import Callable, Sequence
from typing import Any

import snowballstemmer

LANGUAGES = {
    "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish", "fr": "french",
    "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
Table = tuple[list[int], dict[str, Any]]  # lengths of the entries, longest first; the entries by their text
_tables: dict[int, tuple[Sequence[Any], Table]] = {}  # by the identity of the list, which is kept alive by it


def stemmer(lang: str) -> Callable[[str], str] | None:
    """What gives the stem of a word in small letters; None for a language that has none. Not for several threads."""
    if lang not in LANGUAGES:
        return None
    made = snowballstemmer.stemmer(LANGUAGES[lang])
    if hasattr(made, "find_among_b"):  # pure Python, not PyStemmer
        made.find_among, made.find_among_b = _forwards(made), _backwards(made)
    stem: Callable[[str], str] = made.stemWord
    return stem


def _forwards(made: Any) -> Callable[[Sequence[Any]], int]:
    """The longest entry of a table that stands at the cursor: its number, 0 for none. The library looks for it letter
    by letter, and spends most of its time with that."""

    def find_among(entries: Sequence[Any]) -> int:
        lengths, known = _table(entries)
        begin, word, limit = made.cursor, made.current, made.limit
        for length in lengths:
            end = begin + length
            if end <= limit and (entry := known.get(word[begin:end])) is not None:
                made.cursor = end
                if entry.method is None or entry.method(made):
                    made.cursor = end
                    return int(entry.result)
        return 0

    return find_among


def _backwards(made: Any) -> Callable[[Sequence[Any]], int]:
    def find_among_b(entries: Sequence[Any]) -> int:
        lengths, known = _table(entries)
        end, word, limit = made.cursor, made.current, made.limit_backward
        for length in lengths:
            begin = end - length
            if begin >= limit and (entry := known.get(word[begin:end])) is not None:
                made.cursor = begin
                if entry.method is None or entry.method(made):
                    made.cursor = begin
                    return int(entry.result)
        return 0

    return find_among_b


def _table(entries: Sequence[Any]) -> Table:
    known = _tables.get(id(entries))
    if known is None:
        by_text = {entry.s: entry for entry in entries}
        known = _tables[id(entries)] = (entries, (sorted({len(text) for text in by_text}, reverse=True), by_text))
    return known[1]
