"""What goes into PostgreSQL's search index, written from our own tokens: its own parsers cut words in their own way."""

TOKEN_CHARS = 200  # PostgreSQL refuses a lexeme of 2 kB; queries are cut alike
LAST_POSITION = 16_383  # PostgreSQL's greatest
POSITIONS = 255  # of one lexeme
DOCUMENT_BYTES = 900_000  # PostgreSQL refuses a tsvector of 1 MiB
LEXEME_BYTES = 8  # what a lexeme costs beside its letters, at most
FIELD_GAP = 2  # positions between title and text: no phrase reaches across


def tsvector(title: str, text: str) -> str:
    """Tokens joined by spaces as a tsvector literal: the title at weight A, the text at D. Positions beyond the last
    that PostgreSQL knows fall together on it, two after the last real one: no phrase matches there by accident."""
    places: dict[str, list[str]] = {}
    position = 1
    for weight, tokens in (("A", title.split()), ("", text.split())):
        for token in tokens:
            places.setdefault(token[:TOKEN_CHARS], []).append(f"{min(position, LAST_POSITION)}{weight}")
            position += 1 if position != LAST_POSITION - 2 else 2
        position += FIELD_GAP
    return " ".join(_within(DOCUMENT_BYTES, places))


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
