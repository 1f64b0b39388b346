"""The value that everything else is wired from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from monitor.errors import Problem
from monitor.model.alert import AlertSpec
from monitor.model.digest import DigestSpec
from monitor.model.feed import FeedSpec
from monitor.model.options import Options
from monitor.model.outlet import Outlet
from monitor.model.spike import PairSpec
from monitor.model.topic import TopicSpec
from monitor.settings.documents import Place


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that files and environment say. `folder` is the configuration's; `files` are those that were read."""

    options: Options
    feeds: tuple[FeedSpec, ...]
    outlets: tuple[Outlet, ...]
    topics: tuple[TopicSpec, ...]
    digests: tuple[DigestSpec, ...]
    folder: Path
    files: tuple[Path, ...] = ()
    pairs: tuple[PairSpec, ...] = ()
    alerts: tuple[AlertSpec, ...] = ()
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of terms, shared by all topics
    strange: tuple[tuple[str, Problem], ...] = ()  # topics that digests name and no file declares: perhaps made here
    places: Mapping[tuple[str, str], Place] = field(default_factory=dict, repr=False, compare=False)

    @property
    def data(self) -> Path:
        """The folder for what monitor writes: `data/` beside the configuration."""
        return self.folder.absolute().parent / "data"

    def problem(self, kind: str, slug: str, message: str) -> Problem:
        """`message` about what was declared as `kind` (feed, outlet, topic, digest) `slug`, with its file and line."""
        place = self.places.get((kind, slug))
        return place.problem(message, "slug") if place else Problem(message, key=f"{kind} {slug}")
