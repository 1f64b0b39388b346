"""Worker processes that are none: at the seam `Hands`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from monitor.model.fetching import Failure, Outcome
from monitor.prepare import Named

T = TypeVar("T")


@dataclass
class FakeHands:
    """Does the work here; a batch with an entry of a hurtful title "costs its worker its life"."""

    hurtful: str = "hurts"
    batches: list[int] = field(default_factory=list)
    furnished: int = 0

    def furnish(self, initial: Callable[..., None], *args: Any) -> None:
        self.furnished += 1
        initial(*args)

    async def run(self, work: Callable[..., T], *args: Any, wall_s: float | None = None) -> T | Failure:
        named: list[Named] = args[0]
        self.batches.append(len(named))
        if any(self.hurtful in one.raw.title for one in named):
            return Failure(Outcome.PARSE_LIMIT, "it ended its worker")
        return work(*args)
