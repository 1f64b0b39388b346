"""Verdicts: judgements with their reasons, by machine or person; closed, never deleted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MACHINE = "machine"


class VerdictKind(StrEnum):
    """What is judged. `target` of the verdict is, in this order: the original article, the story, the origin's
    outlet."""

    REPRINT = "reprint"
    STORY = "story"
    ORIGIN = "origin"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One judgement about one article. `target` None means "none": not a reprint, in no story, origin unknown.
    `p` is the probability that the judge gives it (1.0 for exact evidence); `reason` is small JSON: `{"rule": …,
    …}`."""

    kind: VerdictKind
    article: int
    target: int | None
    p: float
    reason: Mapping[str, object] = field(default_factory=dict)
    author: str = MACHINE
