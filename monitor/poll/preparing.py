"""Many fresh entries of one document, prepared in the worker processes; and what becomes of those that a worker does
not survive."""

from collections.abc import Sequence
from time import monotonic

from monitor.collect.workers import Hands
from monitor.model.fetching import Failure
from monitor.prepare import Named, Prepared, Setting, plainly, prepare

MANY = 4  # entries: for fewer, handing them over costs more than the work
SINGLE_S = 3.0  # wall time of one entry alone: a thousand times what it takes
PATIENCE_S = 45.0  # for all entries of a document, tried alone: well within the lease


async def prepare_apart(hands: Hands, fresh: Sequence[Named], setting: Setting) -> list[Prepared]:
    """These entries, whole. Where they end their worker they are tried one by one, and one that does so alone is taken
    as it stands, with a note: the others of its document are not lost."""
    lean = setting.lean()
    made = await hands.run(prepare, fresh, lean)
    if not isinstance(made, Failure):
        return made
    until = monotonic() + PATIENCE_S
    return [await _alone(hands, named, lean, patient=monotonic() < until) for named in fresh]


async def _alone(hands: Hands, named: Named, setting: Setting, *, patient: bool) -> Prepared:
    made = await hands.run(prepare, [named], setting, wall_s=SINGLE_S) if patient else None
    return plainly(named, setting) if made is None or isinstance(made, Failure) else made[0]
