"""Many fresh entries of one document, prepared in the worker processes; and what becomes of those that a worker does
not survive."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic

from monitor.collect.workers import Hands
from monitor.model.fetching import Failure, Outcome
from monitor.prepare import Named, Prepared, Setting, plainly, prepare

MANY = 4  # entries: for fewer, handing them over costs more than the work
PART_CHARS = 2_000_000  # of markup in one go: about 2 s of work, far from what ends a worker
SINGLE_S = 3.0  # wall time of one entry alone: a thousand times what it takes
PATIENCE_S = 45.0  # for all entries of a document that are tried alone


class NoWorkers(RuntimeError):
    """The workers did nothing at all: that is our own fault, and no entry's."""


async def prepare_apart(hands: Hands, fresh: Sequence[Named], setting: Setting) -> list[Prepared]:
    """These entries, whole. Where they end their worker they are tried one by one, and one that does so alone is taken
    as it stands, with a note: the others of its document are not lost. Raises NoWorkers."""
    work = _Work(hands, setting.lean())
    made = [one for part in _parts(fresh) for one in await work.whole(part)]
    if fresh and work.broken == len(fresh):
        raise NoWorkers(work.trouble)
    return made


def _parts(fresh: Sequence[Named]) -> Iterator[list[Named]]:
    """A large document in several parts, so that honest work does not reach the limits of one task."""
    part: list[Named] = []
    chars = 0
    for named in fresh:
        own = len(named.raw.content) + len(named.raw.summary)
        if part and chars + own > PART_CHARS:
            yield part
            part, chars = [], 0
        part.append(named)
        chars += own
    if part:
        yield part


@dataclass(slots=True)
class _Work:
    """One document's. `broken`: entries that failed alone, but by no limit."""

    hands: Hands
    setting: Setting
    until: float | None = None
    broken: int = 0
    trouble: str = ""

    async def whole(self, part: list[Named]) -> list[Prepared]:
        made = await self.hands.run(prepare, part, self.setting)
        if not isinstance(made, Failure):
            return made
        self.until = self.until or monotonic() + PATIENCE_S
        return [await self._alone(named) for named in part]

    async def _alone(self, named: Named) -> Prepared:
        if monotonic() > (self.until or 0.0):
            return plainly(named, self.setting)
        made = await self.hands.run(prepare, [named], self.setting, wall_s=SINGLE_S)
        if not isinstance(made, Failure):
            return made[0]
        if made.outcome is Outcome.INTERNAL:
            self.broken, self.trouble = self.broken + 1, made.detail
        return plainly(named, self.setting)
