"""What goes into PostgreSQL's search index, written from our own tokens: its own parsers cut words in their own way."""

TOKEN_CHARS = 200  # PostgreSQL refuses a lexeme of 2 kB; queries are cut alike
LAST_POSITION = 16_383  # PostgreSQL's greatest
POSITIONS = 255  # of one lexeme
DOCUMENT_BYTES = 900_000  # PostgreSQL refuses a tsvector of 1 MiB
LEXEME_BYTES = 8  # what a lexeme costs beside its letters, at most
BYTES_A_BYTE = 8  # of a document for one of its text, at most: a pair of Han letters is 16 bytes for each 3
PLAIN_TOKENS, PLAIN_CHARS = 8_000, 200_000  # up to here no limit is near, and PostgreSQL may sort and merge itself
FIELD_GAP = 2  # positions between title and text: no phrase reaches across


def tsvector(title: str, text: str) -> str:
    """Tokens joined by spaces as a tsvector literal: the title at weight A, the text at D. Positions beyond the last
    that PostgreSQL knows fall together on it, two after the last real one: no phrase matches there by accident."""
    titles, texts = title.split(), text.split()
    small = len(titles) + len(texts) < PLAIN_TOKENS and len(title) + len(text) < PLAIN_CHARS
    if small and _plain(title, text) and _short(titles, texts):
        first = len(titles) + FIELD_GAP + 1
        lexemes = [f"{token}:{at}A" for at, token in enumerate(titles, 1)]
        return " ".join(lexemes + [f"{token}:{at}" for at, token in enumerate(texts, first)])
    return " ".join(_within(DOCUMENT_BYTES, _places(titles, texts)))


def _plain(title: str, text: str) -> bool:
    """Whether the tokens need no quoting: the analyser gives letters, digits and marks only."""
    return not any(sign in title or sign in text for sign in "'\\:")


def _short(titles: list[str], texts: list[str]) -> bool:
    return max(map(len, titles), default=0) <= TOKEN_CHARS and max(map(len, texts), default=0) <= TOKEN_CHARS


def _places(titles: list[str], texts: list[str]) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {}
    position = 1
    for weight, tokens in (("A", titles), ("", texts)):
        for token in tokens:
            places.setdefault(token[:TOKEN_CHARS], []).append(f"{min(position, LAST_POSITION)}{weight}")
            position += 1 if position != LAST_POSITION - 2 else 2
        position += FIELD_GAP
    return places


def _within(room: int, places: dict[str, list[str]]) -> list[str]:
    lexemes = []
    for token, found in places.items():
        positions = list(dict.fromkeys(found[:POSITIONS]))
        room -= len(token.encode()) + LEXEME_BYTES + 2 * len(positions)
        if room < 0:
            break
        lexemes.append(f"{quoted(token)}:{','.join(positions)}")
    return lexemes


def quoted(token: str) -> str:
    """A token as it stands in tsvector and tsquery literals."""
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"
