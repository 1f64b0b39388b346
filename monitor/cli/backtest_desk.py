"""What `monitor topics backtest` does: the draft and what it is held against, the test, and the page of text."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from monitor.app import App
from monitor.cli import output
from monitor.cli.backtest_drawing import drawn
from monitor.cli.invocation import Invocation
from monitor.errors import NotFound, UsageError
from monitor.model.backtest import Backtest, Options
from monitor.model.topic import TopicSpec
from monitor.publish.backtesting import backtest
from monitor.settings.loading import shown
from monitor.settings.topic_file import topics_of
from monitor.store import topics

__all__ = ["Chosen", "as_json", "chosen", "drawn", "opened", "tested"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A topic to be tested, and the version in force under its name."""

    spec: TopicSpec
    current: TopicSpec | None
    version: int | None


@contextmanager
def opened(invocation: Invocation) -> Iterator[App]:
    """The application as it stands: an edited file of the configuration is not put in force by a test of it."""
    app = App.open(invocation.settings, declare=False)
    try:
        yield app
    finally:
        app.close()


def chosen(app: App, name: str) -> Chosen:
    """The topic of a file, or that of the configuration or the database under this name.

    Raises:
        NotFound: there is neither a topic nor a file of that name.
        UsageError: the file holds several topics.
        ConfigurationError: what the file holds can not be read as a topic.
    """
    declared = {spec.slug: spec for spec in app.settings.topics}
    kept = {one.spec.slug: one for one in _kept(app) if one.retired is None}
    path = Path(name)
    if name in declared:
        spec = declared[name]
    elif name in kept:
        spec = kept[name].spec
    elif path.exists() or path.suffix:
        spec = _only(path, topics_of(path, app.settings))
    else:
        names = ", ".join(sorted({*declared, *kept})) or "none"
        raise NotFound(f"there is no topic {name}, and no such file; topics: {names}")
    held = kept.get(spec.slug)
    return Chosen(spec, held.spec if held else None, held.version if held else None)


def _kept(app: App) -> list[topics.Topic]:
    with app.db.read() as conn:
        return list(topics.every(conn))


def _only(path: Path, found: tuple[TopicSpec, ...]) -> TopicSpec:
    if len(found) != 1:
        names = ", ".join(spec.slug for spec in found) or "none"
        raise UsageError(f"{shown(path)} holds {len(found)} topics ({names}): give a file with one, or a topic's name")
    return found[0]


def tested(
    app: App, wanted: Chosen, span: tuple[datetime, datetime], now: datetime, options: Options, *, quiet: bool
) -> Backtest:
    """The back-test, with a bar on a terminal while texts are read."""
    since, until = span
    with output.bar("texts read", None, quiet=quiet) as bar:
        last = 0

        def watch(done: int, _total: int) -> None:
            nonlocal last
            bar.advance(done - last)
            last = done

        return backtest(
            app.db, wanted.spec, since=since, until=until, now=now, current=wanted.current,
            options=replace(options, version=wanted.version), progress=watch,
        )  # fmt: skip


def as_json(found: Backtest) -> dict[str, Any]:
    """The value as one object."""
    return {**asdict(found), "kept": found.kept}
