"""Values out of JSON, of whatever type they turn out to be."""

from typing import Any


def text(value: object) -> str:
    """A string, or "" for anything else."""
    return value if isinstance(value, str) else ""


def items(value: object) -> list[Any]:
    """A list, or an empty one for anything else."""
    return value if isinstance(value, list) else []


def identity(value: object) -> str | None:
    """Ids are to be strings, and are numbers often enough."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value) or None


def escaped(plain: str) -> str:
    """Plain text as HTML, since every other kind of source gives HTML."""
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def paragraphs(plain: str) -> str:
    """Plain text as HTML paragraphs, by its blank lines."""
    parts = escaped(plain).replace("\r\n", "\n").split("\n\n")
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts if part.strip())
