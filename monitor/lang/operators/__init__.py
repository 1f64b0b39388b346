"""The operators of the query language, one family a file. What has a `grammar` is part of the language."""

import inspect
import pkgutil
from importlib import import_module

from monitor.lang.operators.node import Node


def _discover() -> tuple[type[Node], ...]:
    names = sorted(module.name for module in pkgutil.iter_modules(__path__, f"{__name__}."))
    members = [member for name in names for _, member in inspect.getmembers(import_module(name), inspect.isclass)]
    return tuple(dict.fromkeys(member for member in members if issubclass(member, Node) and member.grammar))


OPERATORS = _discover()
