"""A topic as a file of config/topics.d/ would say it: for moving what was made in the dashboard into the files."""

from collections.abc import Iterator
from dataclasses import fields

from monitor.model.topic import TopicSpec

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_FIRST = ("slug", "name", "query")


def to_toml(spec: TopicSpec) -> str:
    """The whole file; what is as usual is left out, and so are groups that the files share."""
    return "\n".join(_lines(spec)) + "\n"


def _lines(spec: TopicSpec) -> Iterator[str]:
    if spec.shared:
        yield f"# uses these groups of the configuration: {', '.join(f'@{name}' for name in spec.shared)}"
    for name in _FIRST:
        yield f"{name} = {_value(getattr(spec, name))}"
    for field in fields(spec):
        value = getattr(spec, field.name)
        if field.name not in (*_FIRST, "aliases", "shared") and value != field.default:
            yield f"{field.name} = {_value(value)}"
    own = [(name, terms) for name, terms in spec.aliases if name not in spec.shared]
    if own:
        yield ""
        yield "[aliases]"
        for name, terms in own:
            yield f"{_key(name)} = {_value(terms)}"


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case tuple() | list():
            return _list([_value(one) for one in value])
    text = str(value)
    if "\n" in text and _is_plain(text):
        return f"'''\n{text}'''"
    return _string(text)


def _list(items: list[str]) -> str:
    short = ", ".join(items)
    if len(short) <= 100:
        return f"[{short}]"
    return "[\n" + "".join(f"  {item},\n" for item in items) + "]"


def _is_plain(text: str) -> bool:
    """Whether a literal string may hold it."""
    return "'''" not in f"{text}'" and all(char in "\n\t" or char.isprintable() for char in text)


def _string(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(char) or _char(char) for char in text) + '"'


def _char(char: str) -> str:
    return char if ord(char) >= 32 and ord(char) != 127 else f"\\u{ord(char):04x}"


def _key(name: str) -> str:
    return name if name.replace("-", "").replace("_", "").isalnum() and name.isascii() else _string(name)
