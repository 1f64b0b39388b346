"""What pydantic says, as sentences that tell how to mend a file. Values are never repeated: they may be secrets."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel

SENTENCES = {
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list in [brackets]",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "missing": "is missing",
    "time_type": 'must be a time of day like "07:30"',
    "value_error": "{error}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be one of {expected}",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
}


def sentence(error: Mapping[str, Any], shape: type[BaseModel]) -> str:
    """One error of `ValidationError.errors()` about a file of `shape`, in plain words."""
    kind = error["type"]
    if kind == "extra_forbidden":
        return _unknown(error["loc"], shape)
    if kind == "string_pattern_mismatch":
        return _pattern(error["loc"])
    said = SENTENCES.get(kind, str(error["msg"]).lower())
    return said.format_map(error.get("ctx", {}))


def _pattern(loc: tuple[str | int, ...]) -> str:
    match [part for part in loc if isinstance(part, str)][-1:]:
        case ["slug" | "outlet" | "topics" | "channel"]:
            return "must be lower-case letters and digits with single hyphens between them, like north-korea"
        case ["lang" | "languages"]:
            return "must be a language code like en, ko or zh-Hant"
        case ["country"]:
            return "must be a country code of two capitals, like KR"
        case ["hosts"]:
            return "must be a host name in lower case, like 38north.org"
        case ["[key]"]:
            return "must be a name of letters, digits, _ and -, to be written @like_this in a query"
    return "is not written as it must be"


def _unknown(loc: tuple[str | int, ...], shape: type[BaseModel]) -> str:
    known = _keys(shape, loc[:-1])
    near = get_close_matches(str(loc[-1]), known, n=1)
    if near:
        return f"is not a key of monitor; did you mean {near[0]}?"
    return f"is not a key of monitor; known here: {', '.join(sorted(known))}" if known else "is not a key of monitor"


def _keys(shape: type[BaseModel], loc: tuple[str | int, ...]) -> list[str]:
    """The keys that the table at `loc` may have."""
    current: type[BaseModel] | None = shape
    for part in loc:
        if isinstance(part, str) and current is not None:
            current = _inner(current.model_fields[part].annotation) if part in current.model_fields else None
    return list(current.model_fields) if current else []


def _inner(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_inner(part) for part in getattr(annotation, "__args__", ()))
    return next((one for one in found if one is not None), None)
