"""One document against its shape: the valid table, or problems with their lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ValidationError

from monitor.errors import Problem
from monitor.settings.documents import Document, Place
from monitor.settings.environment import Overrides
from monitor.settings.sentences import sentence
from monitor.settings.shapes import (
    DigestsFile,
    FeedsFile,
    GroupsFile,
    OutletsFile,
    TopicsFile,
    TopicTable,
    monitor_file,
)

SHAPES: Mapping[str, type[BaseModel]] = {
    "feeds.toml": FeedsFile,
    "outlets.toml": OutletsFile,
    "digests.toml": DigestsFile,
    "topics.toml": TopicsFile,
}


@dataclass(frozen=True, slots=True)
class Validated:
    """A document whose values have the right shape."""

    document: Document
    table: BaseModel


@cache
def shape_of(name: str) -> type[BaseModel]:
    """The shape of the file of that name; any other is a topic pack's, or with a `_` before it of groups."""
    if name == "monitor.toml":
        return monitor_file()
    return SHAPES.get(name) or (GroupsFile if name.startswith("_") else TopicTable)


def validated(document: Document, environment: Overrides, problems: list[Problem]) -> Validated | None:
    """The document as its shape, with the environment over monitor.toml; None and more `problems` when it is wrong."""
    name = document.path.name
    values, variables = document.values, {}
    if name == "monitor.toml":
        values, variables = _overlaid(values, environment), dict(environment.variables)
    shape = shape_of(name)
    try:
        return Validated(document, shape.model_validate(_frozen(values)))
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False):
            problems.append(_problem(sentence(one, shape), one["loc"], document, variables))
        return None


def _problem(
    message: str, loc: tuple[str | int, ...], document: Document, variables: Mapping[tuple[str, str], str]
) -> Problem:
    variable = variables.get((str(loc[0]), str(loc[1]))) if len(loc) > 1 else None
    return Problem(message, key=variable) if variable else Place(document, ()).problem(message, *loc)


def _overlaid(values: Mapping[str, object], environment: Overrides) -> Mapping[str, object]:
    tables = dict(values)
    for (section, key), value in environment.values.items():
        table = tables.get(section, {})
        if isinstance(table, dict):
            tables[section] = {**table, key: value}
    return tables


def _frozen(value: object) -> object:
    """Lists as tuples, all the way down: the shapes are strict, and the model has tuples."""
    if isinstance(value, Mapping):
        return {key: _frozen(inner) for key, inner in value.items()}
    return tuple(_frozen(inner) for inner in value) if isinstance(value, list) else value
